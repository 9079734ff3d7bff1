package org.crmlink.tck.run;

import java.util.Locale;

/** Turns a method's name into words. */
final class Words {

    private Words() {}

    /** {@code aChangeArrives} becomes {@code a change arrives}. */
    static String of(String camelCase) {
        return camelCase
                .replaceAll("([a-z0-9])([A-Z])", "$1 $2")
                .replaceAll("([A-Z])([A-Z][a-z])", "$1 $2")
                .replace('_', ' ')
                .toLowerCase(Locale.ROOT);
    }
}
