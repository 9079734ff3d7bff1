package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * SQL Server's LIKE: percent sign, underscore, and sets such as {@code [a-f]} or {@code [^x]}. Both sides are compared as they are, so
 * the caller folds them. Needs no more steps than text times pattern, whatever the pattern.
 */
final class SqlLike implements Predicate<String> {

    /** One test for each character; null for any run of characters. */
    private final List<@Nullable IntPredicate> parts = new ArrayList<>();

    SqlLike(String pattern) {
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            int close = c == '[' ? pattern.indexOf(']', i + 2) : -1;
            if (close > 0) {
                parts.add(set(pattern.substring(i + 1, close)));
                i = close;
            } else if (c == '%') {
                parts.add(null);
            } else if (c == '_') {
                parts.add(any -> true);
            } else {
                parts.add(found -> found == c);
            }
        }
    }

    /** A pattern's text that means exactly this text. */
    static String literal(String text) {
        return text.replace("[", "[[]").replace("%", "[%]").replace("_", "[_]");
    }

    private static IntPredicate set(String members) {
        boolean not = members.length() > 1 && members.startsWith("^");
        String set = not ? members.substring(1) : members;
        return found -> contains(set, found) != not;
    }

    private static boolean contains(String set, int found) {
        for (int i = 0; i < set.length(); i++) {
            boolean range = i + 2 < set.length() && set.charAt(i + 1) == '-';
            int last = range ? set.charAt(i + 2) : set.charAt(i);
            if (found >= set.charAt(i) && found <= last) {
                return true;
            }
            i += range ? 2 : 0;
        }
        return false;
    }

    @Override
    public boolean test(String text) {
        int part = 0;
        int at = 0;
        // Where to go on when a later part does not fit: the last run may always take one character more.
        int run = -1;
        int runEnd = 0;
        while (at < text.length()) {
            IntPredicate test = part < parts.size() ? parts.get(part) : null;
            if (part < parts.size() && test == null) {
                run = part++;
                runEnd = at;
            } else if (test != null && test.test(text.charAt(at))) {
                part++;
                at++;
            } else if (run >= 0) {
                part = run + 1;
                at = ++runEnd;
            } else {
                return false;
            }
        }
        while (part < parts.size() && parts.get(part) == null) {
            part++;
        }
        return part == parts.size();
    }
}
