package org.crmlink.connector.salesforce;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.toolkit.upload.PreparedWrite;
import org.jspecify.annotations.Nullable;

/** A mutation that is ready to be sent, or refused before. A sealed family of immutable values. */
sealed interface Preparation {

    /** In which kind of request a mutation travels. */
    enum Way {
        CREATE("POST", 200),
        UPDATE("PATCH", 200),
        /** By a key field: created, or updated where the key is known already. */
        BY_KEY("PATCH", 200),
        /** With a condition on the record's time of change. */
        CHECKED_UPDATE("POST", 25),
        DELETE("DELETE", 200);

        final String method;
        final int most;

        Way(String method, int most) {
            this.method = method;
            this.most = most;
        }
    }

    /**
     * Ready.
     *
     * @param id the record's id; empty where the server makes it
     * @param key the field that names the record, for {@link Way#BY_KEY}; the one that makes a creation repeatable
     * @param values what is sent, by column, the key's value among it
     * @param base the time of change that the record must still have
     */
    record Ready(
            Mutation mutation,
            SObject object,
            Way way,
            Optional<String> id,
            Optional<String> key,
            Map<Column, @Nullable Object> values,
            Optional<Instant> base)
            implements Preparation, PreparedWrite {

        /** Whether both may travel in one request. */
        boolean goesWith(Ready other) {
            boolean sameKey = way != Way.BY_KEY || object.name().equals(other.object.name()) && key.equals(other.key);
            return way == other.way && sameKey;
        }

        @Override
        public String toString() {
            return way + " " + object.name() + " " + id.orElse("");
        }
    }

    /** Refused: nothing will be sent. */
    record Refused(MutationResult.Rejected result) implements Preparation {}
}
