package org.crmlink.paper.connector;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.toolkit.json.StrictJson;

/**
 * What the server evaluates of a filter, and what is left for the host: relative dates, whose midnight only the host knows, and what holds one.
 * Immutable.
 */
record PaperFilter(Filter pushed, Filter residual) {

    static PaperFilter of(Filter filter) {
        if (Flaw.ODD_RESIDUAL.here()) {
            return new PaperFilter(Filter.all(), filter);
        }
        if (Flaw.RESIDUAL_FORGOTTEN.here()) {
            return new PaperFilter(split(filter).pushed(), Filter.all());
        }
        return split(filter);
    }

    private static PaperFilter split(Filter filter) {
        if (filter instanceof Filter.And and) {
            Filter pushed = Filter.all();
            Filter residual = Filter.all();
            for (Filter part : and.parts()) {
                PaperFilter split = split(part);
                pushed = pushed.and(split.pushed());
                residual = residual.and(split.residual());
            }
            return new PaperFilter(pushed, residual);
        }
        return hasRelativeDate(filter) ? new PaperFilter(Filter.all(), filter) : new PaperFilter(filter, Filter.all());
    }

    private static boolean hasRelativeDate(Filter filter) {
        if (filter instanceof Filter.And and) {
            return and.parts().stream().anyMatch(PaperFilter::hasRelativeDate);
        } else if (filter instanceof Filter.Or or) {
            return or.parts().stream().anyMatch(PaperFilter::hasRelativeDate);
        } else if (filter instanceof Filter.Not not) {
            return hasRelativeDate(not.inside());
        } else if (filter instanceof Filter.Related related) {
            return hasRelativeDate(related.inside());
        }
        return filter instanceof Filter.RelativeDate;
    }

    /** The pushed part as the wire's JSON; empty if it is every record. */
    String json(String operation, String entity) {
        if (pushed instanceof Filter.All) {
            return "";
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = StrictJson.generator(bytes)) {
            write(out, pushed);
        } catch (IOException e) {
            throw PaperErrors.invalid(
                    operation, entity, "the filter holds a text that is no Unicode", "correct the filter");
        }
        String json = bytes.toString(StandardCharsets.UTF_8);
        // a quotation mark in a value ends it
        return Flaw.FILTER_PUT_TOGETHER.here() ? json.replace("\\\"", "\"") : json;
    }

    private static void write(JsonGenerator out, Filter filter) throws IOException {
        out.writeStartObject();
        if (filter instanceof Filter.And and) {
            parts(out, "and", and.parts());
        } else if (filter instanceof Filter.Or or) {
            parts(out, "or", or.parts());
        } else if (filter instanceof Filter.Not not) {
            out.writeStringField("op", "not");
            out.writeFieldName("inside");
            write(out, not.inside());
        } else if (filter instanceof Filter.Related related) {
            leaf(out, "related", related.field());
            out.writeStringField("target", related.target());
            out.writeFieldName("inside");
            write(out, related.inside());
        } else if (Flaw.NOT_EQUAL_SKIPS_NULL.here()
                && filter instanceof Filter.Comparison unequal
                && unequal.operator() == Filter.Operator.NE) {
            Filter equal = Filter.compare(unequal.field(), Filter.Operator.EQ, unequal.value());
            parts(out, "and", List.of(new Filter.Not(equal), new Filter.Not(new Filter.IsNull(unequal.field()))));
        } else if (filter instanceof Filter.Comparison comparison) {
            leaf(out, comparison.operator().name().toLowerCase(Locale.ROOT), comparison.field());
            out.writeFieldName("value");
            value(out, comparison.value());
        } else if (filter instanceof Filter.In in) {
            leaf(out, "in", in.field());
            out.writeArrayFieldStart("value");
            for (Object value : in.values()) {
                value(out, value);
            }
            out.writeEndArray();
        } else if (filter instanceof Filter.TextMatch match) {
            leaf(out, match.match().name().toLowerCase(Locale.ROOT), match.field());
            out.writeStringField("value", match.text());
        } else if (filter instanceof Filter.IsNull isNull) {
            leaf(out, "null", isNull.field());
        } else if (filter instanceof Filter.CurrentUser user) {
            leaf(out, "me", user.field());
        } else {
            out.writeStringField("op", "all");
        }
        out.writeEndObject();
    }

    private static void parts(JsonGenerator out, String op, List<Filter> parts) throws IOException {
        out.writeStringField("op", op);
        out.writeArrayFieldStart("parts");
        for (Filter part : new ArrayList<>(parts)) {
            write(out, part);
        }
        out.writeEndArray();
    }

    private static void leaf(JsonGenerator out, String op, String field) throws IOException {
        out.writeStringField("op", op);
        out.writeStringField("field", field);
    }

    private static void value(JsonGenerator out, Object value) throws IOException {
        if (value instanceof Long number) {
            out.writeNumber(number);
        } else if (value instanceof BigDecimal number) {
            out.writeNumber(number);
        } else if (value instanceof Double number) {
            out.writeNumber(number);
        } else if (value instanceof Boolean truth) {
            out.writeBoolean(truth);
        } else {
            out.writeString(value.toString());
        }
    }
}
