package org.crmlink.toolkit.http;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code Retry-After} (RFC 9110 §10.2.3). */
public final class RetryAfter {

    /** No server is obeyed longer than this: a longer wait is a broken header or another day's budget. */
    public static final Duration LONGEST = Duration.ofHours(24);

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT);

    private RetryAfter() {}

    /**
     * Reads a value.
     *
     * @param value seconds or an HTTP date
     * @param now the server's time of the answer (its {@code Date} header), else our own
     * @return the delay, not negative and not longer than {@link #LONGEST}; empty if the value means nothing
     */
    public static Optional<Duration> parse(String value, Instant now) {
        String text = value.strip();
        if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            // more digits than a long holds are as absurd as a century
            return Optional.of(text.length() > 9 ? LONGEST : bounded(Duration.ofSeconds(Long.parseLong(text))));
        }
        return parseDate(text).map(date -> bounded(Duration.between(now, date)));
    }

    /** Reads an HTTP date (IMF-fixdate); empty if it is none. */
    public static Optional<Instant> parseDate(String value) {
        try {
            return Optional.of(ZonedDateTime.parse(value.strip(), HTTP_DATE).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration delay) {
        if (delay.isNegative()) {
            return Duration.ZERO;
        }
        return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }
}
