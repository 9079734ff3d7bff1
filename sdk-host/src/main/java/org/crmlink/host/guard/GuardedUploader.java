package org.crmlink.host.guard;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.sdk.upload.Uploader;

/** Guards {@link Uploader}: refuses single mutations, sends the others, and checks that the results belong to them. */
record GuardedUploader(Uploader facet, Fence fence, EntityTypes types) implements Uploader {

    @Override
    public List<MutationResult> upload(List<Mutation> mutations) {
        fence.checkOpen();
        checkOperationIds(mutations);
        Map<String, MutationResult> refused = new HashMap<>();
        List<Mutation> sent = new ArrayList<>();
        for (Mutation mutation : mutations) {
            Optional<ConnectorException> refusal = refusal(mutation);
            if (refusal.isPresent()) {
                refused.put(
                        mutation.operationId(),
                        new MutationResult.Rejected(mutation.operationId(), refusal.get(), List.of()));
            } else {
                sent.add(mutation);
            }
        }
        List<MutationResult> answered = sent.isEmpty() ? List.of() : send(sent);
        List<MutationResult> results = new ArrayList<>(mutations.size());
        int next = 0;
        for (Mutation mutation : mutations) {
            MutationResult refusal = refused.get(mutation.operationId());
            results.add(refusal != null ? refusal : answered.get(next++));
        }
        return List.copyOf(results);
    }

    @Override
    public MutationResult settle(Mutation mutation, Instant sent) {
        fence.checkOpen();
        refusal(mutation).ifPresent(refusal -> {
            throw refusal;
        });
        MutationResult result = fence.read("settle", mutation.entity(), () -> facet.settle(mutation, sent));
        if (!result.operationId().equals(mutation.operationId()) || result instanceof MutationResult.Rejected) {
            throw fence.defect(
                    "settle",
                    mutation.entity(),
                    Outcome.NOT_APPLIED,
                    result instanceof MutationResult.Rejected
                            ? "settling must not answer Rejected"
                            : "the result is of another mutation");
        }
        return result;
    }

    private List<MutationResult> send(List<Mutation> sent) {
        List<Mutation> list = List.copyOf(sent);
        String entity = commonEntity(list);
        List<MutationResult> results;
        try {
            results = fence.write("upload", entity, () -> facet.upload(list));
        } catch (ConnectorException e) {
            types.heed(e);
            throw e;
        }
        if (results.size() != list.size()) {
            throw fence.defect(
                    "upload",
                    entity,
                    Outcome.UNKNOWN,
                    results.size() + " results came for " + list.size() + " mutations [UP-4]");
        }
        for (int i = 0; i < list.size(); i++) {
            MutationResult result = results.get(i);
            if (result == null || !result.operationId().equals(list.get(i).operationId())) {
                throw fence.defect(
                        "upload",
                        entity,
                        Outcome.UNKNOWN,
                        "result " + (i + 1) + " does not belong to mutation " + (i + 1) + " [UP-4]");
            }
            if (result instanceof MutationResult.Rejected rejected) {
                types.heed(rejected.error());
            }
        }
        return results;
    }

    private static String commonEntity(List<Mutation> mutations) {
        String first = mutations.get(0).entity();
        return mutations.stream().allMatch(mutation -> mutation.entity().equals(first)) ? first : "";
    }

    private static void checkOperationIds(List<Mutation> mutations) {
        Set<String> ids = new HashSet<>();
        for (Mutation mutation : mutations) {
            if (!ids.add(mutation.operationId())) {
                throw new IllegalArgumentException(
                        "operation id '" + mutation.operationId() + "' is in the list twice");
            }
        }
    }

    private Optional<ConnectorException> refusal(Mutation mutation) {
        Optional<EntityType> type;
        try {
            type = types.find(mutation.entity());
        } catch (ConnectorException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                return Optional.of(e);
            }
            throw e;
        }
        return type.flatMap(known -> UploadRules.violation(mutation, known.capabilities()))
                .map(what -> fence.unsupported("upload", mutation.entity(), what + " for " + mutation.entity()));
    }
}
