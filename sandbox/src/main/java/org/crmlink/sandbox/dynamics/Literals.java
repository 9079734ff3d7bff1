package org.crmlink.sandbox.dynamics;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads the words of OData that stand for constants. */
final class Literals {

    private static final Pattern GUID =
            Pattern.compile("\\{?[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\}?");
    private static final Pattern NUMBER = Pattern.compile("[-+]?\\d+(\\.\\d+)?([eE][-+]?\\d+)?[mMdDfFlL]?");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}.*");

    private Literals() {}

    /** A guid in any of the spellings that the service accepts: either case, with or without braces. */
    static Optional<UUID> guid(String word) {
        if (!GUID.matcher(word).matches()) {
            return Optional.empty();
        }
        return Optional.of(UUID.fromString(word.replace("{", "").replace("}", "")));
    }

    /** An unquoted word as a constant: guid, date, instant, number, boolean. Empty if it is none of these. */
    static Optional<Object> word(String word) {
        switch (word.toLowerCase(Locale.ROOT)) {
            case "true":
                return Optional.of(true);
            case "false":
                return Optional.of(false);
            default:
                break;
        }
        Optional<UUID> guid = guid(word);
        if (guid.isPresent()) {
            return Optional.of(guid.get());
        }
        try {
            if (DATE.matcher(word).matches()) {
                return Optional.of(LocalDate.parse(word));
            }
            if (TIME.matcher(word).matches()) {
                return Optional.of(instant(word));
            }
            if (NUMBER.matcher(word).matches()) {
                return Optional.of(new BigDecimal(word.replaceAll("[mMdDfFlL]$", "")));
            }
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /**
     * An instant in ISO form; without a zone it is UTC.
     *
     * @throws DateTimeException if the text is no such time
     */
    static Instant instant(String text) {
        int t = text.indexOf('T');
        String time = t < 0 ? "" : text.substring(t);
        if (time.endsWith("Z") || time.indexOf('+') > 0 || time.indexOf('-') > 0) {
            return OffsetDateTime.parse(text).toInstant();
        }
        return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    }
}
