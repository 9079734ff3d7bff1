package org.crmlink.engine.store;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.crmlink.engine.store.EntityTable.LinkEnds;
import org.crmlink.sdk.metadata.FieldType;
import org.jspecify.annotations.Nullable;

/** A table's definition as text, as the store keeps it. */
final class TableJson {

    private static final String EXPECTED = "a definition of a table";

    private TableJson() {}

    static String write(EntityTable table) {
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("name", table.name());
            json.writeStringField("key", table.key());
            json.writeBooleanField("serverKeys", table.serverKeys());
            json.writeBooleanField("deletable", table.deletable());
            if (table.link().isPresent()) {
                link(json, table.link().get());
            }
            json.writeArrayFieldStart("columns");
            for (Column column : table.columns()) {
                column(json, column);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void link(JsonGenerator json, LinkEnds link) throws IOException {
        json.writeArrayFieldStart("link");
        json.writeString(link.relationship());
        json.writeString(link.firstField());
        json.writeString(link.firstEntity());
        json.writeString(link.secondField());
        json.writeString(link.secondEntity());
        json.writeEndArray();
    }

    private static void column(JsonGenerator json, Column column) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", column.name());
        json.writeStringField("type", column.type().name());
        json.writeBooleanField("creatable", column.creatable());
        json.writeBooleanField("updatable", column.updatable());
        json.writeBooleanField("required", column.required());
        json.writeBooleanField("nullable", column.nullable());
        json.writeBooleanField("integers", column.integerOptions());
        json.writeArrayFieldStart("targets");
        for (String target : column.targets()) {
            json.writeString(target);
        }
        json.writeEndArray();
        json.writeStringField("companion", column.companion());
        json.writeEndObject();
    }

    static EntityTable read(String text) {
        try {
            return JsonText.read(text, EXPECTED, TableJson::table);
        } catch (UnfitValueException e) {
            throw new IllegalArgumentException("crmlink_entity.definition " + e.reason(), e);
        }
    }

    private static EntityTable table(JsonParser json) throws IOException, UnfitValueException {
        JsonText.expect(json, JsonToken.START_OBJECT, EXPECTED);
        String name = "";
        String key = "";
        boolean serverKeys = false;
        boolean deletable = false;
        @Nullable LinkEnds link = null;
        List<Column> columns = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String member = json.currentName();
            json.nextToken();
            switch (member) {
                case "name" -> name = json.getText();
                case "key" -> key = json.getText();
                case "serverKeys" -> serverKeys = json.getBooleanValue();
                case "deletable" -> deletable = json.getBooleanValue();
                case "link" -> {
                    List<String> texts = texts(json);
                    link = new LinkEnds(texts.get(0), texts.get(1), texts.get(2), texts.get(3), texts.get(4));
                }
                case "columns" -> {
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        columns.add(column(json));
                    }
                }
                default -> throw new UnfitValueException("has the unknown member '" + member + "'");
            }
        }
        return new EntityTable(name, key, serverKeys, deletable, columns, link);
    }

    private static Column column(JsonParser json) throws IOException, UnfitValueException {
        String name = "";
        FieldType type = FieldType.TEXT;
        boolean creatable = false;
        boolean updatable = false;
        boolean required = false;
        boolean nullable = false;
        boolean integers = false;
        List<String> targets = List.of();
        String companion = "";
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String member = json.currentName();
            json.nextToken();
            switch (member) {
                case "name" -> name = json.getText();
                case "type" -> type = FieldType.valueOf(json.getText());
                case "creatable" -> creatable = json.getBooleanValue();
                case "updatable" -> updatable = json.getBooleanValue();
                case "required" -> required = json.getBooleanValue();
                case "nullable" -> nullable = json.getBooleanValue();
                case "integers" -> integers = json.getBooleanValue();
                case "targets" -> targets = texts(json);
                case "companion" -> companion = json.getText();
                default -> throw new UnfitValueException("has the unknown member '" + member + "'");
            }
        }
        return new Column(name, type, creatable, updatable, required, nullable, integers, targets, companion);
    }

    private static List<String> texts(JsonParser json) throws IOException {
        List<String> texts = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            texts.add(json.getText());
        }
        return texts;
    }
}
