package org.crmlink.sdk.metadata;

import java.util.List;
import java.util.Set;
import org.crmlink.sdk.Facet;

/** What entities, fields and relationships the backend has, for this caller. */
public interface EntityMetadata extends Facet {

    /**
     * A text that differs whenever an answer of {@link #describe} may differ, as cheap as the backend allows. Comparing it for equality is its only
     * use. After a change on the server the next call MUST show it, within the backend's own publishing delay [META-5].
     */
    String schemaVersion();

    /** Every entity that the caller may see, in a stable order. */
    List<EntitySummary> entities();

    /**
     * Describes entities, in few requests for many. Deterministic [META-1].
     *
     * @param names entity names, as {@link #entities()} spells them
     * @return one description a name, in the order of the set's iteration
     * @throws org.crmlink.sdk.ConnectorException of kind NOT_FOUND naming <em>all</em> unknown entities [META-3]
     */
    List<EntityType> describe(Set<String> names);
}
