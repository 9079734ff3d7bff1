package org.crmlink.engine.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.EntityType;

/** A store, and beside it a plain connection as any other program has one. */
final class StoreFixture implements AutoCloseable {

    final Path file;
    final LocalStore store;
    final Connection user;

    StoreFixture(Path folder, EntityType... types) throws SQLException {
        this.file = folder.resolve("crm.db");
        this.store = LocalStore.open(file, "test");
        for (EntityType type : types) {
            store.entities().define(Samples.table(type, file));
        }
        this.user = DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    /** Edits as a user does. */
    void sql(String... statements) throws SQLException {
        try (Statement statement = user.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
        }
    }

    /** The first column of each row as text; several columns joined by a bar as in the shell. */
    List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = user.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= columns; i++) {
                    row.append(i == 1 ? "" : "|").append(result.getString(i));
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }

    String one(String sql) throws SQLException {
        List<String> rows = rows(sql);
        if (rows.size() != 1) {
            throw new AssertionError(sql + " gave " + rows);
        }
        return rows.get(0);
    }

    /** kind, base version and changed fields of every outbox entry. */
    List<String> outbox() throws SQLException {
        return rows("SELECT o.entity || '/' || o.id || ' ' || o.kind || ' ' || coalesce(o.base_version, '-') || ' '"
                + " || coalesce((SELECT group_concat(field, ',') FROM (SELECT field FROM crmlink_outbox_field f"
                + " WHERE f.entity = o.entity AND f.id = o.id AND o.kind <> 'delete' ORDER BY field)), '')"
                + " FROM crmlink_outbox o ORDER BY seq");
    }

    /** What a download of these rows does; fields in the order of the values. */
    List<PageTransaction.Effect> download(String entity, List<String> fields, Row... rows) {
        List<PageTransaction.Effect> effects = new ArrayList<>();
        try (PageTransaction page = store.pageWriter(entity, fields).begin()) {
            for (Row row : rows) {
                effects.add(page.upsert(row));
            }
            page.commit();
        }
        return effects;
    }

    PageTransaction.Effect remove(String entity, String id) {
        try (PageTransaction page = store.pageWriter(entity, List.of()).begin()) {
            PageTransaction.Effect effect = page.remove(id);
            page.commit();
            return effect;
        }
    }

    int fullRead(String entity, List<String> fields, Row... rows) {
        store.entities().beginFullRead(entity);
        try (PageTransaction page = store.fullReadWriter(entity, fields).begin()) {
            for (Row row : rows) {
                page.upsert(row);
            }
            int swept = page.finish(new SyncToken("t"), Samples.NOW);
            page.commit();
            return swept;
        }
    }

    List<PendingChange> pending(String entity) {
        return store.outbox().pending(entity, EnumSet.allOf(ChangeKind.class), 0, 1000);
    }

    PendingChange change(String entity, String id) {
        return store.outbox().find(new RecordRef(entity, id)).orElseThrow();
    }

    /** Marks the whole change of a record as being sent; the operation id. */
    String send(String entity, String id) {
        PendingChange change = change(entity, id);
        return send(Outgoing.whole(UUID.randomUUID().toString(), change));
    }

    String send(String entity, String id, Set<String> fields) {
        return send(new Outgoing(UUID.randomUUID().toString(), change(entity, id), fields));
    }

    private String send(Outgoing outgoing) {
        Set<String> marked = store.outbox().markSending(List.of(outgoing), Samples.NOW);
        if (!marked.equals(Set.of(outgoing.operationId()))) {
            throw new AssertionError("not marked: " + outgoing);
        }
        return outgoing.operationId();
    }

    Settlement record(SendOutcome outcome) {
        List<Settlement> settlements = store.outbox().record(List.of(outcome));
        if (settlements.size() != 1) {
            throw new AssertionError("recorded " + settlements);
        }
        return settlements.get(0);
    }

    Settlement applied(String operation, String id, String version) {
        return record(new SendOutcome.Applied(operation, id, Optional.ofNullable(version), Map.of(), false));
    }

    @Override
    public void close() throws SQLException {
        user.close();
        store.close();
    }
}
