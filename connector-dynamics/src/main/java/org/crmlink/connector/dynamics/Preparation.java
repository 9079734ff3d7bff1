package org.crmlink.connector.dynamics;

import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.toolkit.odata.BatchRequest;
import org.crmlink.toolkit.odata.RowLayout;
import org.crmlink.toolkit.upload.PreparedWrite;

/** A mutation that is ready to be sent, or refused before. A sealed family of immutable values. */
sealed interface Preparation {

    /**
     * Ready.
     *
     * @param id the record's id in its normal spelling; empty where the server or a key tells it
     * @param sent the columns that have a value in the request
     * @param more what must happen together with the operation, if anything
     * @param layout reads the row that the server answers; empty if it answers none
     */
    record Ready(
            Mutation mutation,
            Table table,
            Optional<String> id,
            List<Column> sent,
            Optional<RowLayout> layout,
            BatchRequest.Operation operation,
            List<BatchRequest.Operation> more)
            implements Preparation, PreparedWrite {}

    /** Refused: nothing will be sent. */
    record Refused(MutationResult.Rejected result) implements Preparation {}
}
