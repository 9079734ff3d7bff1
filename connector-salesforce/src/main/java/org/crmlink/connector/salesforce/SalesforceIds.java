package org.crmlink.connector.salesforce;

import java.util.Optional;

/**
 * Record ids: 15 characters whose case counts, and 3 that tell the case again (salesforce.md §14). One spelling is used here, the one of 18; ids are
 * compared to the letter.
 */
final class SalesforceIds {

    private static final int SHORT = 15;
    private static final int LONG = 18;
    private static final String CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    private SalesforceIds() {}

    /** The id in 18 characters; empty if the text is no id, or its last three do not belong to the others. */
    static Optional<String> normalise(String text) {
        if (text.length() != SHORT && text.length() != LONG) {
            return Optional.empty();
        }
        for (int i = 0; i < text.length(); i++) {
            if (!isLetterOrDigit(text.charAt(i))) {
                return Optional.empty();
            }
        }
        String id = text.substring(0, SHORT);
        String normal = id + check(id);
        return text.length() == SHORT || text.equals(normal) ? Optional.of(normal) : Optional.empty();
    }

    /** Whether the text is an id in the one spelling that is used here. */
    static boolean isNormal(String text) {
        return text.length() == LONG && normalise(text).isPresent();
    }

    /** What tells the record's entity: the first three characters. */
    static String prefix(String id) {
        return id.substring(0, Math.min(3, id.length()));
    }

    private static String check(String id) {
        StringBuilder check = new StringBuilder(3);
        for (int group = 0; group < SHORT; group += 5) {
            int bits = 0;
            for (int i = 0; i < 5; i++) {
                char c = id.charAt(group + i);
                bits |= c >= 'A' && c <= 'Z' ? 1 << i : 0;
            }
            check.append(CHECK.charAt(bits));
        }
        return check.toString();
    }

    private static boolean isLetterOrDigit(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
