package org.crmlink.connector.dynamics;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntitySummary;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.json.JsonObject;
import org.crmlink.toolkit.odata.ODataQuery;
import org.jspecify.annotations.Nullable;

/**
 * Entity metadata from {@code EntityDefinitions}. Thread-safe: what was read is kept until the server's metadata time stamp changes; two threads
 * that need the same entity at once may read it twice.
 */
@Singleton
final class DynamicsMetadata implements EntityMetadata {

    /** A longer filter makes an address longer than proxies like. */
    private static final int DEFINITIONS_IN_A_REQUEST = 25;

    private static final String ENTITY_SELECT = "LogicalName,EntitySetName,PrimaryIdAttribute,Privileges";

    /** What was read under one time stamp. */
    private static final class Snapshot {
        private final String version;
        private volatile @Nullable Catalogue catalogue;
        private volatile @Nullable Map<String, Boolean> privileges;
        private final Map<String, Table> tables = new ConcurrentHashMap<>();

        private Snapshot(String version) {
            this.version = version;
        }
    }

    private final DynamicsService service;
    private final ReadBatch batch;
    private final AnyLengthReader reader;
    private final CallerPrivileges callerPrivileges;
    private volatile Snapshot current = new Snapshot("");

    @Inject
    DynamicsMetadata(
            DynamicsService service, ReadBatch batch, AnyLengthReader reader, CallerPrivileges callerPrivileges) {
        this.service = service;
        this.reader = reader;
        this.batch = batch;
        this.callerPrivileges = callerPrivileges;
    }

    @Override
    public String schemaVersion() {
        HttpCall call = service.get("metadata", "", "RetrieveTimestamp()");
        String stamp = service.json(call, JsonObject::read)
                .text("Timestamp")
                .orElseThrow(() -> DynamicsService.missing(call, "Timestamp"));
        if (!current.version.equals(stamp)) {
            // Two threads at once: the later one begins anew, which costs a read and nothing else.
            current = new Snapshot(stamp);
        }
        return stamp;
    }

    @Override
    public List<EntitySummary> entities() {
        schemaVersion();
        return catalogue(current).summaries();
    }

    @Override
    public List<EntityType> describe(Set<String> names) {
        schemaVersion();
        Map<String, Table> tables = tables(names);
        return names.stream().map(name -> found(tables, name).type()).toList();
    }

    /** Forgets what is known: the server showed that it is no longer true. */
    void forget() {
        current = new Snapshot("");
    }

    /** The table of an entity, as last read. */
    Table table(String name) {
        try {
            return found(tables(Set.of(name)), name);
        } catch (ConnectorException e) {
            // Descriptions come for several entities at once, but this one was asked for [OBS-2].
            throw e.entity().isPresent() ? e : e.toBuilder().entity(name).build();
        }
    }

    private static Table found(Map<String, Table> tables, String name) {
        return Objects.requireNonNull(tables.get(name), "unknown names were refused");
    }

