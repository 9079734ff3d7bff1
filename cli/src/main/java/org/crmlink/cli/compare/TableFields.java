package org.crmlink.cli.compare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.crmlink.cli.CliException;
import org.crmlink.cli.ExitCode;
import org.crmlink.host.text.DidYouMean;
import org.crmlink.sdk.metadata.FieldType;

/** The fields of a table, as the database itself describes them. */
final class TableFields {

    private static final JsonFactory JSON = new JsonFactory();

    /**
     * One field.
     *
     * @param column its column
     * @param type how its values are to be understood
     * @param given whether a record can be made with a value of it; the server alone fills the others
     */
    record TableField(String column, FieldType type, boolean given) {}

    private final Map<String, TableField> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private TableFields() {}

    /**
     * Reads them.
     *
     * @throws CliException if the table is none of an entity
     */
    static TableFields of(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select definition from crmlink_entity where name = ?")) {
            statement.setString(1, table);
            try (ResultSet result = statement.executeQuery()) {
                if (result.next()) {
                    return parse(result.getString(1));
                }
            }
        }
        List<String> known = names(connection);
        throw new CliException(
                ExitCode.USAGE,
                "the database has no entity '" + table + "'" + DidYouMean.hint(table, known),
                known.isEmpty() ? "sync first" : "it has " + String.join(", ", known));
    }

    private static List<String> names(Connection connection) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement statement =
                        connection.prepareStatement("select name from crmlink_entity order by name");
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                names.add(result.getString(1));
            }
        }
        return names;
    }

    private static TableFields parse(String definition) throws SQLException {
        TableFields fields = new TableFields();
        try (JsonParser json = JSON.createParser(definition)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String member = json.currentName();
                JsonToken value = json.nextToken();
                if (member.equals("key")) {
                    fields.add(new TableField(json.getText(), FieldType.ID, true));
                } else if (member.equals("columns") && value == JsonToken.START_ARRAY) {
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        fields.addColumn(json);
                    }
                } else {
                    json.skipChildren();
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new SQLException("a definition of a table cannot be read", e);
        }
        return fields;
    }

    private void addColumn(JsonParser json) throws IOException {
        String name = "";
        String companion = "";
        FieldType type = FieldType.TEXT;
        boolean given = false;
        boolean numbered = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String member = json.currentName();
            json.nextToken();
            switch (member) {
                case "name" -> name = json.getText();
                case "type" -> type = FieldType.valueOf(json.getText());
                case "creatable" -> given = json.getBooleanValue();
                case "integers" -> numbered = json.getBooleanValue();
                case "companion" -> companion = json.getText();
                default -> json.skipChildren();
            }
        }
        add(new TableField(name, type == FieldType.CHOICE && numbered ? FieldType.INTEGER : type, given));
        if (type == FieldType.LOOKUP && !companion.isEmpty()) {
            add(new TableField(companion, FieldType.TEXT, given));
        }
    }

    private void add(TableField field) {
        fields.put(field.column(), field);
    }

    /** The field of this name, without case; empty if the table has none, or only the size of its contents. */
    Optional<TableField> find(String name) {
        return Optional.ofNullable(fields.get(name)).filter(field -> field.type() != FieldType.BINARY);
    }
}
