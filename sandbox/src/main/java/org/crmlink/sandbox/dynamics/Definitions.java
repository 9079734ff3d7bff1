package org.crmlink.sandbox.dynamics;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.crmlink.sandbox.dynamics.security.SecurityRows;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.http.Json;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Store;

/** What all changes of definitions need: finding what a URL names, reading what is sent, putting a new schema in force. */
final class Definitions {

    private Definitions() {}

    /** Publishes a change of the schema; only one at a time is worked on. */
    static void alter(Store store, UnaryOperator<Schema> change) {
        synchronized (store) {
            try {
                store.alter(change.apply(store.schema()));
                SecurityRows.seed(store); // a new table has privileges of its own
            } catch (IllegalStateException e) {
                // Somebody's transaction is open.
                throw new ApiException(
                        400,
                        "0x80071151",
                        "Cannot start the requested operation [Customization] because there is another operation running"
                                + " at this moment. Use Solution History for more details.");
            } catch (IllegalArgumentException e) {
                throw ApiErrors.invalidArgument(String.valueOf(e.getMessage()));
            }
        }
    }

    /** The JSON object in the body. */
    static Map<?, ?> body(Call call) {
        try {
            if (call.request().body().length > 0 && Json.read(call.request().body()) instanceof Map<?, ?> map) {
                return map;
            }
        } catch (IOException e) {
            throw ApiErrors.payload(call.segment(0).name(), "Invalid JSON. " + e.getMessage());
        }
        throw ApiErrors.payload(call.segment(0).name(), "A JSON object is expected in the request body.");
    }

    /** What is answered to a creation. */
    static HttpResponse created(Call call, String path) {
        String url = call.root() + path;
        return Answers.noContent().with("Location", url).with("OData-EntityId", url);
    }

    /** The table that a key names by id or logical name. */
    static Table table(Store store, Segment segment) {
        Map<String, String> key = segment.arguments();
        for (Table table : store.schema().tables()) {
            if (names(key, table.metadataId(), table.logicalName())) {
                return table;
            }
        }
        throw notFound(segment);
    }

    /** The column that a key names by id or logical name. */
    static Column column(Table table, Segment segment) {
        for (Column column : table.columns()) {
            if (names(segment.arguments(), column.metadataId(table.logicalName()), column.logicalName())) {
                return column;
            }
        }
        throw notFound(segment);
    }

    /** Whether the key is this id or name. */
    static boolean names(Map<String, String> key, UUID id, String logicalName) {
        String byName = key.getOrDefault("LogicalName", "").replace("'", "");
        String byId = key.getOrDefault("", key.getOrDefault("MetadataId", ""));
        return key.size() == 1
                && (byName.equals(logicalName)
                        || Literals.guid(byId).filter(id::equals).isPresent());
    }

    /** There is no such item. */
    static ApiException notFound(Segment segment) {
        return new ApiException(
                404,
                "0x80060888",
                "Could not find an item with the key '" + segment.key() + "' in '" + segment.name() + "'.");
    }

    /** The table that a member of the body names. */
    static Table named(Store store, Map<?, ?> json, String member) {
        String name = String.valueOf(json.get(member));
        return store.schema()
                .table(name)
                .orElseThrow(() ->
                        new ApiException(400, "0x80041102", "The entity with a name = '" + name + "' was not found."));
    }

    /** The text of a label that says something. */
    static Optional<String> label(Map<?, ?> json, String member) {
        return Optional.of(LabelTypes.text(json.get(member))).filter(text -> !text.isEmpty());
    }

    /** Refuses to remove what no customizer made. */
    static void mustBeCustom(boolean custom, String name) {
        if (!custom) {
            throw new ApiException(400, "0x8004f026", "Cannot delete the system component '" + name + "'.");
        }
    }
}
