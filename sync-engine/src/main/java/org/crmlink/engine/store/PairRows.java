package org.crmlink.engine.store;

import static org.crmlink.engine.store.SqlName.quoted;

import java.sql.SQLException;
import org.crmlink.engine.store.EntityTable.LinkEnds;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.change.Row;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an intersect entity. A pair inserted locally has a key of its own until the server's row of the same pair comes down and takes its
 * place. One-at-a-time.
 */
final class PairRows {

    private final Database db;
    private final EntityTable table;
    private final LinkEnds link;
    private final String sameElsewhere;

    PairRows(Database db, EntityTable table) {
        this.db = db;
        this.table = table;
        this.link = table.link().orElseThrow();
        this.sameElsewhere = " FROM " + quoted(table.name()) + " WHERE " + quoted(link.firstField()) + " = ? AND "
                + quoted(link.secondField()) + " = ? AND " + quoted(table.key()) + " <> ?";
    }

    /** Deletes local rows of the pair that the server's row brings, with their wish to link what is linked already. */
    void makeRoom(String id, PageWriter writer, Row row) throws SQLException {
        @Nullable String first = end(link.firstField(), writer, row);
        @Nullable String second = end(link.secondField(), writer, row);
        if (first == null || second == null || !db.exists("SELECT 1" + sameElsewhere, first, second, id)) {
            return;
        }
        db.update(
                "DELETE FROM crmlink_outbox WHERE entity = ? AND kind = 'create' AND state = 'pending' AND id IN (SELECT "
                        + quoted(table.key()) + sameElsewhere + ")",
                table.name(),
                first,
                second,
                id);
        db.update("DELETE" + sameElsewhere + " AND NOT " + TableSql.protectedRow(table), first, second, id);
    }

    /** After a link was made: if the server's row of the pair is here already, the local one goes. */
    void dropTwin(String id) throws SQLException {
        String name = quoted(table.name());
        db.update(
                "DELETE FROM " + name + " WHERE " + quoted(table.key()) + " = ? AND EXISTS(SELECT 1 FROM " + name
                        + " other WHERE other." + quoted(link.firstField()) + " = " + name + "."
                        + quoted(link.firstField()) + " AND other." + quoted(link.secondField()) + " = " + name + "."
                        + quoted(link.secondField()) + " AND other." + quoted(table.key()) + " <> " + name + "."
                        + quoted(table.key()) + " AND other." + TableSql.GENERATION + " IS NOT NULL)",
                id);
    }

    private static @Nullable String end(String field, PageWriter writer, Row row) {
        for (int i = 0; i < writer.places.length; i++) {
            if (writer.columns.get(i).name().equals(field)) {
                Object value = row.values()[writer.places[i]];
                return value instanceof RecordRef ref ? ref.id() : value instanceof String id ? id : null;
            }
        }
        return null;
    }
}
