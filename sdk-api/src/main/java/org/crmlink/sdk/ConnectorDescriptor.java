package org.crmlink.sdk;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.regex.Pattern;
import org.crmlink.sdk.config.ConfigOption;

/**
 * Describes a connector without opening it. Immutable.
 *
 * @param id short lower-case name that configurations use, such as {@code dynamics}; letters, digits and hyphens
 * @param displayName name for people
 * @param version version of the connector
 * @param spiVersion version of this contract that it was written for, see {@link #CURRENT_SPI_VERSION}
 * @param options every option it understands
 */
public record ConnectorDescriptor(
        String id, String displayName, String version, int spiVersion, List<ConfigOption<?>> options) {

    /** The version of the contract in this library. A host refuses a connector with a newer one. */
    public static final int CURRENT_SPI_VERSION = 1;

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    public ConnectorDescriptor {
        requireNonNull(displayName, "displayName is null");
        requireNonNull(version, "version is null");
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("connector id '" + id + "' does not match " + ID);
        }
        options = List.copyOf(options);
    }
}
