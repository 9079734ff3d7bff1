package org.crmlink.toolkit.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.toolkit.json.CellDecoder;
import org.crmlink.toolkit.json.CellDecoders;
import org.crmlink.toolkit.json.UndecodableCellException;
import org.jspecify.annotations.Nullable;

/**
 * The usual JSON form of each field type: numbers as numbers, exact to the last digit; times and dates as ISO 8601 texts; options as texts, several
 * of them as a list; a lookup with one target as the other record's id. Stateless.
 */
public final class JsonValues {

    private JsonValues() {}

    /**
     * What reads a field's values.
     *
     * @throws IllegalArgumentException for lookups with several targets, lists of lookups and binaries, whose form is each service's own
     */
    public static CellDecoder decoder(Field field) {
        return switch (field.type()) {
            case LOOKUP -> lookup(field);
            case MULTI_CHOICE -> JsonValues::options;
            case LOOKUP_LIST, BINARY -> throw noUsualForm(field);
            default -> CellDecoders.of(field.type());
        };
    }

    private static CellDecoder lookup(Field field) {
        if (field.targets().size() != 1) {
            throw noUsualForm(field);
        }
        String target = field.targets().get(0);
        return parser -> {
            JsonToken token = parser.currentToken();
            if (token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NUMBER_INT) {
                throw new UndecodableCellException("not the id of a record");
            }
            return new RecordRef(target, parser.getText());
        };
    }

    private static @Nullable Object options(JsonParser parser) throws IOException, UndecodableCellException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new UndecodableCellException("not a list of options");
        }
        List<String> options = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            options.add(CellDecoders.choice(parser));
        }
        return options.isEmpty() ? null : List.copyOf(options);
    }

    /**
     * Writes a value; its name was written before.
     *
     * @throws IllegalArgumentException for the types whose form is each service's own
     * @throws ClassCastException for a value that is not of the field's Java type
     */
    public static void write(JsonGenerator json, Field field, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
            return;
        }
        switch (field.type()) {
            case TEXT, ID, CHOICE -> json.writeString((String) value);
            case INTEGER -> json.writeNumber((Long) value);
            // As a plain number: no exponent, no digit lost.
            case DECIMAL, MONEY -> json.writeNumber(((BigDecimal) value).toPlainString());
            case DOUBLE -> json.writeNumber((Double) value);
            case BOOLEAN -> json.writeBoolean((Boolean) value);
            // their text forms are ISO 8601
            case INSTANT, DATE, TIME, LOCAL_DATE_TIME -> json.writeString(value.toString());
            case MULTI_CHOICE -> {
                json.writeStartArray();
                for (Object option : (List<?>) value) {
                    json.writeString((String) option);
                }
                json.writeEndArray();
            }
            case LOOKUP -> {
                if (field.targets().size() != 1) {
                    throw noUsualForm(field);
                }
                json.writeString(((RecordRef) value).id());
            }
            case LOOKUP_LIST, BINARY -> throw noUsualForm(field);
        }
    }

    private static IllegalArgumentException noUsualForm(Field field) {
        return new IllegalArgumentException("field '" + field.name() + "': " + field.type()
                + " has no usual JSON form; give a decoder of your own");
    }
}
