package org.crmlink.architecture.violation;

import org.crmlink.sdk.ConnectorProvider;

/** Breaks three rules at once; {@code ArchitectureTest} proves with it that they can fail. */
public final class ViolationHelper {
    private ViolationHelper() {}

    static void print(ConnectorProvider provider) {
        System.out.println(provider.descriptor());
    }
}
