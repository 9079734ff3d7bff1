package org.crmlink.connector.salesforce;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.toolkit.json.UndecodableCellException;
import org.jspecify.annotations.Nullable;

/** Makes rows of cells, whatever they were written in. One-at-a-time. */
final class RowAssembler {

    private static final Object ABSENT = new Object();

    private final RowLayout layout;
    private final String operation;
    private List<Row> rows = new ArrayList<>();
    private List<Removal> removals = new ArrayList<>();
    private List<Unreadable> unreadable = new ArrayList<>();
    private List<Instant> stamps = new ArrayList<>();
    private String lastId = "";

    private @Nullable Object[] values = new Object[0];
    private @Nullable String id;
    private @Nullable Instant stamp;
    private boolean deleted;
    private @Nullable String problem;

    RowAssembler(RowLayout layout, String operation) {
        this.layout = layout;
        this.operation = operation;
    }

    void begin() {
        values = new Object[layout.fields().size()];
        Arrays.fill(values, ABSENT);
        id = null;
        stamp = null;
        deleted = false;
        problem = null;
    }

    /** @param text of the value; null if there is none */
    void cell(RowLayout.Slot slot, @Nullable String text) {
        @Nullable Object value = null;
        try {
            value = text == null || text.isEmpty() ? null : slot.cell.decoder().decode(text);
        } catch (UndecodableCellException e) {
            wrong(slot, String.valueOf(e.getMessage()));
        }
        for (int place : slot.places) {
            values[place] = value;
        }
        switch (slot.role) {
            case ID -> id = (String) value;
            case STAMP -> stamp = (Instant) value;
            case DELETED -> deleted = Boolean.TRUE.equals(value);
            case NONE -> {}
        }
    }

    /** The row cannot be read for this cell; the first one is told. */
    void wrong(RowLayout.Slot slot, String what) {
        if (problem == null) {
            problem = "field '" + slot.name + "': " + what;
        }
        for (int place : slot.places) {
            values[place] = null;
        }
    }

    void end() {
        if (stamp != null) {
            stamps.add(stamp);
        }
        String known = id;
        if (known == null) {
            // An error of the id itself was noted already.
            unreadable.add(unreadable("", problem == null ? "the row has no id" : problem));
            return;
        }
        lastId = known;
        if (deleted) {
            removals.add(new Removal(known, Removal.Reason.DELETED));
            return;
        }
        for (int i = 0; i < values.length && problem == null; i++) {
            if (values[i] == ABSENT) {
                problem = "field '" + layout.fields().get(i) + "': the row does not have it";
            }
        }
        if (problem != null) {
            unreadable.add(unreadable(known, problem));
            return;
        }
        rows.add(new Row(known, stamp == null ? null : version(stamp), stamp, values));
    }

    /** A row's version: its time of change to the second, which is what the server compares (salesforce.md §12). */
    static String version(Instant stamp) {
        return stamp.toString();
    }

    private Unreadable unreadable(String record, String detail) {
        return new Unreadable(
                record,
                ConnectorException.of(ErrorKind.PROTOCOL_ERROR, "the record cannot be decoded: " + detail)
                        .operation(operation)
                        .entity(layout.entity())
                        .recordId(record)
                        .hint("look at the record's value in the server; the other records are not affected")
                        .build());
    }

    int size() {
        return rows.size() + removals.size() + unreadable.size();
    }

    /** What came since the last call. */
    QueryPage take() {
        QueryPage page = new QueryPage(rows, removals, unreadable, stamps, lastId);
        rows = new ArrayList<>();
        removals = new ArrayList<>();
        unreadable = new ArrayList<>();
        stamps = new ArrayList<>();
        return page;
    }
}
