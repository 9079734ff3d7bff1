package org.crmlink.paper.connector;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;

/** The flaws of batches as a whole. */
final class FlawedBatches {

    private final Function<List<Mutation>, List<MutationResult>> sender;

    FlawedBatches(Function<List<Mutation>, List<MutationResult>> sender) {
        this.sender = sender;
    }

    static boolean isOne() {
        return Flaw.BATCH_LOSES_ORDER.here() || Flaw.BATCH_FAILS_AS_WHOLE.here() || Flaw.REST_REPORTED_DONE.here();
    }

    List<MutationResult> send(List<Mutation> mutations, Map<String, MutationResult> refused) {
        List<MutationResult> results = new ArrayList<>();
        if (Flaw.BATCH_FAILS_AS_WHOLE.here()) {
            refused.values().forEach(FlawedBatches::fail);
        }
        boolean refusedOne = !refused.isEmpty() && Flaw.REST_REPORTED_DONE.here();
        for (Mutation mutation : mutations) {
            if (refusedOne) {
                results.add(done(mutation));
                continue;
            }
            MutationResult result = one(mutation, results.isEmpty());
            refusedOne = Flaw.REST_REPORTED_DONE.here() && result instanceof MutationResult.Rejected;
            if (Flaw.BATCH_FAILS_AS_WHOLE.here()) {
                fail(result);
            }
            results.add(result);
        }
        if (Flaw.BATCH_LOSES_ORDER.here()) {
            Collections.reverse(results);
        }
        return results;
    }

    /** A request that is not carried out fails the list only at its beginning, as the contract has it. */
    private MutationResult one(Mutation mutation, boolean first) {
        try {
            return sender.apply(List.of(mutation)).get(0);
        } catch (ConnectorException e) {
            if (first || e.outcome() != Outcome.NOT_APPLIED) {
                throw e;
            }
            return new MutationResult.Deferred(mutation.operationId(), e);
        }
    }

    private static void fail(MutationResult result) {
        if (result instanceof MutationResult.Rejected rejected) {
            throw rejected.error();
        }
    }

    private static MutationResult done(Mutation mutation) {
        String id = mutation instanceof Mutation.Update update ? update.id() : mutation.operationId();
        return new MutationResult.Applied(mutation.operationId(), id, Optional.empty(), Map.of(), false, false);
    }
}
