package org.crmlink.host.plugin;

import static java.util.Objects.requireNonNull;

/**
 * Something that looks like a connector and is not used. Immutable.
 *
 * @param origin where it was found
 * @param name id or class of the connector, or an empty text if not even that is known
 * @param reason why it is not used and what to do, for people
 */
public record Quarantined(ConnectorOrigin origin, String name, String reason) {

    public Quarantined {
        requireNonNull(origin, "origin is null");
        requireNonNull(name, "name is null");
        requireNonNull(reason, "reason is null");
    }

    @Override
    public String toString() {
        return (name.isEmpty() ? "" : name + " ") + "(" + origin + "): " + reason;
    }
}
