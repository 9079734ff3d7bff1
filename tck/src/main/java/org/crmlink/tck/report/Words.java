package org.crmlink.tck.report;

import java.util.Locale;
import org.crmlink.tck.Outcome;

/** Words for people and programs out of the names of constants. */
final class Words {

    private Words() {}

    /** {@code CHECK_THEN_WRITE} becomes {@code check-then-write}. */
    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** An outcome as people read it. */
    static String of(Outcome outcome) {
        return switch (outcome) {
            case PASS -> "pass";
            case FAIL -> "fail";
            case UNSUPPORTED_VERIFIED -> "refused as it must be";
            case NOT_OFFERED -> "not offered";
            case EXCLUDED -> "excused";
            case INCONCLUSIVE -> "inconclusive";
            case UNTESTED -> "untested";
        };
    }

    /** One of something, or several. */
    static String count(long n, String one, String several) {
        return n + " " + (n == 1 ? one : several);
    }

    /** A text without characters that a terminal or an XML document takes for commands; line breaks stay. */
    static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> (Character.isISOControl(c) && c != '\n')
                                || Character.getType(c) == Character.SURROGATE
                                || c == 0xFFFE
                                || c == 0xFFFF
                        ? '\uFFFD'
                        : c)
                .forEach(plain::appendCodePoint);
        return plain.toString();
    }
}
