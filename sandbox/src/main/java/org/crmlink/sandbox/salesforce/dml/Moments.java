package org.crmlink.sandbox.salesforce.dml;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** Days, times and moments as clients write them. Source: backend page, section 16; of times our assumption. */
final class Moments {

    /** The offset with or without colon, or {@code Z}; a fraction of any length, which is dropped. */
    private static final DateTimeFormatter MOMENT = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendPattern("[XXX][XX]")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private static final int YEARS_FROM = 1700;
    private static final int YEARS_TO = 4000;

    private Moments() {}

    static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text)).filter(Moments::isKept);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    static Optional<Instant> moment(String text) {
        try {
            OffsetDateTime moment = OffsetDateTime.parse(text, MOMENT);
            return Optional.of(moment)
                    .filter(kept -> isKept(kept.toLocalDate()))
                    .map(kept -> kept.toInstant().truncatedTo(ChronoUnit.SECONDS));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    static Optional<LocalTime> time(String text) {
        try {
            String bare = text.endsWith("Z") ? text.substring(0, text.length() - 1) : text;
            return Optional.of(LocalTime.parse(bare).truncatedTo(ChronoUnit.MILLIS));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The years that the vendor documents for dates of the API. */
    private static boolean isKept(LocalDate day) {
        return day.getYear() >= YEARS_FROM && day.getYear() <= YEARS_TO;
    }
}
