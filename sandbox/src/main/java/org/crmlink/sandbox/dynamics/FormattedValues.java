package org.crmlink.sandbox.dynamics;

import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Option;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;

/** Values as an American user in UTC sees them. One request, one thread: it remembers the names of looked-up rows. */
final class FormattedValues {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("M/d/uuuu", Locale.US);
    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("M/d/uuuu h:mm a", Locale.US).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("M/d/uuuu", Locale.US).withZone(ZoneOffset.UTC);

    private final Reader reader;
    private final Map<Reference, Optional<String>> names = new HashMap<>();

    FormattedValues(Reader reader) {
        this.reader = reader;
    }

    /** The text for a value; empty if there is none. */
    Optional<String> format(Column column, Object value) {
        return switch (column.type()) {
            case BOOLEAN ->
                Optional.of(label(column, Boolean.TRUE.equals(value) ? 1 : 0)
                        .orElse(Boolean.TRUE.equals(value) ? "Yes" : "No"));
            case PICKLIST, STATE, STATUS -> label(column, ((Number) value).intValue());
            case MULTISELECT ->
                Optional.of(((List<?>) value)
                        .stream()
                                .map(item -> label(column, ((Number) item).intValue())
                                        .orElse(String.valueOf(item)))
                                .collect(Collectors.joining("; ")));
            case INTEGER, BIGINT -> Optional.of(number(new BigDecimal(value.toString()), 0));
            case DOUBLE -> Optional.of(number(BigDecimal.valueOf((Double) value), column.precision()));
            case DECIMAL -> Optional.of(number((BigDecimal) value, column.precision()));
            case MONEY -> Optional.of("$" + number((BigDecimal) value, column.precision()));
            case DATETIME -> Optional.of(date(column, value));
            case LOOKUP, CUSTOMER, OWNER -> names.computeIfAbsent((Reference) value, this::nameOf);
            default -> Optional.empty();
        };
    }

    private Optional<String> nameOf(Reference reference) {
        Optional<Row> row = reader.find(reference.table(), reference.id());
        Optional<Table> table = reader.schema().table(reference.table());
        if (row.isEmpty() || table.isEmpty()) {
            return Optional.empty();
        }
        return table.get().primaryName().map(name -> row.get().get(name)).map(Object::toString);
    }

    private static Optional<String> label(Column column, int value) {
        return column.option(value).map(Option::label);
    }

    private static String date(Column column, Object value) {
        if (value instanceof LocalDate day) {
            return DATE.format(day);
        }
        return column.format().equals("DateOnly") ? DAY.format((Instant) value) : DATE_TIME.format((Instant) value);
    }

    private static String number(BigDecimal value, int digits) {
        DecimalFormat format = new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.US));
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        return format.format(value);
    }
}
