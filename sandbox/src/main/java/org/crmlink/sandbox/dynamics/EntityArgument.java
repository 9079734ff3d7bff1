package org.crmlink.sandbox.dynamics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.dynamics.security.Access;
import org.crmlink.sandbox.dynamics.security.AccessRight;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sandbox.store.Transaction;

/**
 * An entity in an argument: it names a row, or describes one, or both.
 *
 * @param table its table
 * @param address the row that {@code @odata.id} or the primary id names; empty if neither is there
 * @param members the JSON object as it came
 */
record EntityArgument(Table table, Optional<Rows> address, Map<?, ?> members) {

    /** The row's address; an entity without one is refused. */
    Rows required() {
        return address.orElseThrow(() -> ApiErrors.invalidArgument(
                "The entity of type '" + table.logicalName() + "' has no value for '" + table.primaryId() + "'."));
    }

    /** What it says about the row besides its id and its control information. */
    Map<String, Object> content() {
        Map<String, Object> content = new LinkedHashMap<>();
        members.forEach((name, value) -> {
            if (!name.equals("@odata.id")) {
                content.put(String.valueOf(name), value);
            }
        });
        return content;
    }

    /**
     * Reads entities.
     *
     * @param schema the tables
     * @param store committed rows
     * @param open the transaction whose own rows count as well
     * @param contentIds URLs of rows created in earlier parts of the batch
     * @param access what the caller may see
     */
    record Reader(
            Schema schema, Store store, Optional<Transaction> open, Map<String, String> contentIds, Access access) {

        /**
         * Reads an entity.
         *
         * @param type the CSDL type of the parameter
         */
        EntityArgument read(Map<?, ?> json, String type) {
            Optional<Rows> named = json.get("@odata.id") instanceof String url
                    ? Optional.of(Bindings.address(schema, url, contentIds))
                    : Optional.empty();
            Table table = named.map(Rows::table).orElseGet(() -> tableOf(json, type));
            mustFit(table, type);
            Optional<Rows> address = named.or(() -> byId(table, json));
            return new EntityArgument(table, address, json);
        }

        private Table tableOf(Map<?, ?> json, String type) {
            String declared = simple(type);
            String given = json.get("@odata.type") instanceof String text ? simple(text) : declared;
            return schema.table(given)
                    .filter(Operations::isEntityType)
                    .orElseThrow(() -> given.equals("crmbaseentity")
                            // The type is abstract: only the object itself can say what it is.
                            ? ApiErrors.payload(
                                    "",
                                    "A type named '" + type.replace("mscrm.", "Microsoft.Dynamics.CRM.")
                                            + "' is abstract; the annotation '@odata.type' is missing.")
                            : ApiErrors.payload(
                                    "",
                                    "A type named 'Microsoft.Dynamics.CRM." + given
                                            + "' could not be resolved by the model. When a model is available, each type"
                                            + " name must resolve to a valid type."));
        }

        private void mustFit(Table table, String type) {
            String declared = simple(type);
            if (schema.table(declared).isPresent() && !declared.equals(table.logicalName())) {
                throw ApiErrors.payload(
                        "",
                        "A resource with type 'Microsoft.Dynamics.CRM." + table.logicalName()
                                + "' was found, but it is not assignable to the expected type"
                                + " 'Microsoft.Dynamics.CRM." + declared + "'.");
            }
        }

        private static Optional<Rows> byId(Table table, Map<?, ?> json) {
            for (String name : new String[] {table.primaryId(), Properties.idName(table)}) {
                if (json.get(name) instanceof String text) {
                    RecordId id = Literals.guid(text)
                            .map(RecordId::of)
                            .orElseThrow(() -> ApiErrors.payload(
                                    table.entitySetName(),
                                    "Cannot convert the literal '" + text + "' to the expected type 'Edm.Guid'."));
                    return Optional.of(new Rows(table, Optional.of(id), Map.of()));
                }
            }
            return Optional.empty();
        }

        /** The row that must exist, and that the caller must be able to read. */
        Row row(EntityArgument entity) {
            Rows address = entity.required();
            String table = address.table().logicalName();
            Optional<Row> found = address.id().isPresent()
                    ? open.map(transaction ->
                                    transaction.get(table, address.id().get()))
                            .orElseGet(() -> store.get(table, address.id().get()))
                    : open.map(transaction -> transaction.getByKey(table, address.key()))
                            .orElseGet(() -> store.getByKey(table, address.key()));
            Row row = found.orElseThrow(address::notFound);
            open.map(access::in).orElse(access).must(AccessRight.READ, row);
            return row;
        }

        /** A reference to the row that must exist. */
        Reference reference(EntityArgument entity) {
            return row(entity).reference();
        }

        private static String simple(String type) {
            return type.substring(type.lastIndexOf('.') + 1);
        }
    }
}
