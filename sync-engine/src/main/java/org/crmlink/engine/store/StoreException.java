package org.crmlink.engine.store;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The local store cannot do what was asked; nothing of the failed step was written. Message and hint name the file. Immutable. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Kind {
        /** The folder of the file does not exist, or the file does not exist where only an existing one will do. */
        MISSING,
        /** The file is not an SQLite database, or not one of crmlink. */
        NOT_A_DATABASE,
        /** The database was written by another version of crmlink. */
        OTHER_VERSION,
        /** The database belongs to another connector or organisation. */
        OTHER_OWNER,
        /** File or folder cannot be written. */
        READ_ONLY,
        /** The disk, or the quota, is full. */
        FULL,
        /** Another sync has the database. */
        IN_USE,
        /** Another program held a write lock on the database for too long. */
        BUSY,
        /** The database is damaged. */
        CORRUPT,
        /** Reading or writing the file failed. */
        IO,
        /** Names of entities or fields that cannot be names of tables or columns side by side. */
        NAMES,
        /** Local changes that are not uploaded yet forbid it. */
        PENDING,
        /** Anything else that SQLite refused: a defect of this program or of objects that someone added to the database. */
        FAILED
    }

    private final Kind kind;
    private final transient Path file;
    private final String hint;

    StoreException(Kind kind, Path file, String message, String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = requireNonNull(kind, "kind is null");
        this.file = requireNonNull(file, "file is null");
        this.hint = requireNonNull(hint, "hint is null");
    }

    StoreException(Kind kind, Path file, String message, String hint) {
        this(kind, file, message, hint, null);
    }

    public Kind kind() {
        return kind;
    }

    /** The database file. */
    public Path file() {
        return file;
    }

    /** What to do, in one line for people. */
    public String hint() {
        return hint;
    }
}
