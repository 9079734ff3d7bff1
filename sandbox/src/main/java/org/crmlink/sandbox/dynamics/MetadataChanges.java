package org.crmlink.sandbox.dynamics;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.http.Json;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * {@code RetrieveMetadataChanges}: everything on the first call, then what has changed since the stamp. The sandbox remembers
 * the schemas for which it has given stamps; a stamp of an earlier run counts as expired. Thread-safe.
 */
final class MetadataChanges {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MM/dd/uuuu HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Store store;
    private final MetadataDocuments documents;
    private final DynamicsSettings settings;
    private final Map<String, Schema> history = new ConcurrentHashMap<>();

    MetadataChanges(Store store, MetadataDocuments documents, DynamicsSettings settings) {
        this.store = store;
        this.documents = documents;
        this.settings = settings;
    }

    HttpResponse handle(Call call) {
        Map<String, String> arguments = call.segment(0).arguments();
        Map<?, ?> query = json(call, arguments.get("Query"));
        String filters = value(call, arguments.get("DeletedMetadataFilters"));
        Optional<String> stamp = Optional.of(value(call, arguments.get("ClientVersionStamp")))
                .map(text -> text.replace("'", ""))
                .filter(text -> !text.isEmpty() && !text.equals("null"));
        Schema schema = store.schema();
        String version = MetadataStamp.version(schema);
        history.put(version, schema);
        Optional<Schema> old = stamp.map(this::known);
        List<Map<String, @Nullable Object>> changed = new ArrayList<>();
        MetadataSelection selection = new MetadataSelection(query);
        for (MetadataNode node : documents.tables(schema)) {
            if (selection.wants(node)
                    && old.map(before -> hasChanged(before, schema, node)).orElse(true)) {
                changed.add(selection.render(node, old.isPresent()));
            }
        }
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("@odata.context", Links.context(call, "Microsoft.Dynamics.CRM.RetrieveMetadataChangesResponse"));
        body.put("ServerVersionStamp", version + "!" + TIME.format(store.clock().instant()));
        body.put("DeletedMetadata", deleted(old, schema, filters));
        body.put("EntityMetadata", changed);
        return Answers.object(200, out -> {
            for (Map.Entry<String, @Nullable Object> member : body.entrySet()) {
                out.writeFieldName(member.getKey());
                Json.write(out, member.getValue());
            }
        });
    }

    private static String value(Call call, @Nullable String argument) {
        if (argument == null) {
            return "";
        }
        return argument.startsWith("@") ? call.options().all().getOrDefault(argument, "") : argument;
    }

    private static Map<?, ?> json(Call call, @Nullable String argument) {
        String text = value(call, argument);
        if (text.isEmpty() || text.equals("null")) {
            return Map.of();
        }
        try {
            if (Json.read(text) instanceof Map<?, ?> map) {
                return map;
            }
        } catch (IOException e) {
            throw ApiErrors.syntax("The parameter 'Query' is not a JSON object.");
        }
        throw ApiErrors.syntax("The parameter 'Query' is not a JSON object.");
    }

    private Schema known(String stamp) {
        int mark = stamp.indexOf('!');
        try {
            Instant taken = LocalDateTime.parse(stamp.substring(mark + 1), TIME).toInstant(ZoneOffset.UTC);
            Schema schema = history.get(stamp.substring(0, Math.max(mark, 0)));
            if (schema != null && !store.clock().instant().isAfter(taken.plus(settings.trackingLife()))) {
                return schema;
            }
        } catch (DateTimeException e) {
            throw ApiErrors.stampExpired();
        }
        throw ApiErrors.stampExpired();
    }

    private boolean hasChanged(Schema before, Schema now, MetadataNode node) {
        String name = String.valueOf(node.properties().get("LogicalName"));
        Optional<Table> old = before.table(name);
        return old.isEmpty()
                || !MetadataSelection.everything(documents.table(before, old.get()))
                        .equals(MetadataSelection.everything(documents.table(now, now.require(name))));
    }

    private Map<String, @Nullable Object> deleted(Optional<Schema> old, Schema now, String filters) {
        Map<String, List<String>> gone = new LinkedHashMap<>();
        if (old.isPresent()) {
            Map<String, List<String>> before = ids(old.get());
            Map<String, List<String>> after = ids(now);
            before.forEach((kind, ids) -> {
                List<String> missing = new ArrayList<>(ids);
                missing.removeAll(after.getOrDefault(kind, List.of()));
                boolean wanted = filters.contains(kind) || filters.contains("All") || filters.contains("Default");
                if (wanted && !missing.isEmpty()) {
                    gone.put(kind, missing);
                }
            });
        }
        Map<String, @Nullable Object> collection = new LinkedHashMap<>();
        collection.put("Count", gone.size());
        collection.put("IsReadOnly", false);
        collection.put("Keys", List.copyOf(gone.keySet()));
        collection.put(
                "Values",
                gone.values().stream().map(ids -> Map.of("Items", ids)).toList());
        return collection;
    }

    private static Map<String, List<String>> ids(Schema schema) {
        List<String> tables = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        List<String> relationships = new ArrayList<>();
        schema.tables().forEach(table -> {
            tables.add(table.metadataId().toString());
            table.columns()
                    .forEach(column ->
                            columns.add(column.metadataId(table.logicalName()).toString()));
        });
        schema.oneToMany()
                .forEach(relation -> relationships.add(relation.metadataId().toString()));
        schema.manyToMany()
                .forEach(relation -> relationships.add(relation.metadataId().toString()));
        Map<String, List<String>> ids = new LinkedHashMap<>();
        ids.put("Entity", tables);
        ids.put("Attribute", columns);
        ids.put("Relationship", relationships);
        return ids;
    }
}
