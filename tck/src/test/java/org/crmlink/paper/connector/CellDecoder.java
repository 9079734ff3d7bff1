package org.crmlink.paper.connector;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.Option;
import org.crmlink.toolkit.json.JsonObject;
import org.crmlink.toolkit.json.UndecodableCellException;
import org.jspecify.annotations.Nullable;

/** Decodes one value; the parser stands on its first token and is left on its last one, whatever happens. */
final class CellDecoder {

    /** Makes the reference to a binary value of the record that is being read. */
    @FunctionalInterface
    interface Binaries {
        Object of(Field field, long size);
    }

    private CellDecoder() {}

    static @Nullable Object decode(JsonParser in, Field field, Binaries binaries)
            throws IOException, UndecodableCellException {
        JsonToken token = in.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (token == JsonToken.START_OBJECT) {
            JsonObject object = JsonObject.object(in);
            if (field.type() == FieldType.LOOKUP) {
                return ref(field, object);
            }
            long size = object.number("size").map(BigDecimal::longValue).orElse(-1L);
            if (field.type() == FieldType.BINARY && size >= 0) {
                return binaries.of(field, size);
            }
            throw wrong(field);
        }
        if (token == JsonToken.START_ARRAY) {
            return list(in, field);
        }
        try {
            return scalar(in, field, token);
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw wrong(field);
        }
    }

    private static Object scalar(JsonParser in, Field field, JsonToken token)
            throws IOException, UndecodableCellException {
        boolean text = token == JsonToken.VALUE_STRING;
        boolean number = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
        boolean truth = token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
        boolean fits = switch (field.type()) {
            case INTEGER, DECIMAL, MONEY, DOUBLE -> number;
            case BOOLEAN -> truth;
            case BINARY, LOOKUP, LOOKUP_LIST, MULTI_CHOICE -> false;
            default -> text;
        };
        if (!fits) {
            throw wrong(field);
        }
        return switch (field.type()) {
            case INTEGER -> new BigDecimal(in.getText()).longValueExact();
            case DECIMAL, MONEY -> decimal(new BigDecimal(in.getText()));
            case DOUBLE -> Double.valueOf(in.getText());
            case BOOLEAN -> token == JsonToken.VALUE_TRUE;
            case INSTANT -> Instant.parse(in.getText());
            case DATE -> date(LocalDate.parse(in.getText()));
            case TIME -> LocalTime.parse(in.getText());
            case LOCAL_DATE_TIME -> LocalDateTime.parse(in.getText());
            default -> in.getText();
        };
    }

    private static BigDecimal decimal(BigDecimal value) {
        if (Flaw.DECIMAL_THROUGH_DOUBLE.here()) {
            return BigDecimal.valueOf(value.doubleValue());
        }
        return Flaw.SCALE_STRIPPED.here() ? value.stripTrailingZeros() : value;
    }

    private static LocalDate date(LocalDate value) {
        return Flaw.DATE_THROUGH_ZONE.here()
                ? value.atStartOfDay(ZoneOffset.UTC)
                        .withZoneSameInstant(ZoneId.systemDefault())
                        .toLocalDate()
                : value;
    }

    private static @Nullable Object list(JsonParser in, Field field) throws IOException, UndecodableCellException {
        List<RecordRef> refs = new ArrayList<>();
        List<String> words = new ArrayList<>();
        boolean good = true;
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (in.currentToken() == JsonToken.START_OBJECT) {
                JsonObject object = JsonObject.object(in);
                good &= object.has("entity") && object.has("id");
                refs.add(new RecordRef(
                        object.text("entity").orElse(""), object.text("id").orElse("")));
            } else if (in.currentToken() == JsonToken.VALUE_STRING) {
                words.add(in.getText());
            } else {
                good = false;
                in.skipChildren();
            }
        }
        if (good && field.type() == FieldType.LOOKUP_LIST && words.isEmpty()) {
            return List.copyOf(refs);
        }
        if (good && field.type() == FieldType.MULTI_CHOICE && refs.isEmpty()) {
            List<String> options = field.options().stream().map(Option::value).toList();
            // an option that is not in the list (any more) is kept, behind the others [TYPE-6]
            words.sort(
                    Comparator.comparingInt(word -> options.contains(word) ? options.indexOf(word) : options.size()));
            return words.isEmpty() ? null : List.copyOf(words);
        }
        throw wrong(field);
    }

    private static RecordRef ref(Field field, JsonObject object) throws UndecodableCellException {
        if (object.text("entity").isEmpty() || object.text("id").isEmpty()) {
            throw wrong(field);
        }
        return new RecordRef(object.text("entity").get(), object.text("id").get());
    }

    private static UndecodableCellException wrong(Field field) {
        return new UndecodableCellException("field '" + field.name() + "' holds what is not " + field.type());
    }
}
