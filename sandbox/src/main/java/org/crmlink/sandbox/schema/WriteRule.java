package org.crmlink.sandbox.schema;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the server changes in a row while it is created or updated, as a plug-in before the commit would. */
@FunctionalInterface
public interface WriteRule {

    /** Reads and corrects the new state of a row; called after validation of what the client sent. */
    void apply(Draft draft);

    /** A row about to be written. */
    interface Draft extends Values, RelatedRows {

        /** Sets a value; null empties the column. */
        void set(String column, @Nullable Object value);

        /** Whether the client sent this column in the present write. */
        boolean isSent(String column);

        /** Whether the row is being created. */
        boolean isCreate();

        /** The value that the row had before this write; null for a new row. */
        @Nullable
        Object before(String column);

        /** Whether the server itself writes, or somebody on its behalf, so that rules for clients do not apply. */
        boolean isServer();

        /** The server's time in whole seconds. */
        Instant now();
    }
}
