package org.crmlink.engine.store;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.Relationship;
import org.jspecify.annotations.Nullable;

/**
 * An entity as it is stored: the snapshot of its metadata that lets local edits be read without the server. Immutable.
 */
public final class EntityTable {

    /** Key column of an entity whose id is composed of several fields. */
    static final String COMPOSED_KEY = "crmlink_id";

    /**
     * The relationship whose pairs the table holds: its inserted rows are uploaded as links, its deleted ones as unlinks.
     *
     * @param relationship name of the many-to-many relationship
     */
    public record LinkEnds(
            String relationship, String firstField, String firstEntity, String secondField, String secondEntity) {
        public LinkEnds {
            requireNonNull(relationship, "relationship is null");
            requireNonNull(firstField, "firstField is null");
            requireNonNull(firstEntity, "firstEntity is null");
            requireNonNull(secondField, "secondField is null");
            requireNonNull(secondEntity, "secondEntity is null");
        }
    }

    private final String name;
    private final String key;
    private final boolean serverKeys;
    private final boolean deletable;
    private final List<Column> columns;
    private final Map<String, Column> byName;
    private final @Nullable LinkEnds link;

    EntityTable(
            String name,
            String key,
            boolean serverKeys,
            boolean deletable,
            List<Column> columns,
            @Nullable LinkEnds link) {
        this.name = name;
        this.key = key;
        this.serverKeys = serverKeys;
        this.deletable = deletable;
        this.columns = List.copyOf(columns);
        this.link = link;
        Map<String, Column> map = new LinkedHashMap<>();
        columns.forEach(column -> map.put(column.name(), column));
        this.byName = map;
    }

    /**
     * The table for an entity with these fields. The key field is always part of it.
     *
     * @param fields names of readable fields of the entity; for an intersect entity both ends are added
     * @param file the database, for messages
     * @throws StoreException of kind NAMES if names cannot stand side by side in SQLite, naming all of them
     * @throws IllegalArgumentException if the entity has no such field
     */
    public static EntityTable of(EntityType type, Collection<String> fields, Path file) {
        Optional<LinkEnds> link = type.intersect() ? linkOf(type) : Optional.empty();
        Map<String, Field> wanted = new LinkedHashMap<>();
        boolean composed = type.keyFields().size() > 1;
        if (composed) {
            type.keyFields().forEach(key -> wanted.put(key, field(type, key)));
        }
        fields.forEach(name -> wanted.put(name, field(type, name)));
        link.ifPresent(ends -> {
            wanted.put(ends.firstField(), field(type, ends.firstField()));
            wanted.put(ends.secondField(), field(type, ends.secondField()));
        });
        String key = composed ? COMPOSED_KEY : type.keyField();
        wanted.remove(key);
        checkNames(type.name(), key, wanted.keySet(), file);

        Set<String> taken = new HashSet<>();
        wanted.keySet().forEach(name -> taken.add(SqlName.folded(name)));
        taken.add(SqlName.folded(key));
        List<Column> columns = new ArrayList<>();
        for (Field field : wanted.values()) {
            Column column = column(field, taken, link);
            columns.add(
                    link.isPresent()
                            ? column
                            : column.allowing(
                                    type.capabilities().can(Operation.CREATE),
                                    type.capabilities().can(Operation.UPDATE)));
        }
        boolean serverKeys = type.capabilities().idAssignment() == IdAssignment.SERVER || composed || type.intersect();
        boolean deletable = link.isPresent() || type.capabilities().can(Operation.DELETE);
        return new EntityTable(type.name(), key, serverKeys, deletable, columns, link.orElse(null));
    }

    private static Field field(EntityType type, String name) {
        return type.field(name)
                .orElseThrow(
                        () -> new IllegalArgumentException("entity '" + type.name() + "' has no field '" + name + "'"));
    }

    /** The ends of an intersect entity are what a pair is made of, whatever flags the server puts on its attributes. */
    private static Column column(Field field, Set<String> taken, Optional<LinkEnds> link) {
        if (link.isPresent()) {
            LinkEnds ends = link.get();
            if (field.name().equals(ends.firstField())) {
                return end(field, ends.firstEntity());
            }
            if (field.name().equals(ends.secondField())) {
                return end(field, ends.secondEntity());
            }
            Column plain = Column.of(field, companion(field, taken));
            return new Column(
                    plain.name(),
                    plain.type(),
                    false,
                    false,
                    false,
                    true,
                    plain.integerOptions(),
                    plain.targets(),
                    plain.companion());
        }
        return Column.of(field, companion(field, taken));
    }