    /** Reads what is not known of these entities in few requests; those that do not exist are left out. */
    void load(Set<String> names) {
        Catalogue catalogue = catalogue(current);
        tables(names.stream()
                .filter(name -> catalogue.find(name).isPresent())
                .collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    /** Where records of an entity live, for binding lookups to it. */
    Optional<Catalogue.Entry> entry(String name) {
        return catalogue(current).find(name);
    }

    /** Refuses the name of an entity that does not exist. */
    void requireKnown(String name) {
        requireKnown(catalogue(current), Set.of(name));
    }

    private Catalogue catalogue(Snapshot snapshot) {
        Catalogue known = snapshot.catalogue;
        if (known != null) {
            return known;
        }
        Catalogue read = Catalogue.of(service.object(
                "metadata",
                "",
                ODataQuery.of("EntityDefinitions").select(Catalogue.SELECT).build()));
        snapshot.catalogue = read;
        return read;
    }

    /** Read once, if a table is tracked; rights that change show when the server refuses, or with the next session. */
    private Map<String, Boolean> privileges(Snapshot snapshot) {
        Map<String, Boolean> known = snapshot.privileges;
        if (known == null) {
            known = callerPrivileges.read();
            snapshot.privileges = known;
        }
        return known;
    }

    private Map<String, Table> tables(Set<String> names) {
        service.requireOpen();
        Snapshot snapshot = current;
        Map<String, Table> found = new LinkedHashMap<>();
        Set<String> missing = new LinkedHashSet<>();
        for (String name : names) {
            Table known = snapshot.tables.get(name);
            if (known == null) {
                missing.add(name);
            } else {
                found.put(name, known);
            }
        }
        if (!missing.isEmpty()) {
            read(snapshot, missing).forEach((name, table) -> {
                snapshot.tables.put(name, table);
                found.put(name, table);
            });
        }
        return found;
    }

    private Map<String, Table> read(Snapshot snapshot, Set<String> names) {
        Catalogue catalogue = catalogue(snapshot);
        requireKnown(catalogue, names);
        List<String> wanted = List.copyOf(names);
        Map<String, JsonObject> definitions = new LinkedHashMap<>();
        for (int from = 0; from < wanted.size(); from += DEFINITIONS_IN_A_REQUEST) {
            definitions(wanted.subList(from, Math.min(wanted.size(), from + DEFINITIONS_IN_A_REQUEST)))
                    .forEach(definitions::put);
        }
        Map<String, Map<String, JsonObject>> details = details(definitions);
        List<JsonObject> intersections = intersections(catalogue, names);
        Map<String, Table> tables = new LinkedHashMap<>();
        for (String name : wanted) {
            Catalogue.Entry entry = catalogue.find(name).orElseThrow();
            JsonObject definition = definitions.get(name);
            if (definition == null) {
                throw ConnectorException.of(
                                ErrorKind.SCHEMA_CHANGED, "entity '" + name + "' was there a moment ago and is gone")
                        .operation("metadata")
                        .entity(name)
                        .hint("describe again")
                        .build();
            }
            boolean feed = entry.tracked()
                    && (entry.intersect() || !CallerPrivileges.forbidFeed(privileges(snapshot), definition));
            tables.put(
                    name,
                    TableDecoder.table(
                            catalogue, entry, feed, definition, details.getOrDefault(name, Map.of()), intersections));
        }
        return tables;
    }

    private static void requireKnown(Catalogue catalogue, Set<String> names) {
        List<String> unknown =
                names.stream().filter(name -> catalogue.find(name).isEmpty()).toList();
        if (unknown.isEmpty()) {
            return;
        }
        String text = unknown.stream()
                .map(name -> "'" + name + "'" + similar(catalogue, name))
                .collect(Collectors.joining(", "));
        throw ConnectorException.of(ErrorKind.NOT_FOUND, "no entity " + text)
                .operation("metadata")
                .entity(unknown.size() == 1 ? unknown.get(0) : "")
                .hint("use the logical name of a table, such as 'account'; a missing right hides tables too")
                .build();
    }

    /** A name that differs in case or is the plural is the usual slip. */
    private static String similar(Catalogue catalogue, String name) {
        return catalogue.names().stream()
                .filter(known -> known.equalsIgnoreCase(name)
                        || catalogue
                                .find(known)
                                .map(Catalogue.Entry::entitySet)
                                .orElse("")
                                .equalsIgnoreCase(name))
                .findFirst()
                .map(known -> " (did you mean '" + known + "'?)")
                .orElse("");
    }

    private Map<String, JsonObject> definitions(List<String> names) {
        String filter =
                names.stream().map(name -> "LogicalName eq '" + name + "'").collect(Collectors.joining(" or "));
        String expand = "Attributes($select=" + String.join(",", AttributeDecoder.SELECT)
                + (service.features().tellsSources() ? "," + AttributeDecoder.SOURCE : "") + "),"
                + "Keys($select=LogicalName,KeyAttributes,EntityKeyIndexStatus),"
                + "ManyToOneRelationships($select=" + TableDecoder.MANY_TO_ONE + "),"
                + "OneToManyRelationships($select=" + TableDecoder.MANY_TO_ONE + "),"
                + "ManyToManyRelationships($select=" + TableDecoder.MANY_TO_MANY + ")";
        String address = ODataQuery.of("EntityDefinitions")
                .option("$select", ENTITY_SELECT)
                .filter(filter)
                .expand(expand)
                .build();
        JsonObject answer = reader.json(
                        "metadata", names.size() == 1 ? names.get(0) : "", address, Map.of(), JsonObject::read)
                .value();
        Map<String, JsonObject> definitions = new LinkedHashMap<>();
        for (JsonObject definition : answer.objects("value")) {
            definition.text("LogicalName").ifPresent(name -> definitions.put(name, definition));
        }
        return definitions;
    }

    /** What only the concrete types of attributes tell: one read a type and entity, all of them in as few batches as can be. */
    private Map<String, Map<String, JsonObject>> details(Map<String, JsonObject> definitions) {
        Map<String, String> addresses = new TreeMap<>();
        definitions.forEach((entity, definition) -> {
            for (JsonObject attribute : definition.objects("Attributes")) {
                AttributeDecoder.cast(attribute)
                        .ifPresent(cast -> addresses.put(
                                entity + "/" + cast,
                                "EntityDefinitions(LogicalName='" + entity + "')/Attributes/Microsoft.Dynamics.CRM."
                                        + cast + "AttributeMetadata" + AttributeDecoder.castQuery(cast)));
            }
        });
        List<String> keys = new ArrayList<>(addresses.keySet());
        List<JsonObject> answers = batch.objects("metadata", "", new ArrayList<>(addresses.values()));
        Map<String, Map<String, JsonObject>> details = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            Map<String, JsonObject> ofEntity =
                    details.computeIfAbsent(key.substring(0, key.indexOf('/')), name -> new LinkedHashMap<>());
            for (JsonObject attribute : answers.get(i).objects("value")) {
                attribute.text("LogicalName").ifPresent(name -> ofEntity.put(name, attribute));
            }
        }
        return details;
    }

    /** An intersect entity does not list the relationship whose pairs it holds. */
    private List<JsonObject> intersections(Catalogue catalogue, Set<String> names) {
        boolean any = names.stream()
                .anyMatch(name ->
                        catalogue.find(name).map(Catalogue.Entry::intersect).orElse(false));
        if (!any) {
            return List.of();
        }
        String address = ODataQuery.of("RelationshipDefinitions/Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata")
                .option("$select", TableDecoder.MANY_TO_MANY)
                .build();
        return service.object("metadata", "", address).objects("value");
    }
}
