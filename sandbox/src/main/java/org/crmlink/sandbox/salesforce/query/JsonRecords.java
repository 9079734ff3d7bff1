package org.crmlink.sandbox.salesforce.query;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes records as the REST API has them. Immutable. Source: backend page, sections 6 and 16. */
public final class JsonRecords {

    /** The service sends a parent's children in pages of this size at most. */
    private static final int CHILD_PAGE = 200;

    private final String root;
    private final Pages pages;

    /** Where children that do not fit a page are fetched. */
    @FunctionalInterface
    public interface Pages {
        /** The address at which they go on behind those that were written. */
        String next(QueryResult children, int written);
    }

    /**
     * A writer of records without children.
     *
     * @param root {@code /services/data/v62.0}
     */
    public JsonRecords(String root) {
        this(root, (children, written) -> {
            throw new IllegalStateException("there are no children here");
        });
    }

    /** A writer of records with children. */
    public JsonRecords(String root, Pages pages) {
        this.root = root;
        this.pages = pages;
    }

    /** Writes one record. */
    public void write(JsonGenerator json, ResultRecord record) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("attributes");
        json.writeStringField("type", record.type());
        if (record.address().isPresent()) {
            json.writeStringField("url", root + "/sobjects/" + record.address().get());
        }
        json.writeEndObject();
        for (int at = 0; at < record.names().size(); at++) {
            json.writeFieldName(record.names().get(at));
            value(json, record.value(at));
        }
        json.writeEndObject();
    }

    private void value(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof BigDecimal number) {
            json.writeNumber(number.toPlainString());
        } else if (value instanceof Instant moment) {
            json.writeString(Moments.json(moment));
        } else if (value instanceof LocalTime time) {
            json.writeString(Moments.time(time));
        } else if (value instanceof ResultRecord parent) {
            write(json, parent);
        } else if (value instanceof QueryResult children) {
            children(json, children);
        } else if (value instanceof Compound compound) {
            compound(json, compound);
        } else if (value instanceof BlobLink blob) {
            json.writeString(root + "/sobjects/" + blob.object() + "/" + blob.id() + "/" + blob.field());
        } else {
            json.writeString(value.toString());
        }
    }

    private void compound(JsonGenerator json, Compound compound) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, @Nullable Object> part : compound.parts().entrySet()) {
            json.writeFieldName(part.getKey());
            value(json, part.getValue());
        }
        json.writeEndObject();
    }

    private void children(JsonGenerator json, QueryResult children) throws IOException {
        int shown = Math.min(CHILD_PAGE, children.size());
        boolean done = shown == children.size();
        json.writeStartObject();
        json.writeNumberField("totalSize", children.totalSize());
        json.writeBooleanField("done", done);
        if (!done) {
            json.writeStringField("nextRecordsUrl", pages.next(children, shown));
        }
        json.writeArrayFieldStart("records");
        for (int at = 0; at < shown; at++) {
            Optional<ResultRecord> record = children.record(at);
            if (record.isPresent()) {
                write(json, record.get());
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