    private static Column end(Field field, String target) {
        FieldType type = field.type() == FieldType.LOOKUP ? FieldType.LOOKUP : FieldType.ID;
        return new Column(field.name(), type, true, false, true, false, false, List.of(target), "");
    }

    private static String companion(Field field, Set<String> taken) {
        String suffix = switch (field.type()) {
            case LOOKUP -> field.targets().size() == 1 ? "" : "_entity";
            case DECIMAL, MONEY -> "_num";
            default -> "";
        };
        if (suffix.isEmpty()) {
            return "";
        }
        StringBuilder candidate = new StringBuilder(field.name()).append(suffix);
        while (!taken.add(SqlName.folded(candidate.toString()))) {
            candidate.append('_');
        }
        return candidate.toString();
    }

    /** Empty if the table holds the pairs of several relationships: which of them a new row is of cannot be told. */
    private static Optional<LinkEnds> linkOf(EntityType type) {
        List<Relationship.ManyToMany> held = type.relationships().stream()
                .filter(Relationship.ManyToMany.class::isInstance)
                .map(Relationship.ManyToMany.class::cast)
                .filter(pair -> pair.intersectEntity().equals(type.name()))
                .filter(pair -> type.field(pair.firstField()).isPresent()
                        && type.field(pair.secondField()).isPresent())
                .toList();
        return held.size() != 1
                ? Optional.empty()
                : held.stream()
                        .findFirst()
                        .map(pair -> new LinkEnds(
                                pair.name(),
                                pair.firstField(),
                                pair.firstEntity(),
                                pair.secondField(),
                                pair.secondEntity()));
    }

    private static void checkNames(String entity, String key, Set<String> fields, Path file) {
        List<String> problems = new ArrayList<>();
        String problem = SqlName.tableProblem(entity);
        if (!problem.isEmpty()) {
            problems.add("entity '" + entity + "' " + problem);
        }
        Map<String, String> seen = new HashMap<>();
        seen.put(SqlName.folded(key), key);
        for (String field : fields) {
            String fieldProblem = SqlName.columnProblem(field);
            if (!fieldProblem.isEmpty()) {
                problems.add("field '" + field + "' of entity '" + entity + "' " + fieldProblem);
            }
            String other = seen.put(SqlName.folded(field), field);
            if (other != null) {
                problems.add("fields '" + other + "' and '" + field + "' of entity '" + entity
                        + "' differ only in case, which SQLite does not tell apart");
            }
        }
        if (seen.keySet().containsAll(SqlName.ROW_IDS)) {
            problems.add("entity '" + entity + "' has fields of all names by which SQLite knows a row: "
                    + String.join(", ", SqlName.ROW_IDS));
        }
        if (fields.size() > MAX_FIELDS) {
            problems.add(
                    "entity '" + entity + "' has " + fields.size() + " fields, a table holds at most " + MAX_FIELDS);
        }
        if (!problems.isEmpty()) {
            throw new StoreException(
                    StoreException.Kind.NAMES,
                    file,
                    String.join("; ", problems),
                    "Leave the entity out, or name its fields in the configuration without those that clash.");
        }
    }

    /** SQLite takes 2,000 columns; some fields need two. */
    private static final int MAX_FIELDS = 900;

    public String name() {
        return name;
    }

    /** Name of the key column. */
    public String key() {
        return key;
    }

    /** Whether a row inserted locally has a temporary key until the server answers. */
    public boolean serverKeys() {
        return serverKeys;
    }

    /** Whether the server takes deletions, of pairs by dissolving them. */
    boolean deletable() {
        return deletable;
    }

    /** The columns without the key, in the order of the table. */
    public List<Column> columns() {
        return columns;
    }

    public Optional<Column> column(String field) {
        return Optional.ofNullable(byName.get(field));
    }

    /** For the table of an intersect entity: what its rows connect. */
    public Optional<LinkEnds> link() {
        return Optional.ofNullable(link);
    }

    List<Column> writable() {
        return columns.stream().filter(Column::writable).toList();
    }

    List<Column> readOnly() {
        return columns.stream().filter(column -> !column.writable()).toList();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EntityTable that
                && name.equals(that.name)
                && key.equals(that.key)
                && serverKeys == that.serverKeys
                && deletable == that.deletable
                && columns.equals(that.columns)
                && link().equals(that.link());
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return "EntityTable[" + name + ", " + columns.size() + " columns]";
    }
}
