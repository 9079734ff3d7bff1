package org.crmlink.engine;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The local side cannot work: configuration or database. What the server does wrong is told by {@link SyncReport#failure()}. */
public final class SyncException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String hint;
    private final transient List<String> problems;

    /** What kind of problem. */
    public enum Kind {
        /** The configuration names things that do not exist or contradicts itself. */
        CONFIGURATION,
        /** Another sync runs on this database, or another program holds it locked. */
        DATABASE_BUSY,
        /** The file is not a database of this program, of another version, or belongs to another connector or organisation. */
        DATABASE_FOREIGN,
        /** The file cannot be read or written: no right, no space, no such folder, damaged. */
        DATABASE_UNUSABLE,
        /** Local changes wait to be sent; what was asked would lose them. */
        CHANGES_PENDING
    }

    public SyncException(Kind kind, String message, String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = requireNonNull(kind, "kind is null");
        this.hint = requireNonNull(hint, "hint is null");
        this.problems = List.of(message);
    }

    /** A configuration with all its problems. */
    public static SyncException configuration(List<String> problems) {
        return new SyncException(problems);
    }

    private SyncException(List<String> problems) {
        super(String.join("; ", problems));
        this.kind = Kind.CONFIGURATION;
        this.hint = "correct what is named and sync again";
        this.problems = List.copyOf(problems);
    }

    public Kind kind() {
        return kind;
    }

    /** What to do, in one line for people. */
    public String hint() {
        return hint;
    }

    /** Every single problem, for a list. */
    public List<String> problems() {
        // null only after Java deserialization
        @Nullable List<String> all = problems;
        return all == null ? List.of(String.valueOf(getMessage())) : all;
    }

    /** What a host reports for it. */
    public SyncResult result() {
        return switch (kind) {
            case CONFIGURATION -> SyncResult.CONFIGURATION;
            case DATABASE_BUSY -> SyncResult.TEMPORARY;
            case DATABASE_FOREIGN, DATABASE_UNUSABLE, CHANGES_PENDING -> SyncResult.FATAL;
        };
    }
}
