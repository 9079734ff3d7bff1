package org.crmlink.engine;

import java.util.function.Supplier;
import org.crmlink.engine.store.StoreException;

/** The store's failures in the words of the public API. */
final class StoreProblem {

    private StoreProblem() {}

    static <T> T translate(Supplier<T> work) {
        try {
            return work.get();
        } catch (StoreException e) {
            throw of(e);
        }
    }

    static SyncException of(StoreException e) {
        SyncException.Kind kind = switch (e.kind()) {
            case IN_USE, BUSY -> SyncException.Kind.DATABASE_BUSY;
            case NOT_A_DATABASE, OTHER_VERSION, OTHER_OWNER -> SyncException.Kind.DATABASE_FOREIGN;
            case NAMES -> SyncException.Kind.CONFIGURATION;
            case PENDING -> SyncException.Kind.CHANGES_PENDING;
            case MISSING, READ_ONLY, FULL, CORRUPT, IO, FAILED -> SyncException.Kind.DATABASE_UNUSABLE;
        };
        return new SyncException(kind, String.valueOf(e.getMessage()), e.hint(), e);
    }
}
