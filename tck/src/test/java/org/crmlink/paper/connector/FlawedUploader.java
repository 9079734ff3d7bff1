package org.crmlink.paper.connector;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.sdk.upload.Uploader;
import org.jspecify.annotations.Nullable;

/** The flaws of uploads that need no place inside the uploader: what it is given, and what it says, is changed. Thread-safe. */
final class FlawedUploader implements Uploader {

    private final Uploader sound;
    private final FlawedWrites writes;
    private final Set<String> sent = ConcurrentHashMap.newKeySet();

    FlawedUploader(Uploader sound, PaperMetadata metadata) {
        this.sound = sound;
        this.writes = new FlawedWrites(metadata);
    }

    @Override
    public List<MutationResult> upload(List<Mutation> mutations) {
        List<Mutation> given = Flaw.LIST_CUT_AT_LIMIT.here() && mutations.size() > PaperUploader.MAX_BATCH
                ? mutations.subList(0, PaperUploader.MAX_BATCH)
                : mutations;
        List<Mutation> changed = given.stream().map(writes::of).toList();
        List<MutationResult> said = Flaw.ODD_ONE_BY_ONE.here() ? oneByOne(changed) : all(changed);
        if (Flaw.FIRST_REQUEST_FORGOTTEN.here()) {
            said.stream()
                    .filter(MutationResult.Unknown.class::isInstance)
                    .findFirst()
                    .ifPresent(unknown -> {
                        throw ((MutationResult.Unknown) unknown).cause();
                    });
        }
        List<MutationResult> results = new ArrayList<>();
        boolean some = said.stream().anyMatch(MutationResult.Applied.class::isInstance);
        for (int i = 0; i < said.size(); i++) {
            MutationResult one = said.get(i);
            String fresh = changed.get(i).operationId();
            String own = given.get(i).operationId();
            // a flaw may have given the operation another id, of which the host hears nothing
            boolean renamed = !fresh.equals(own) && one.operationId().equals(fresh);
            results.add(result(given.get(i), renamed ? renamed(one, own) : one, some));
        }
        return results;
    }

    private static MutationResult renamed(MutationResult result, String operation) {
        if (result instanceof MutationResult.Applied applied) {
            return new MutationResult.Applied(
                    operation,
                    applied.id(),
                    applied.version(),
                    applied.serverValues(),
                    applied.refetch(),
                    applied.alreadySo());
        } else if (result instanceof MutationResult.Conflict conflict) {
            return new MutationResult.Conflict(operation, conflict.deleted(), conflict.currentVersion());
        } else if (result instanceof MutationResult.Rejected rejected) {
            return new MutationResult.Rejected(operation, rejected.error(), rejected.fieldErrors());
        } else if (result instanceof MutationResult.Deferred deferred) {
            return new MutationResult.Deferred(operation, deferred.cause());
        }
        return new MutationResult.Unknown(operation, ((MutationResult.Unknown) result).cause());
    }

    private List<MutationResult> all(List<Mutation> mutations) {
        try {
            return sound.upload(mutations);
        } catch (ConnectorException e) {
            if (Flaw.ODD_NEVER_THROWS.here() && e.outcome() == Outcome.NOT_APPLIED) {
                return mutations.stream()
                        .<MutationResult>map(one -> new MutationResult.Deferred(one.operationId(), e))
                        .toList();
            }
            throw e;
        }
    }

    private List<MutationResult> oneByOne(List<Mutation> mutations) {
        List<MutationResult> results = new ArrayList<>();
        for (Mutation mutation : mutations) {
            try {
                results.addAll(sound.upload(List.of(mutation)));
            } catch (ConnectorException e) {
                if (results.isEmpty() || e.outcome() != Outcome.NOT_APPLIED) {
                    throw e;
                }
                results.add(new MutationResult.Deferred(mutation.operationId(), e));
            }
        }
        return results;
    }

    private MutationResult result(Mutation given, MutationResult said, boolean some) {
        if (said instanceof MutationResult.Applied applied) {
            return applied(given, applied);
        } else if (said instanceof MutationResult.Conflict conflict) {
            return conflict(given, conflict);
        } else if (said instanceof MutationResult.Rejected rejected) {
            return rejected(given, rejected);
        } else if (said instanceof MutationResult.Unknown unknown) {
            return Flaw.LOST_IS_DEFERRED.here() || Flaw.PARTIAL_ANSWER_DEFERRED.here() && some
                    ? new MutationResult.Deferred(
                            given.operationId(),
                            ConnectorException.of(ErrorKind.UNAVAILABLE, "the answer was lost")
                                    .operation("upload")
                                    .retry(RetryAdvice.later())
                                    .requestId(unknown.cause().requestId().orElse(""))
                                    .hint("send it again")
                                    .build())
                    : unknown;
        }
        return said;
    }

