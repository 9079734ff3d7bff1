package org.crmlink.connector.salesforce;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.crmlink.sdk.RecordRef;
import org.crmlink.toolkit.json.StrictJson;
import org.jspecify.annotations.Nullable;

/** Writes the bodies of requests that write (salesforce.md §11). Stateless. */
final class WriteBody {

    /** RFC 9110's form with two digits of the day; the library's own writes one. */
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private WriteBody() {}

    /** The rows of a collection: {@code attributes} first, which the server insists on. */
    static byte[] collection(List<Preparation.Ready> batch) {
        return json(json -> {
            json.writeStartObject();
            json.writeBooleanField("allOrNone", false);
            json.writeArrayFieldStart("records");
            for (Preparation.Ready one : batch) {
                json.writeStartObject();
                json.writeObjectFieldStart("attributes");
                json.writeStringField("type", one.object().name());
                json.writeEndObject();
                if (one.id().isPresent()) {
                    json.writeStringField("id", one.id().get());
                }
                values(json, one.values());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** Updates of single rows, each with its condition, as the parts of one request. */
    static byte[] composite(List<Preparation.Ready> batch, String root) {
        return json(json -> {
            json.writeStartObject();
            json.writeBooleanField("allOrNone", false);
            json.writeArrayFieldStart("compositeRequest");
            for (int i = 0; i < batch.size(); i++) {
                Preparation.Ready one = batch.get(i);
                json.writeStartObject();
                json.writeStringField("method", "PATCH");
                json.writeStringField(
                        "url",
                        root + "sobjects/" + one.object().name() + "/"
                                + one.id().orElseThrow());
                json.writeStringField("referenceId", "r" + i);
                json.writeObjectFieldStart("httpHeaders");
                json.writeStringField(
                        "If-Unmodified-Since", HTTP_DATE.format(one.base().orElseThrow()));
                json.writeEndObject();
                json.writeObjectFieldStart("body");
                values(json, one.values());
                json.writeEndObject();
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void values(JsonGenerator json, Map<Column, @Nullable Object> values) throws IOException {
        for (Map.Entry<Column, @Nullable Object> one : values.entrySet()) {
            json.writeFieldName(one.getKey().name());
            value(json, one.getValue());
        }
    }

    private static void value(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof BigDecimal number) {
            json.writeNumber(number.toPlainString());
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Instant instant) {
            json.writeString(Soql.instant(instant));
        } else if (value instanceof LocalDate day) {
            json.writeString(Soql.date(day));
        } else if (value instanceof LocalTime time) {
            json.writeString(Soql.time(time));
        } else if (value instanceof RecordRef reference) {
            json.writeString(SalesforceIds.normalise(reference.id()).orElseThrow());
        } else if (value instanceof byte[] bytes) {
            json.writeString(Base64.getEncoder().encodeToString(bytes));
        } else if (value instanceof List<?> options) {
            json.writeString(options.stream().map(String::valueOf).collect(Collectors.joining(";")));
        } else {
            throw new IllegalStateException("no form for a " + value.getClass().getSimpleName());
        }
    }

    @FunctionalInterface
    private interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] json(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = StrictJson.generator(bytes)) {
            content.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** Roughly how many bytes a mutation adds to a request. */
    static long size(Preparation.Ready one) {
        long size = 100;
        for (Map.Entry<Column, @Nullable Object> value : one.values().entrySet()) {
            size += value.getKey().name().length() + 30L;
            if (value.getValue() instanceof String text) {
                size += text.length() * 2L;
            } else if (value.getValue() instanceof byte[] content) {
                size += content.length * 4L / 3;
            }
        }
        return size;
    }
}
