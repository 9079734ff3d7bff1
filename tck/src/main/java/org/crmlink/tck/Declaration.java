package org.crmlink.tck;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.Capabilities;
import org.crmlink.sdk.attachment.AttachmentCapabilities;
import org.crmlink.sdk.metadata.EntityCapabilities;

/**
 * What a connector says that it can do: what the certificate proves. Immutable.
 *
 * @param connector the connector as a whole
 * @param entities the fixture's entities by name, in the fixture's order; empty if the connector has no metadata
 * @param attachments its attachments, if it has any
 */
public record Declaration(
        Capabilities connector,
        Map<String, EntityCapabilities> entities,
        Optional<AttachmentCapabilities> attachments) {

    public Declaration {
        entities = Collections.unmodifiableMap(new LinkedHashMap<>(entities));
    }
}
