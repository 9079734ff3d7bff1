package org.crmlink.sandbox.salesforce.dml;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;

/**
 * Numbers records, {@code A-{0000}}, each object by itself, behind the highest number there is; {@code {YYYY}}, {@code {MM}} and {@code {DD}} are of
 * the day. A number given to a record that is not saved is lost, as with the real service. Thread-safe.
 */
final class AutoNumbers {

    private static final Pattern PLACE = Pattern.compile("\\{(0+|YYYY|YY|MM|DD)}");

    private final RecordStore store;
    private final Map<String, AtomicLong> counters = new ConcurrentHashMap<>();

    AutoNumbers(RecordStore store) {
        this.store = store;
    }

    String next(SObject object, Field field, String form, Instant now) {
        long number = counters.computeIfAbsent(
                        object.name() + "." + field.name(), unused -> new AtomicLong(highest(object, field, form)))
                .incrementAndGet();
        LocalDate day = now.atOffset(ZoneOffset.UTC).toLocalDate();
        return PLACE.matcher(form).replaceAll(place -> written(place.group(1), number, day));
    }

    private static String written(String place, long number, LocalDate day) {
        return switch (place) {
            case "YYYY" -> padded(day.getYear(), 4);
            case "YY" -> padded(day.getYear() % 100, 2);
            case "MM" -> padded(day.getMonthValue(), 2);
            case "DD" -> padded(day.getDayOfMonth(), 2);
            default -> padded(number, place.length());
        };
    }

    private static String padded(long number, int digits) {
        String text = Long.toString(number);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }

    private long highest(SObject object, Field field, String form) {
        Pattern numbers = pattern(form);
        long highest = 0;
        for (Row row : store.rows(object)) {
            Matcher matcher = row.get(field.name()) instanceof String text ? numbers.matcher(text) : null;
            if (matcher != null && matcher.matches() && matcher.groupCount() > 0) {
                highest = Math.max(highest, Long.parseLong(matcher.group(1)));
            }
        }
        return highest;
    }

    private static Pattern pattern(String form) {
        StringBuilder regex = new StringBuilder();
        Matcher places = PLACE.matcher(form);
        int at = 0;
        while (places.find()) {
            regex.append(Pattern.quote(form.substring(at, places.start())));
            // more digits than a long has are none of ours
            regex.append(places.group(1).startsWith("0") ? "(\\d{1,18})" : "\\d+");
            at = places.end();
        }
        return Pattern.compile(regex.append(Pattern.quote(form.substring(at))).toString());
    }
}
