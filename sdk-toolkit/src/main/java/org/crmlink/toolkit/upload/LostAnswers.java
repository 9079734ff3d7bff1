package org.crmlink.toolkit.upload;

import java.util.List;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.upload.MutationResult;

/** What writes are told whose request was sent and whose answer was cut. Stateless. */
public final class LostAnswers {

    private LostAnswers() {}

    /**
     * Adds an {@link MutationResult.Unknown} for each write that was sent and got no answer. What was read before the cut is true.
     *
     * @param sent all writes of the request
     * @param results the fates of the first of them; as many as {@code sent} afterwards
     * @param request what was sent, for the message, such as {@code batch}
     * @param cause why the others have none; {@link #tooFew} where the answer itself was whole
     */
    public static void fill(
            List<? extends PreparedWrite> sent,
            List<MutationResult> results,
            String request,
            ConnectorException cause) {
        if (results.size() >= sent.size()) {
            return;
        }
        ConnectorException unknown = unknown(request, cause);
        for (int i = results.size(); i < sent.size(); i++) {
            results.add(new MutationResult.Unknown(sent.get(i).mutation().operationId(), unknown));
        }
    }

    /** The error of a write whose answer was cut; its outcome is unknown. */
    public static ConnectorException unknown(String request, ConnectorException cause) {
        return ConnectorException.of(
                        ErrorKind.OUTCOME_UNKNOWN, "the answer of the " + request + " was cut: " + cause.getMessage())
                .operation("upload")
                .outcome(Outcome.UNKNOWN)
                .hint("ask what became of it, or send it again where that is safe")
                .cause(cause)
                .build();
    }

    /**
     * An interrupt after something was written: an exception does not tell what was, so nothing may be taken for granted, even if the interrupt met a
     * request that only read.
     */
    public static ConnectorException interrupted(ConnectorException cancelled) {
        return cancelled.toBuilder().outcome(Outcome.UNKNOWN).cause(cancelled).build();
    }

    /** The cause where an answer ended well but tells less than was asked. */
    public static ConnectorException tooFew(int answers, int operations) {
        return ConnectorException.of(
                        ErrorKind.PROTOCOL_ERROR, answers + " answers came for " + operations + " operations")
                .operation("upload")
                .hint("sync again: what arrived is found out then")
                .build();
    }
}
