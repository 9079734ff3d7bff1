package org.crmlink.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sandbox.dynamics.security.AccessRight;
import org.crmlink.sandbox.dynamics.security.Depth;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sandbox.store.StoreException;
import org.crmlink.sandbox.store.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * What other users and the administrator do while a client under test works: rows by plain Java values, logins, rights, columns. What is done here is
 * done at once, without a request, and clients see it as they see any change. Thread-safe.
 *
 * <p>Values are by the logical name of the column: {@code String}, {@code Boolean}, {@code Integer} (whole numbers and options), {@code Long},
 * {@code Double}, {@code BigDecimal}, {@code Instant}, {@code LocalDate}, {@code LocalDateTime} (time-zone-independent columns), {@code byte[]},
 * {@code List<Integer>} (several options), {@link Reference} (lookups), {@code String} (ids). Options are also taken as text.
 *
 * <pre>{@code
 * Backstage backstage = sandbox.backstage();
 * String id = backstage.insert("contact", Map.of("lastname", "Ek", "parentcustomerid", Reference.of("account", account)));
 * backstage.update("contact", id, Map.of("preferredcontactmethodcode", 2));
 * }</pre>
 */
public final class Backstage {

    private final Sandbox sandbox;
    private final Store store;

    Backstage(Sandbox sandbox) {
        this.sandbox = sandbox;
        this.store = sandbox.store();
    }

    // ---------------------------------------------------------------- rows

    /**
     * Creates a row and returns its id: the one under the name of the table's id column, if it is among the values.
     *
     * @throws StoreException as a client's request would be refused
     */
    public String insert(String table, Map<String, ? extends @Nullable Object> values) {
        return store.write(transaction -> insert(transaction, table, kept(table, values)));
    }

    /**
     * Creates a row that appears now and was modified at a moment of the caller's choice. One that is past is what a transaction leaves that took long
     * to commit; one that several rows share is what a bulk import leaves.
     *
     * @throws StoreException as a client's request would be refused
     */
    public String insertModified(Instant modified, String table, Map<String, ? extends @Nullable Object> values) {
        return store.write(transaction -> {
            Map<String, @Nullable Object> kept = kept(table, values);
            kept.put("modifiedon", modified);
            return insert(transaction.asSystem(), table, kept);
        });
    }

    private String insert(Transaction transaction, String table, Map<String, @Nullable Object> kept) {
        RecordId id = (RecordId) kept.remove(table(table).primaryId());
        return transaction.insert(table, id, kept).id().text();
    }

    /**
     * Changes columns of a row; null empties one.
     *
     * @throws StoreException as a client's request would be refused
     */
    public void update(String table, String id, Map<String, ? extends @Nullable Object> values) {
        store.update(table, RecordId.guid(id), kept(table, values));
    }

    /** Deletes a row and says whether it was there. */
    public boolean delete(String table, String id) {
        try {
            store.delete(table, RecordId.guid(id));
            return true;
        } catch (StoreException.RowNotFound e) {
            return false;
        }
    }

    /** The columns of a row that are not empty, computed ones included. */
    public Optional<Map<String, Object>> get(String table, String id) {
        return store.get(table, RecordId.guid(id)).map(Backstage::plain);
    }

    /** The ids of all rows of a table. */
    public Set<String> ids(String table) {
        Set<String> ids = new LinkedHashSet<>();
        store.scan(table, null, Integer.MAX_VALUE)
                .forEach(row -> ids.add(row.id().text()));
        return ids;
    }

    /** The server's clock. */
    public Instant now() {
        return store.clock().instant();
    }

    private Table table(String name) {
        return store.schema().require(name);
    }

    private Map<String, @Nullable Object> kept(String table, Map<String, ? extends @Nullable Object> values) {
        Map<String, @Nullable Object> kept = new LinkedHashMap<>();
        values.forEach(
                (name, value) -> kept.put(name, PlainValue.kept(table(table).require(name), value)));
        return kept;
    }

    private static Map<String, Object> plain(Row row) {
        Map<String, Object> plain = row.values();
        plain.replaceAll((name, value) -> PlainValue.of(row.table().require(name), value));
        return plain;
    }

    // ---------------------------------------------------------------- definitions

    /**
     * Gives a table a new column for text, and publishes it.
     *
     * @param schemaName with the publisher's prefix, such as {@code new_Hobby}
     * @return its logical name
     */
    public String addColumn(String table, String schemaName) {
        Map<String, String> column = Map.of("table", table, "schemaName", schemaName, "type", "string");
        try {
            sandbox.define("a column of " + table, Map.of("columns", List.of(column)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return schemaName.toLowerCase(Locale.ROOT);
    }

    // ---------------------------------------------------------------- logins and rights

    /** Makes the access tokens given so far invalid; a new login, or a refresh, works. Fixed tokens stay. */
    public void expireLogins() {
        sandbox.identity().revokeAccessTokens();
    }

    /** As {@link #expireLogins()}; and every login and refresh is refused, as for a disabled application, until {@link #allowLogins()}. */
    public void refuseLogins() {
        sandbox.identity().disabled(true);
        expireLogins();
    }

    /** Ends {@link #refuseLogins()}. */
    public void allowLogins() {
        sandbox.identity().disabled(false);
    }

    /** Takes the right to read a table from everybody, the administrator included, or gives it back. */
    public void allowReading(String table, boolean allowed) {
        sandbox.rights().limit(AccessRight.READ, table, allowed ? Depth.GLOBAL : Depth.NONE);
    }
}
