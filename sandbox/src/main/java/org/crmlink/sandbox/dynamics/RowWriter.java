package org.crmlink.sandbox.dynamics;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/** Writes rows as JSON objects. One request, one thread. */
final class RowWriter {

    private final JsonGenerator out;
    private final Expander expander;
    private final FormattedValues formattedValues;
    private final boolean formatted;
    private final boolean navigations;
    private final boolean targets;
    private final char[] time = "0000-00-00T00:00:00Z".toCharArray();

    RowWriter(JsonGenerator out, StoreReader reader, Prefer prefer, Expander expander) {
        this.out = out;
        this.expander = expander;
        this.formattedValues = new FormattedValues(reader.unlimited());
        this.formatted = prefer.wants("OData.Community.Display.V1.FormattedValue");
        this.navigations = prefer.wants("Microsoft.Dynamics.CRM.associatednavigationproperty");
        this.targets = prefer.wants("Microsoft.Dynamics.CRM.lookuplogicalname");
    }

    /** Writes a whole object. */
    void write(Row row, RowShape shape) throws IOException {
        out.writeStartObject();
        writeMembers(row, shape);
        out.writeEndObject();
    }

    /** Writes the members of an object that the caller opened. */
    void writeMembers(Row row, RowShape shape) throws IOException {
        out.writeStringField("@odata.etag", etag(row));
        for (RowShape.Cell cell : shape.cells()) {
            Object value = row.get(cell.column());
            if (value == null) {
                out.writeFieldName(cell.name());
                out.writeNull();
                continue;
            }
            writeCell(cell, value);
        }
        for (RowShape.Expansion expansion : shape.expansions()) {
            expand(row, expansion);
        }
    }

    /** Writes a value that is there, after its annotations. */
    void writeCell(RowShape.Cell cell, Object value) throws IOException {
        if (formatted || navigations || targets) {
            annotate(cell, value);
        }
        out.writeFieldName(cell.name());
        writeValue(cell.column(), value);
    }

    /** The version of a row as an entity tag. */
    static String etag(Row row) {
        return "W/\"" + row.version() + "\"";
    }

    private void annotate(RowShape.Cell cell, Object value) throws IOException {
        Column column = cell.column();
        if (formatted && RowShape.hasFormattedValue(column.type())) {
            Optional<String> text = formattedValues.format(column, value);
            if (text.isPresent()) {
                out.writeFieldName(cell.formatted());
                out.writeString(text.get());
            }
        }
        if (value instanceof Reference reference && column.type().isReference()) {
            String navigation = cell.navigations().get(reference.table());
            if (navigations && navigation != null) {
                out.writeFieldName(cell.navigation());
                out.writeString(navigation);
            }
            if (targets) {
                out.writeFieldName(cell.target());
                out.writeString(reference.table());
            }
        }
    }

    /** Writes one value in the form of its column's type. */
    void writeValue(Column column, @Nullable Object value) throws IOException {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof String text) {
            out.writeString(text);
        } else if (value instanceof Instant instant) {
            writeTime(instant);
        } else if (value instanceof RecordId id) {
            out.writeString(id.text());
        } else if (value instanceof Reference reference) {
            out.writeString(reference.id().text());
        } else if (value instanceof Integer number) {
            out.writeNumber(number);
        } else if (value instanceof Boolean bool) {
            writeBoolean(column, bool);
        } else if (value instanceof BigDecimal number) {
            out.writeNumber(number);
        } else if (value instanceof Long number) {
            out.writeNumber(number);
        } else if (value instanceof Double number) {
            out.writeNumber(number);
        } else if (value instanceof byte[] bytes) {
            out.writeBinary(bytes);
        } else if (value instanceof List<?> options) {
            out.writeString(multiSelect(options));
        } else {
            out.writeString(value.toString());
        }
    }

    private void writeBoolean(Column column, boolean value) throws IOException {
        if (column.type() != ColumnType.MANAGED_PROPERTY) {
            out.writeBoolean(value);
            return;
        }
        out.writeStartObject();
        out.writeBooleanField("Value", value);
        out.writeBooleanField("CanBeChanged", true);
        out.writeStringField("ManagedPropertyLogicalName", column.logicalName());
        out.writeEndObject();
    }

    static String multiSelect(List<?> options) {
        StringBuilder text = new StringBuilder();
        for (Object option : options) {
            text.append(text.length() == 0 ? "" : ",").append(option);
        }
        return text.toString();
    }

    /** Whole seconds, always UTC: some clients recognise dates by exactly this form. Several times faster than a formatter. */
    private void writeTime(Instant instant) throws IOException {
        long seconds = instant.getEpochSecond();
        long day = Math.floorDiv(seconds, 86_400L);
        int second = (int) Math.floorMod(seconds, 86_400L);
        // Days to civil date, shifted so that a year begins in March.
        long shifted = day + 719_468;
        long era = Math.floorDiv(shifted, 146_097L);
        int dayOfEra = (int) (shifted - era * 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int month = (5 * dayOfYear + 2) / 153;
        int year = (int) (yearOfEra + era * 400) + (month >= 10 ? 1 : 0);
        if (year < 0 || year > 9999) {
            out.writeString(instant.toString());
            return;
        }
        digits(0, year / 100);
        digits(2, year % 100);
        digits(5, month < 10 ? month + 3 : month - 9);
        digits(8, dayOfYear - (153 * month + 2) / 5 + 1);
        digits(11, second / 3_600);
        digits(14, second / 60 % 60);
        digits(17, second % 60);
        out.writeString(time, 0, time.length);
    }

    private void digits(int at, int value) {
        time[at] = (char) ('0' + value / 10);
        time[at + 1] = (char) ('0' + value % 10);
    }

    private void expand(Row row, RowShape.Expansion expansion) throws IOException {
        if (expansion.navigation() instanceof Navigation.ToOne lookup) {
            Optional<Row> target = expander.target(row, lookup);
            out.writeFieldName(expansion.name());
            RowShape shape = target.map(
                            found -> expansion.shapes().get(found.table().logicalName()))
                    .orElse(null);
            if (target.isEmpty() || shape == null) {
                out.writeNull();
            } else if (expansion.reference()) {
                out.writeStartObject();
                out.writeStringField("@odata.id", expander.url(target.get()));
                out.writeEndObject();
            } else {
                write(target.get(), shape);
            }
            return;
        }
        RowShape shape = expansion.shapes().values().iterator().next();
        out.writeArrayFieldStart(expansion.name());
        for (Row related : expander.related(row, expansion)) {
            write(related, shape);
        }
        out.writeEndArray();
        out.writeStringField(expansion.name() + "@odata.nextLink", expander.link(row, expansion));
    }
}
