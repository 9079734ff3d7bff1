package org.crmlink.sandbox.dynamics;

import java.util.Base64;
import java.util.List;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.http.Json;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;

/** Single properties as answers. */
final class PropertyAnswers {

    private PropertyAnswers() {}

    /** {@code GET accounts(id)/name}; an empty value is 204. */
    static HttpResponse value(Call call, Row row, Column column) {
        Object value = row.get(column);
        if (value == null) {
            return Answers.noContent();
        }
        String fragment = row.table().entitySetName() + "(" + row.id().text() + ")/" + Properties.jsonName(column);
        return Answers.object(200, out -> {
            out.writeStringField("@odata.context", Links.context(call, fragment));
            out.writeFieldName("value");
            Json.write(out, plain(value));
        });
    }

    /** {@code GET accounts(id)/name/$value}. */
    static HttpResponse raw(Row row, Column column) {
        Object value = row.get(column);
        if (value == null) {
            return Answers.noContent();
        }
        if (value instanceof byte[] bytes) {
            return HttpResponse.of(200, "application/octet-stream", bytes).with("OData-Version", "4.0");
        }
        return Answers.text(plain(value).toString());
    }

    private static Object plain(Object value) {
        if (value instanceof Reference reference) {
            return reference.id().text();
        }
        if (value instanceof RecordId id) {
            return id.text();
        }
        if (value instanceof List<?> options) {
            return RowWriter.multiSelect(options);
        }
        return value instanceof byte[] bytes ? Base64.getEncoder().encodeToString(bytes) : value;
    }
}
