package org.crmlink.toolkit.json;

import org.jspecify.annotations.Nullable;

/** GUIDs as texts: lower case, hyphens, no braces. */
public final class Guids {

    private static final int LENGTH = 36;

    private static final byte UPPER = 1;
    private static final byte FOREIGN = 2;
    /** What a character is in a GUID, hyphens apart: bits, so that a text is judged once at its end and not at each character. */
    private static final byte[] KINDS = kinds();

    private Guids() {}

    private static byte[] kinds() {
        byte[] kinds = new byte[128];
        for (char c = 0; c < kinds.length; c++) {
            boolean lower = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            boolean upper = c >= 'A' && c <= 'F';
            kinds[c] = lower ? 0 : upper ? UPPER : FOREIGN;
        }
        return kinds;
    }

    /** The normal spelling, or null if the text is no GUID. */
    public static @Nullable String normalise(String text) {
        int length = text.length();
        if (length != LENGTH && length != LENGTH + 2) {
            return null;
        }
        String normal = normalise(text.toCharArray(), 0, length);
        return text.equals(normal) ? text : normal;
    }

    /** The normal spelling, or null if the characters are no GUID. */
    static @Nullable String normalise(char[] chars, int from, int length) {
        int start = from;
        if (length == LENGTH + 2 && chars[from] == '{' && chars[from + LENGTH + 1] == '}') {
            start++;
        } else if (length != LENGTH) {
            return null;
        }
        if (chars[start + 8] != '-'
                || chars[start + 13] != '-'
                || chars[start + 18] != '-'
                || chars[start + 23] != '-') {
            return null;
        }
        int kinds = kinds(chars, start, start + 8)
                | kinds(chars, start + 9, start + 13)
                | kinds(chars, start + 14, start + 18)
                | kinds(chars, start + 19, start + 23)
                | kinds(chars, start + 24, start + LENGTH);
        if (kinds == 0) {
            return new String(chars, start, LENGTH);
        }
        return (kinds & FOREIGN) == 0 ? lower(chars, start) : null;
    }

    private static int kinds(char[] chars, int from, int to) {
        int kinds = 0;
        for (int i = from; i < to; i++) {
            char c = chars[i];
            kinds |= c < 128 ? KINDS[c] : FOREIGN;
        }
        return kinds;
    }

    private static String lower(char[] chars, int start) {
        char[] normal = new char[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            char c = chars[start + i];
            normal[i] = c >= 'A' && c <= 'F' ? (char) (c + ('a' - 'A')) : c;
        }
        return new String(normal);
    }

    /** Whether the text is a GUID in any usual spelling. */
    public static boolean isGuid(String text) {
        return normalise(text) != null;
    }
}
