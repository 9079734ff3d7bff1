package org.crmlink.benchmarks;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Figures for people and documents. Stateless. */
final class Numbers {

    private static final MathContext THREE_DIGITS = new MathContext(3);

    private Numbers() {}

    /** Three digits: more would claim a precision that a measurement does not have. */
    static BigDecimal rounded(double value) {
        BigDecimal three = new BigDecimal(value).round(THREE_DIGITS);
        return three.scale() < 0 ? three.setScale(0) : three;
    }

    static String plain(double value) {
        BigDecimal rounded = rounded(value).stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.toBigInteger().toString() : rounded.toPlainString();
    }

    /** With separators between thousands. */
    static String grouped(double value) {
        return String.format(Locale.ROOT, "%,d", Math.round(value));
    }
}
