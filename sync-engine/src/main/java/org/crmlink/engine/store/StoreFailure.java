package org.crmlink.engine.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.crmlink.engine.store.StoreException.Kind;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/** Says what an SQLite error means for the person at the keyboard. */
final class StoreFailure {

    private StoreFailure() {}

    static StoreException of(Path file, String doing, SQLException cause) {
        // the low byte is the primary code, the rest tells more of it
        int primary = cause.getErrorCode() & 0xff;
        String told = cause.getMessage() == null ? "" : cause.getMessage();
        String what = "cannot " + doing + " the database '" + file + "': ";
        if (is(primary, SQLiteErrorCode.SQLITE_NOTADB)) {
            return notADatabase(file, cause);
        }
        if (is(primary, SQLiteErrorCode.SQLITE_FULL)) {
            return new StoreException(
                    Kind.FULL,
                    file,
                    what + "the disk is full",
                    "Free some space and sync again; nothing is lost.",
                    cause);
        }
        if (is(primary, SQLiteErrorCode.SQLITE_READONLY) || is(primary, SQLiteErrorCode.SQLITE_PERM)) {
            return readOnly(file, cause);
        }
        if (is(primary, SQLiteErrorCode.SQLITE_BUSY) || is(primary, SQLiteErrorCode.SQLITE_LOCKED)) {
            return new StoreException(
                    Kind.BUSY,
                    file,
                    what + "another program keeps it locked",
                    "End the open transaction of the other program (an sqlite3 shell after BEGIN?) and sync again.",
                    cause);
        }
        if (is(primary, SQLiteErrorCode.SQLITE_CORRUPT)) {
            return new StoreException(
                    Kind.CORRUPT,
                    file,
                    what + "it is damaged (" + told + ")",
                    "Keep a copy, save unsent edits from it (sqlite3 FILE .recover), then sync into a new file.",
                    cause);
        }
        if (is(primary, SQLiteErrorCode.SQLITE_CANTOPEN)) {
            return cannotOpen(file, cause);
        }
        if (is(primary, SQLiteErrorCode.SQLITE_IOERR)) {
            return new StoreException(
                    Kind.IO,
                    file,
                    what + "reading or writing failed (" + told + ")",
                    "Check the disk and its free space.",
                    cause);
        }
        if (told.contains("no such table") || told.contains("no such column")) {
            return new StoreException(
                    Kind.FAILED,
                    file,
                    what + told,
                    "If it was dropped: reset the database and sync again; local changes that were not sent"
                            + " are lost then.",
                    cause);
        }
        return new StoreException(
                Kind.FAILED,
                file,
                what + told,
                "If triggers, views or indexes of your own are on its tables, check them; else report this.",
                cause);
    }

    static StoreException notADatabase(Path file, SQLException cause) {
        return new StoreException(
                Kind.NOT_A_DATABASE,
                file,
                "'" + file + "' is not an SQLite database; it was left as it is",
                "Name another file as the database, or move this one away.",
                cause);
    }

    static StoreException readOnly(Path file, @Nullable SQLException cause) {
        return new StoreException(
                Kind.READ_ONLY,
                file,
                "the database '" + file + "' or its folder cannot be written",
                "Give yourself the right to write the file and its folder (SQLite needs both).",
                cause);
    }

    private static StoreException cannotOpen(Path file, SQLException cause) {
        if (Files.isDirectory(file)) {
            return new StoreException(
                    Kind.NOT_A_DATABASE, file, "'" + file + "' is a folder", "Name a file as the database.", cause);
        }
        return new StoreException(
                Kind.IO,
                file,
                "cannot open the database '" + file + "'",
                "Check the path and the rights on it.",
                cause);
    }

    private static boolean is(int primary, SQLiteErrorCode code) {
        return primary == (code.code & 0xff);
    }
}
