package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.crmlink.sandbox.schema.Automatic;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants a row to become.
 *
 * @param id the id in the body, if there is one
 * @param values column values for the store
 * @param nested rows to be created below navigation properties, in the order of the body
 * @param links rows to be associated through collections
 * @param collections collections of activity parties that are given, empty ones included
 */
record Body(
        Optional<RecordId> id,
        Map<String, @Nullable Object> values,
        List<Nested> nested,
        List<Link> links,
        Set<String> collections) {

    private static final String BIND = "@odata.bind";
    /** A client's way to say that the server shall choose. */
    private static final RecordId NO_ID = RecordId.of(new UUID(0, 0));

    /** A row inside a row (deep insert). */
    record Nested(Navigation navigation, Table table, Body body) {}

    /** An existing row to be put into a collection. */
    record Link(Navigation navigation, Reference target) {}

    /** Values alone. */
    static Body of(Map<String, ? extends @Nullable Object> values) {
        return new Body(
                Optional.empty(),
                new LinkedHashMap<>(values),
                new ArrayList<>(),
                new ArrayList<>(),
                new LinkedHashSet<>());
    }

    /** The same with another id and other values. */
    Body with(Optional<RecordId> otherId, Map<String, @Nullable Object> otherValues) {
        return new Body(otherId, otherValues, nested, links, collections);
    }

    /** Reads a JSON object; every member must be known. */
    static Body read(Schema schema, Table table, Map<?, ?> json, Bindings bindings) {
        Body body = new Body(
                Optional.empty(), new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>(), new LinkedHashSet<>());
        for (Map.Entry<?, ?> member : json.entrySet()) {
            body = body.with(schema, table, String.valueOf(member.getKey()), member.getValue(), bindings);
        }
        return body;
    }

    private Body with(Schema schema, Table table, String name, @Nullable Object json, Bindings bindings) {
        int at = name.indexOf('@');
        if (name.endsWith(BIND)) {
            bind(schema, table, name.substring(0, name.length() - BIND.length()), json, bindings);
            return this;
        }
        if (name.equals("@odata.type")) {
            mustBe(table, json);
            return this;
        }
        if (at >= 0) {
            // Other annotations: those of answers that are sent back unchanged.
            return this;
        }
        Optional<Column> column = table.column(name).filter(Properties::isReadable);
        Optional<Navigation> navigation = Navigation.find(schema, table, name);
        if (column.isPresent() && !column.get().type().isReference()) {
            Object value = ColumnValues.ofJson(table, column.get(), json);
            if (column.get().automatic() == Automatic.PRIMARY_ID) {
                return value instanceof RecordId id && !id.equals(NO_ID)
                        ? new Body(Optional.of(id), values, nested, links, collections)
                        : this;
            }
            values.put(name, value);
            return this;
        }
        if (navigation.isPresent()) {
            nest(schema, table, navigation.get(), json, bindings);
            return this;
        }
        if (Properties.find(table, name).isPresent()) {
            throw ApiErrors.payload(
                    table.entitySetName(),
                    "CRM do not support direct update of Entity Reference properties, Use Navigation properties"
                            + " instead.");
        }
        throw ApiErrors.payload(
                table.entitySetName(),
                "The property '" + name + "' does not exist on type 'Microsoft.Dynamics.CRM." + table.logicalName()
                        + "'. Make sure to only use property names that are defined by the type.");
    }

    /** Whether the parties of an activity are given, be it none. */
    boolean hasParties() {
        return !collections.isEmpty();
    }

    private static void mustBe(Table table, @Nullable Object type) {
        String name = String.valueOf(type);
        if (!name.substring(name.lastIndexOf('.') + 1).equals(table.logicalName())) {
            throw ApiErrors.payload(
                    table.entitySetName(),
                    "A resource with type '" + name + "' was found, but it is not assignable to the expected type"
                            + " 'Microsoft.Dynamics.CRM." + table.logicalName() + "'.");
        }
    }

    private void bind(Schema schema, Table table, String name, @Nullable Object json, Bindings bindings) {
        Navigation navigation = Navigation.find(schema, table, name)
                .orElseThrow(() -> ApiErrors.payload(
                        table.entitySetName(),
                        "An undeclared property '" + name
                                + "' which only has property annotations in the payload but no"
                                + " property value was found in the payload. In OData, only declared navigation"
                                + " properties and declared named streams can be represented as properties without"
                                + " values."));
        if (navigation instanceof Navigation.ToOne lookup) {
            if (json == null) {
                clear(lookup);
            } else if (json instanceof String url) {
                Reference target = bindings.resolve(url);
                if (!lookup.targets().contains(target.table())) {
                    throw ApiErrors.payload(
                            table.entitySetName(),
                            "The navigation property '" + name + "' cannot refer to an entity of type"
                                    + " 'Microsoft.Dynamics.CRM." + target.table() + "'.");
                }
                values.put(lookup.column().logicalName(), target);
            } else {
                throw ApiErrors.payload(table.entitySetName(), "The value of '" + name + BIND + "' must be a URL.");
            }
        } else if (json instanceof List<?> urls) {
            for (Object url : urls) {
                links.add(new Link(navigation, bindings.resolve(String.valueOf(url))));
            }
        } else {
            throw ApiErrors.payload(
                    table.entitySetName(), "The value of '" + name + BIND + "' must be an array of URLs.");
        }
    }

    /** Several navigation properties share a polymorphic lookup: emptying one must not undo the setting of another. */
    private void clear(Navigation.ToOne lookup) {
        values.putIfAbsent(lookup.column().logicalName(), null);
    }

    private void nest(Schema schema, Table table, Navigation navigation, @Nullable Object json, Bindings bindings) {
        if (navigation instanceof Navigation.ToOne lookup) {
            if (json == null) {
                clear(lookup);
            } else if (json instanceof Map<?, ?> object) {
                Object id = object.get("@odata.id");
                if (id instanceof String url) {
                    values.put(lookup.column().logicalName(), bindings.resolve(url));
                    return;
                }
                Table target = schema.require(targetOf(schema, lookup, object));
                nested.add(new Nested(navigation, target, read(schema, target, object, bindings)));
            } else {
                throw unexpected(table, navigation);
            }
            return;
        }
        String target = navigation instanceof Navigation.ToMany many
                ? many.relation().referencingTable()
                : ((Navigation.Pairs) navigation).target();
        if (!(json instanceof List<?> items)) {
            throw unexpected(table, navigation);
        }
        if (PartyList.isParties(navigation)) {
            collections.add(navigation.name());
        }
        for (Object item : items) {
            if (!(item instanceof Map<?, ?> object)) {
                throw unexpected(table, navigation);
            }
            Table child = schema.require(target);
            nested.add(new Nested(navigation, child, read(schema, child, object, bindings)));
        }
    }

    private static String targetOf(Schema schema, Navigation.ToOne lookup, Map<?, ?> object) {
        String type = String.valueOf(object.get("@odata.type"));
        String name = type.substring(type.lastIndexOf('.') + 1);
        return lookup.targets().contains(name) && schema.table(name).isPresent()
                ? name
                : lookup.targets().get(0);
    }

    private static ApiException unexpected(Table table, Navigation navigation) {
        return ApiErrors.payload(
                table.entitySetName(),
                "The value of the navigation property '" + navigation.name() + "' is malformed.");
    }
}
