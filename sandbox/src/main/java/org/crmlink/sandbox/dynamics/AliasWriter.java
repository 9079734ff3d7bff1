package org.crmlink.sandbox.dynamics;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.store.Reference;
import org.jspecify.annotations.Nullable;

/** Writes values under names of the query's choice; empty ones are left out. One request, one thread. */
final class AliasWriter {

    private final JsonGenerator out;
    private final RowWriter writer;
    private final FormattedValues formattedValues;
    private final boolean attributes;
    private final boolean formatted;
    private final boolean targets;

    AliasWriter(JsonGenerator out, RowWriter writer, FormattedValues formattedValues, Prefer prefer) {
        this.out = out;
        this.writer = writer;
        this.formattedValues = formattedValues;
        this.attributes = prefer.wants("OData.Community.Display.V1.AttributeName");
        this.formatted = prefer.wants("OData.Community.Display.V1.FormattedValue");
        this.targets = prefer.wants("Microsoft.Dynamics.CRM.lookuplogicalname");
    }

    /** Writes a line of an aggregation as an object. */
    void line(List<Aggregation.Value> line) throws IOException {
        out.writeStartObject();
        for (Aggregation.Value value : line) {
            write(value.alias(), value.attribute(), value.column(), value.value(), value.formatted());
        }
        out.writeEndObject();
    }

    /**
     * Writes a value with its annotations.
     *
     * @param attribute the column that it comes from
     * @param text its text for people, if it does not follow from the column
     */
    void write(String name, String attribute, Column column, @Nullable Object value, Optional<String> text)
            throws IOException {
        if (value == null) {
            return;
        }
        if (attributes) {
            out.writeStringField(name + "@OData.Community.Display.V1.AttributeName", attribute);
        }
        if (formatted && RowShape.hasFormattedValue(column.type())) {
            Optional<String> shown = text.or(() -> formattedValues.format(column, value));
            if (shown.isPresent()) {
                out.writeStringField(name + "@OData.Community.Display.V1.FormattedValue", shown.get());
            }
        }
        if (targets && value instanceof Reference reference) {
            out.writeStringField(name + "@Microsoft.Dynamics.CRM.lookuplogicalname", reference.table());
        }
        out.writeFieldName(name);
        writer.writeValue(column, value);
    }
}
