package org.crmlink.toolkit.json;

import org.jspecify.annotations.Nullable;

/** GUIDs as texts: lower case, hyphens, no braces. */
public final class Guids {

    private static final int LENGTH = 36;

    private Guids() {}

    /** The normal spelling, or null if the text is no GUID. */
    public static @Nullable String normalise(String text) {
        int start = 0;
        if (text.length() == LENGTH + 2 && text.charAt(0) == '{' && text.charAt(LENGTH + 1) == '}') {
            start = 1;
        } else if (text.length() != LENGTH) {
            return null;
        }
        boolean upper = false;
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(start + i);
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                if (c != '-') {
                    return null;
                }
            } else if (c >= 'A' && c <= 'F') {
                upper = true;
            } else if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return null;
            }
        }
        if (start == 0 && !upper) {
            return text;
        }
        StringBuilder normal = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(start + i);
            normal.append(c >= 'A' && c <= 'F' ? (char) (c + ('a' - 'A')) : c);
        }
        return normal.toString();
    }

    /** Whether the text is a GUID in any usual spelling. */
    public static boolean isGuid(String text) {
        return normalise(text) != null;
    }
}