    private MutationResult applied(Mutation given, MutationResult.Applied said) {
        boolean again = !sent.add(given.operationId());
        if (Flaw.ODD_EXISTS_ON_REPEAT.here()
                && again
                && given instanceof Mutation.Create create
                && create.id().isPresent()) {
            return new MutationResult.Rejected(
                    given.operationId(),
                    ConnectorException.of(ErrorKind.ALREADY_EXISTS, "a record with this id exists already")
                            .operation("upload")
                            .entity(given.entity())
                            .recordId(said.id())
                            .hint("change what exists, or choose another id")
                            .build(),
                    List.of());
        }
        if (Flaw.GONE_IS_NOT_FOUND.here() && given instanceof Mutation.Delete && said.alreadySo()) {
            return new MutationResult.Rejected(
                    given.operationId(),
                    ConnectorException.of(ErrorKind.NOT_FOUND, "there is no such record")
                            .operation("upload")
                            .entity(given.entity())
                            .recordId(said.id())
                            .hint("look for what was deleted")
                            .build(),
                    List.of());
        }
        Optional<String> version = Flaw.VERSION_OF_BEFORE.here()
                ? said.version().map(text -> Long.toString(Long.parseLong(text) - 1))
                : said.version();
        boolean silent = Flaw.ODD_TELLS_NOTHING.here();
        Map<String, @Nullable Object> values =
                silent || Flaw.COMPUTED_UNTOLD.here() ? Map.of() : new LinkedHashMap<>(said.serverValues());
        return new MutationResult.Applied(
                said.operationId(),
                said.id(),
                silent ? Optional.empty() : version,
                values,
                silent || said.refetch(),
                said.alreadySo() && !Flaw.GONE_UNTOLD.here());
    }

    private static MutationResult conflict(Mutation given, MutationResult.Conflict said) {
        if (Flaw.ODD_TELLS_NOTHING.here()) {
            return new MutationResult.Conflict(given.operationId(), said.deleted(), Optional.empty());
        }
        return Flaw.CONFLICT_TELLS_OLD_VERSION.here()
                ? new MutationResult.Conflict(given.operationId(), said.deleted(), MutationEncoder.baseVersion(given))
                : said;
    }

    private MutationResult rejected(Mutation given, MutationResult.Rejected said) {
        ErrorKind kind = said.error().kind();
        if (Flaw.UPDATE_CREATES.here() && kind == ErrorKind.NOT_FOUND && given instanceof Mutation.Update update) {
            return all(List.of(new Mutation.Create(
                            update.operationId(), update.entity(), Optional.of(update.id()), update.values())))
                    .get(0);
        }
        if (kind == ErrorKind.ALREADY_EXISTS && given instanceof Mutation.Create create) {
            if (Flaw.EXISTING_OVERWRITTEN.here() && create.id().isPresent()) {
                return all(List.of(new Mutation.Update(
                                create.operationId(),
                                create.entity(),
                                said.error().recordId().orElse(""),
                                create.values(),
                                Optional.empty())))
                        .get(0);
            } else if (Flaw.EXISTING_MISNAMED.here()) {
                return new MutationResult.Rejected(
                        given.operationId(),
                        said.error().toBuilder().recordId(given.operationId()).build(),
                        said.fieldErrors());
            }
        }
        boolean misread = Flaw.EXISTS_IS_INVALID.here() && kind == ErrorKind.ALREADY_EXISTS
                || Flaw.TOO_LONG_IS_INVALID.here() && kind == ErrorKind.LIMIT_EXCEEDED;
        if (misread) {
            ConnectorException error = said.error();
            return new MutationResult.Rejected(
                    given.operationId(),
                    ConnectorException.of(ErrorKind.INVALID_DATA, String.valueOf(error.getMessage()))
                            .operation(error.operation().orElse(""))
                            .entity(error.entity().orElse(""))
                            .recordId(error.recordId().orElse(""))
                            .vendorCode(error.vendorCode().orElse(""))
                            .requestId(error.requestId().orElse(""))
                            .hint(error.hint().orElse(""))
                            .build(),
                    said.fieldErrors());
        }
        return said;
    }

    @Override
    public MutationResult settle(Mutation mutation, Instant sent) {
        MutationResult said = sound.settle(mutation, sent);
        return Flaw.SETTLE_SAYS_AGAIN.here()
                ? new MutationResult.Deferred(
                        mutation.operationId(),
                        ConnectorException.of(ErrorKind.UNAVAILABLE, "the write did not arrive")
                                .operation("settle")
                                .entity(mutation.entity())
                                .retry(RetryAdvice.later())
                                .hint("send it again")
                                .build())
                : said;
    }
}
