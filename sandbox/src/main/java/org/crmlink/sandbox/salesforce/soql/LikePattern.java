package org.crmlink.sandbox.salesforce.soql;

import java.util.Arrays;
import java.util.Locale;

/**
 * What LIKE looks for: {@code %} for any characters, {@code _} for one, a backslash before either to mean itself; without case. Time grows with the
 * text times the pattern at most. Immutable.
 */
public final class LikePattern {

    private static final int ANY = -1;
    private static final int ONE = -2;

    /** Characters, or one of the wildcards. */
    private final int[] parts;

    private LikePattern(int[] parts) {
        this.parts = parts;
    }

    /** A pattern as {@link Literal.Text#pattern()} has it. */
    public static LikePattern of(String pattern) {
        int[] parts = new int[pattern.length()];
        int count = 0;
        for (int at = 0; at < pattern.length(); at++) {
            char c = pattern.charAt(at);
            if (c == '\\' && at + 1 < pattern.length()) {
                parts[count++] = folded(pattern.charAt(++at));
            } else {
                parts[count++] = c == '%' ? ANY : c == '_' ? ONE : folded(c);
            }
        }
        return new LikePattern(Arrays.copyOf(parts, count));
    }

    /** Whether the whole text is like this. */
    public boolean matches(String text) {
        int at = 0;
        int part = 0;
        int retryPart = -1;
        int retryAt = 0;
        while (at < text.length()) {
            if (part < parts.length && (parts[part] == ONE || parts[part] == folded(text.charAt(at)))) {
                at++;
                part++;
            } else if (part < parts.length && parts[part] == ANY) {
                retryPart = ++part;
                retryAt = at;
            } else if (retryPart >= 0) {
                // the last "any" takes one character more
                part = retryPart;
                at = ++retryAt;
            } else {
                return false;
            }
        }
        while (part < parts.length && parts[part] == ANY) {
            part++;
        }
        return part == parts.length;
    }

    private static int folded(char c) {
        return Character.toLowerCase(Character.toUpperCase(c));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "LikePattern of %d", parts.length);
    }
}
