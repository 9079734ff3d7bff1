package org.crmlink.sandbox.store;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A refusal of the store. Each kind is a class of its own; a protocol face maps it to the vendor's code and text. Messages name table,
 * column and reason, never values of rows.
 */
@SuppressWarnings("serial") // never serialized; the fields are plain values
public abstract sealed class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String table;

    StoreException(String table, String message) {
        super(message);
        this.table = table;
    }

    /** Logical name of the table of the refused operation. */
    public final String table() {
        return table;
    }

    /** There is no such table. */
    public static final class UnknownTable extends StoreException {
        private static final long serialVersionUID = 1;

        UnknownTable(String table) {
            super(table, "no table " + table);
        }
    }

    /** The table has no such column. */
    public static final class UnknownColumn extends StoreException {
        private static final long serialVersionUID = 1;
        private final String column;

        UnknownColumn(String table, String column) {
            super(table, "table " + table + " has no column " + column);
            this.column = column;
        }

        /** The name that is unknown. */
        public String column() {
            return column;
        }
    }

    /** There is no such N:N relationship. */
    public static final class UnknownRelationship extends StoreException {
        private static final long serialVersionUID = 1;
        private final String relationship;

        UnknownRelationship(String relationship) {
            super("", "no N:N relationship " + relationship);
            this.relationship = relationship;
        }

        /** The name that is unknown. */
        public String relationship() {
            return relationship;
        }
    }

    /** The columns are no alternate key of the table. */
    public static final class UnknownKey extends StoreException {
        private static final long serialVersionUID = 1;
        private final List<String> columns;

        UnknownKey(String table, List<String> columns) {
            super(table, "table " + table + " has no alternate key over " + columns);
            this.columns = columns;
        }

        /** The columns asked for. */
        public List<String> columns() {
            return columns;
        }
    }

    /** There is no such row. */
    public static final class RowNotFound extends StoreException {
        private static final long serialVersionUID = 1;
        private final @Nullable RecordId id;

        RowNotFound(String table, @Nullable RecordId id) {
            super(table, "table " + table + " has no row " + (id == null ? "with this key" : id.text()));
            this.id = id;
        }

        /** The id asked for; empty if the row was asked for by alternate key. */
        public Optional<RecordId> id() {
            return Optional.ofNullable(id);
        }
    }

    /** A row with this id or alternate key exists. */
    public static final class DuplicateKey extends StoreException {
        private static final long serialVersionUID = 1;
        private final RecordId existing;
        private final @Nullable String key;
        private final List<String> columns;

        DuplicateKey(String table, RecordId existing, @Nullable String key, List<String> columns) {
            super(table, "table " + table + " has a row with the same " + (key == null ? "id" : "key " + key));
            this.existing = existing;
            this.key = key;
            this.columns = columns;
        }

        /** The row that was there first. */
        public RecordId existing() {
            return existing;
        }

        /** Schema name of the violated alternate key; empty for the primary id or an N:N pair. */
        public Optional<String> key() {
            return Optional.ofNullable(key);
        }

        /** The columns that would not be unique. */
        public List<String> columns() {
            return columns;
        }
    }

    /** The row has another version than the caller expected. */
    public static final class VersionMismatch extends StoreException {
        private static final long serialVersionUID = 1;
        private final RecordId id;
        private final long expected;
        private final long actual;

        VersionMismatch(String table, RecordId id, long expected, long actual) {
            super(table, "row " + id.text() + " of " + table + " has version " + actual + ", not " + expected);
            this.id = id;
            this.expected = expected;
            this.actual = actual;
        }

        /** The row. */
        public RecordId id() {
            return id;
        }

        /** What the caller said. */
        public long expected() {
            return expected;
        }

        /** What the row has. */
        public long actual() {
            return actual;
        }
    }

    /** Rows that refer to it forbid the deletion. */
    public static final class DeleteRestricted extends StoreException {
        private static final long serialVersionUID = 1;
        private final RecordId id;
        private final String relationship;

        DeleteRestricted(String table, RecordId id, String relationship) {
            super(table, "row " + id.text() + " of " + table + " is still referred to through " + relationship);
            this.id = id;
            this.relationship = relationship;
        }

        /** The row that stays. */
        public RecordId id() {
            return id;
        }

        /** Schema name of the relationship that forbids it. */
        public String relationship() {
            return relationship;
        }
    }

    /** Another open transaction holds the row for too long, as a deadlock victim on SQL Server. */
    public static final class LockTimeout extends StoreException {
        private static final long serialVersionUID = 1;
        private final RecordId id;

        LockTimeout(String table, RecordId id) {
            super(table, "row " + id.text() + " of " + table + " is held by another transaction");
            this.id = id;
        }

        /** The row that is held. */
        public RecordId id() {
            return id;
        }
    }

    /** A value that the column cannot take. */
    public static final class InvalidValue extends StoreException {
        private static final long serialVersionUID = 1;
        private final String column;
        private final @Nullable Object value;
        private final Reason reason;

        InvalidValue(String table, String column, @Nullable Object value, Reason reason, String detail) {
            super(table, "column " + column + " of " + table + ": " + detail);
            this.column = column;
            this.value = value;
            this.reason = reason;
        }

        /** The column. */
        public String column() {
            return column;
        }

        /** The refused value. */
        public @Nullable Object value() {
            return value;
        }

        /** Why. */
        public Reason reason() {
            return reason;
        }

        /** What is wrong with a value. */
        public enum Reason {
            /** Not of the Java type of the column. */
            TYPE,
            /** A text longer than the column. */
            TOO_LONG,
            /** A number outside the column's limits, or not a number. */
            OUT_OF_RANGE,
            /** No option has this number. */
            UNKNOWN_OPTION,
            /** A status reason that does not belong to the state. */
            STATUS_NOT_IN_STATE,
            /** A status reason that may not follow the present one. */
            STATUS_TRANSITION,
            /** Likewise, and the row would become active. */
            ACTIVATION,
            /** Likewise, and the row would become inactive. */
            DEACTIVATION,
            /** A required column would be empty. */
            REQUIRED,
            /** A reference to a table that the column may not point to. */
            WRONG_TARGET_TABLE,
            /** A reference to a row that does not exist. */
            TARGET_NOT_FOUND
        }
    }

    /** A rule of the vendor's server, with the vendor's code. */
    public static final class Refused extends StoreException {
        private static final long serialVersionUID = 1;
        private final String code;

        public Refused(String table, String code, String message) {
            super(table, message);
            this.code = code;
        }

        /** The vendor's code. */
        public String code() {
            return code;
        }
    }
}
