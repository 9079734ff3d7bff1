package org.crmlink.engine.store;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** {@link Instant#toString()}, several times faster for the years that occur: a download formats one or more a row. */
final class IsoInstant {

    private static final long SECONDS_OF_DAY = 86_400;
    private static final long YEAR_0 = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
    private static final long YEAR_10000 = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond() + 1;

    private IsoInstant() {}

    static String format(Instant instant) {
        long second = instant.getEpochSecond();
        if (second < YEAR_0 || second >= YEAR_10000) {
            return instant.toString();
        }
        long day = Math.floorDiv(second, SECONDS_OF_DAY);
        int ofDay = (int) Math.floorMod(second, SECONDS_OF_DAY);

        // civil date from days, proleptic Gregorian, years counted from March
        long shifted = day + 719_468;
        long era = Math.floorDiv(shifted, 146_097);
        int dayOfEra = (int) (shifted - era * 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int monthFromMarch = (5 * dayOfYear + 2) / 153;
        int dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
        int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        int year = (int) (yearOfEra + era * 400 + (month <= 2 ? 1 : 0));

        byte[] text = new byte[30];
        two(text, 0, year / 100);
        two(text, 2, year % 100);
        text[4] = '-';
        two(text, 5, month);
        text[7] = '-';
        two(text, 8, dayOfMonth);
        text[10] = 'T';
        two(text, 11, ofDay / 3600);
        text[13] = ':';
        two(text, 14, ofDay / 60 % 60);
        text[16] = ':';
        two(text, 17, ofDay % 60);
        int end = fraction(text, instant.getNano());
        text[end++] = 'Z';
        return new String(text, 0, end, StandardCharsets.ISO_8859_1);
    }

    /** None, three, six or nine digits, as {@link Instant#toString()} has it. */
    private static int fraction(byte[] text, int nano) {
        if (nano == 0) {
            return 19;
        }
        int digits = nano % 1_000_000 == 0 ? 3 : nano % 1000 == 0 ? 6 : 9;
        int rest = digits == 3 ? nano / 1_000_000 : digits == 6 ? nano / 1000 : nano;
        text[19] = '.';
        for (int i = 19 + digits; i > 19; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return 20 + digits;
    }

    private static void two(byte[] text, int at, int number) {
        text[at] = (byte) ('0' + number / 10);
        text[at + 1] = (byte) ('0' + number % 10);
    }
}
