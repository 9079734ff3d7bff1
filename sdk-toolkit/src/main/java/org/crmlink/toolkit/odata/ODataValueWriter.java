package org.crmlink.toolkit.odata;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import org.crmlink.sdk.metadata.FieldType;
import org.jspecify.annotations.Nullable;

/** Writes field values as OData JSON: numbers exact, dates as OData spells them. */
public final class ODataValueWriter {

    private ODataValueWriter() {}

    /**
     * Writes a value; the name was written before.
     *
     * @throws IllegalArgumentException for lookups, whose form is the connector's, and for values of a wrong Java type
     */
    public static void write(JsonGenerator json, FieldType type, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
            return;
        }
        switch (type) {
            case TEXT, ID -> json.writeString((String) value);
            case INTEGER -> json.writeNumber((Long) value);
            // As a plain number: no exponent, no digit lost.
            case DECIMAL, MONEY -> json.writeNumber(((BigDecimal) value).toPlainString());
            case DOUBLE -> json.writeNumber((Double) value);
            case BOOLEAN -> json.writeBoolean((Boolean) value);
            case INSTANT -> json.writeString(ODataLiteral.of((Instant) value));
            case DATE -> json.writeString(ODataLiteral.of((LocalDate) value));
            case TIME -> json.writeString(ODataLiteral.of((LocalTime) value));
            case LOCAL_DATE_TIME -> json.writeString(ODataLiteral.of((LocalDateTime) value));
            case CHOICE -> writeOption(json, (String) value);
            case MULTI_CHOICE -> {
                StringBuilder options = new StringBuilder();
                for (Object option : (List<?>) value) {
                    options.append(options.isEmpty() ? "" : ",").append(option);
                }
                json.writeString(options.toString());
            }
            case BINARY -> json.writeBinary((byte[]) value);
            case LOOKUP, LOOKUP_LIST -> throw new IllegalArgumentException("lookups are bound by the connector");
        }
    }

    private static void writeOption(JsonGenerator json, String option) throws IOException {
        if (ODataLiteral.isWholeNumber(option)) {
            json.writeNumber(option);
        } else {
            json.writeString(option);
        }
    }
}
