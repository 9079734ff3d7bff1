package org.crmlink.toolkit.json;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The form that nearly every instant on the wire has, {@code 2024-06-12T14:13:17Z}, read without the general parser. */
final class UtcSecond {

    private static final int LENGTH = 20;

    private UtcSecond() {}

    /** The instant, or null if the text has another form or may be no date of the calendar: then the general parser has the word. */
    static @Nullable Instant parse(char[] chars, int from, int length) {
        if (length != LENGTH
                || chars[from + 19] != 'Z'
                || chars[from + 4] != '-'
                || chars[from + 7] != '-'
                || chars[from + 10] != 'T'
                || chars[from + 13] != ':'
                || chars[from + 16] != ':') {
            return null;
        }
        int century = two(chars, from);
        int ofCentury = two(chars, from + 2);
        int month = two(chars, from + 5);
        int day = two(chars, from + 8);
        int hour = two(chars, from + 11);
        int minute = two(chars, from + 14);
        int second = two(chars, from + 17);
        int year = century * 100 + ofCentury;
        if ((century | ofCentury | month | day | hour | minute | second) < 0
                || month < 1
                || month > 12
                || day < 1
                || day > daysOf(month, year)
                || hour > 23
                || minute > 59
                || second > 59) {
            return null;
        }
        return Instant.ofEpochSecond(daysBefore(year, month, day) * 86_400 + hour * 3_600L + minute * 60L + second);
    }

    /** Two digits, or a negative number. */
    private static int two(char[] chars, int at) {
        int tens = chars[at] - '0';
        int ones = chars[at + 1] - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
    }

    private static int daysOf(int month, int year) {
        return switch (month) {
            case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    /** Days since 1970 of a day in the years 0 to 9999; the year is counted from March, so that a leap day is its last. */
    private static long daysBefore(int year, int month, int day) {
        int shifted = month > 2 ? year : year - 1;
        int fromMarch = month > 2 ? month - 3 : month + 9;
        int era = Math.floorDiv(shifted, 400);
        int ofEra = shifted - era * 400;
        int dayOfYear = (153 * fromMarch + 2) / 5 + day - 1;
        int dayOfEra = ofEra * 365 + ofEra / 4 - ofEra / 100 + dayOfYear;
        return era * 146_097L + dayOfEra - 719_468L;
    }
}
