package org.crmlink.engine.upload;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.crmlink.engine.ConflictStrategy;
import org.crmlink.engine.SyncFailure;
import org.crmlink.engine.plan.EntityPlan;
import org.crmlink.engine.run.Remote;
import org.crmlink.engine.store.ChangeKind;
import org.crmlink.engine.store.SendOutcome;
import org.crmlink.engine.store.SyncError;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityCapabilities.RepeatableCreate;
import org.crmlink.sdk.metadata.EntityCapabilities.VersionCheck;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.upload.FieldError;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.jspecify.annotations.Nullable;

/** From what the server answered, or did not, to what the store records. One-at-a-time; blocks where the server has to be asked. */
final class Verdicts {

    /** How often a create without an answer is sent again in one sync before it is left for the next. */
    private static final int MAX_REPEATS = 3;

    private final Remote remote;
    private final Conflicts conflicts;

    Verdicts(Remote remote, Conflicts conflicts) {
        this.remote = requireNonNull(remote, "remote is null");
        this.conflicts = requireNonNull(conflicts, "conflicts is null");
    }

    /** The verdict on a write that was answered. */
    SendOutcome answered(Sending sending, MutationResult result, EntityPlan plan, ServerSide server) {
        if (result instanceof MutationResult.Applied applied) {
            // what else the server made of it comes with the changes
            return new SendOutcome.Applied(
                    sending.operationId(),
                    applied.id(),
                    applied.version(),
                    applied.serverValues(),
                    false,
                    applied.observed() || (applied.version().isEmpty() && hasVersions(plan)),
                    Optional.empty());
        } else if (result instanceof MutationResult.Conflict conflict) {
            return conflict.deleted()
                    ? conflicts.deleted(sending, plan)
                    : changed(sending, plan, server, conflict.currentVersion());
        } else if (result instanceof MutationResult.Rejected rejected) {
            return rejected(sending, rejected, plan, server);
        } else if (result instanceof MutationResult.Unknown) {
            return unanswered(sending, plan, server);
        }
        return new SendOutcome.Deferred(sending.operationId());
    }

    private static boolean hasVersions(EntityPlan plan) {
        return plan.type().capabilities().versionCheck(Operation.UPDATE) != VersionCheck.NONE;
    }

    /**
     * The verdict on an answered write whose version is only observed, once it turned out that there is more to send. A field that does not have what
     * was sent counts as somebody's change: it may be the server's own doing, but nothing tells.
     */
    SendOutcome compared(Sending sending, SendOutcome.Applied applied, EntityPlan plan) {
        boolean other = applied.serverValues().keySet().stream().anyMatch(sending.values()::containsKey);
        return found(sending, applied, other, plan);
    }

    /** The verdict on a write whose answer was lost, now or in an earlier sync (U12). */
    SendOutcome unanswered(Sending sending, EntityPlan plan, ServerSide server) {
        if (sending.mutation() instanceof Mutation.Create create
                && plan.type().capabilities().repeatableCreate() != RepeatableCreate.NONE) {
            return repeated(sending, create, plan, server);
        }
        if (sending.isLink()) {
            // pairs exist or not: sending again cannot do harm
            return new SendOutcome.Deferred(sending.operationId());
        }
        return settled(sending, remote.settle(sending.mutation(), sending.sentAt()), plan, server);
    }

    private SendOutcome repeated(Sending sending, Mutation.Create create, EntityPlan plan, ServerSide server) {
        for (int i = 0; i < MAX_REPEATS; i++) {
            MutationResult result = remote.upload(List.of(create)).get(0);
            if (result instanceof MutationResult.Applied applied) {
                // what the first sending made may have been changed since
                return applied(sending, applied, true);
            } else if (result instanceof MutationResult.Rejected rejected) {
                if (rejected.error().kind() == ErrorKind.ALREADY_EXISTS) {
                    return settled(sending, remote.settle(create, sending.sentAt()), plan, server);
                }
                if (!isTransient(rejected.error())) {
                    return refused(sending, rejected);
                }
            } else if (result instanceof MutationResult.Conflict conflict) {
                return settled(sending, conflict, plan, server);
            }
        }
        throw ConnectorException.of(
                        ErrorKind.UNAVAILABLE,
                        "the server does not answer whether the new "
                                + sending.ref().entity() + " arrived")
                .operation("upload")
                .entity(sending.ref().entity())
                .recordId(sending.ref().id())
                .outcome(org.crmlink.sdk.Outcome.UNKNOWN)
                .hint("nothing is lost; sync again later")
                .build();
    }

    /** The server was asked what became of it. */
    private SendOutcome settled(Sending sending, MutationResult result, EntityPlan plan, ServerSide server) {
        if (result instanceof MutationResult.Applied applied) {
            return found(
                    sending,
                    applied(sending, applied, true),
                    sending.kind() == ChangeKind.CREATE
                            && !applied.serverValues().isEmpty(),
                    plan);
        } else if (result instanceof MutationResult.Conflict conflict) {
            if (conflict.deleted()) {
                return conflicts.deleted(sending, plan);
            }
            if (sending.kind() == ChangeKind.CREATE) {
                // our own create arrived, and a colleague has changed the record since: theirs is the later word
                return found(
                        sending,
                        new SendOutcome.Applied(
                                sending.operationId(), idOf(sending), conflict.currentVersion(), Map.of(), true),
                        true,
                        plan);
            }
            return changed(sending, plan, server, conflict.currentVersion());
        } else if (result instanceof MutationResult.Rejected rejected) {
            return refused(sending, rejected);
        } else if (result instanceof MutationResult.Unknown unknown) {
            return new SendOutcome.Failed(
                    sending.operationId(),
                    SyncError.Detail.of(
                            SyncError.Kind.UNKNOWN,
                            sending.words(),
                            unknown.cause().vendorCode().orElse(""),
                            "the " + sending.words() + " was sent and it cannot be told whether it arrived: "
                                    + unknown.cause().getMessage(),
                            "look on the server: if it arrived, undo the change here; if not, clear the error to send it again"));
        }
        return new SendOutcome.Deferred(sending.operationId());
    }

    private SendOutcome rejected(
            Sending sending, MutationResult.Rejected rejected, EntityPlan plan, ServerSide server) {
        if (isTransient(rejected.error())) {
            return new SendOutcome.Deferred(sending.operationId());
        }
        return switch (rejected.error().kind()) {
            case ALREADY_EXISTS ->
                sending.mutation() instanceof Mutation.Create create
                                && create.id().isPresent()
                        ? bothCreated(sending, create, rejected, plan, server)
                        : refused(sending, rejected);
            case NOT_FOUND ->
                sending.mutation() instanceof Mutation.Update
                                && server.current(sending).isEmpty()
                        // the record itself is gone, not something that it points to (U13)
                        ? conflicts.deleted(sending, plan)
                        : refused(sending, rejected);
            default -> refused(sending, rejected);
        };
    }

    /** The key exists already: our own create of an earlier sync, a colleague's record with the same key, or another key field that is taken. */
    private SendOutcome bothCreated(
            Sending sending,
            Mutation.Create create,
            MutationResult.Rejected rejected,
            EntityPlan plan,
            ServerSide server) {
        Optional<ServerSide.Current> current = server.current(sending);
        if (current.isEmpty()) {
            return refused(sending, rejected);
        }
        // someone has looked at the conflict with this very version and cleared it (E2)
        boolean decided = sending.baseVersion().isPresent()
                && sending.baseVersion().equals(current.get().version());
        if (!decided) {
            SendOutcome outcome = changed(sending, plan, server, Optional.empty());
            if (!(outcome instanceof SendOutcome.DeviceWins)) {
                return outcome;
            }
        }
        Mutation.Update update = new Mutation.Update(
                sending.operationId() + "-u",
                create.entity(),
                sending.ref().id(),
                create.values(),
                current.flatMap(ServerSide.Current::version));
        MutationResult result = remote.upload(List.of(update)).get(0);
        if (result instanceof MutationResult.Applied applied) {
            return applied(sending, applied, true);
        } else if (result instanceof MutationResult.Rejected refusal && !isTransient(refusal.error())) {
            return refused(sending, refusal);
        }
        return new SendOutcome.Deferred(sending.operationId());
    }

    private SendOutcome changed(Sending sending, EntityPlan plan, ServerSide server, Optional<String> told) {
        Optional<ServerSide.Current> current = server.current(sending);
        if (server.onlyOthersWent(sending)) {
            return new SendOutcome.DeviceWins(sending.operationId(), current.flatMap(ServerSide.Current::version));
        }
        SendOutcome outcome = conflicts.changed(sending, plan, current, told);
        return outcome instanceof SendOutcome.Applied applied ? found(sending, applied, false, plan) : outcome;
    }

    /**
     * The write is on the server, but its version was only found there afterwards and may be that of a colleague's later change. Where the device
     * does not win anyway, the rest of the record is read, so that the store can tell whether edits made since would overwrite something unseen.
     */
    private SendOutcome found(Sending sending, SendOutcome.Applied applied, boolean changed, EntityPlan plan) {
        if (sending.isLink()
                || sending.kind() == ChangeKind.DELETE
                || plan.onConflict() == ConflictStrategy.DEVICE_WINS
                || applied.id().isEmpty()) {
            return asItIs(applied);
        }
        List<String> unsent = plan.fields().stream()
                .filter(field -> (field.creatable() || field.updatable()) && field.type() != FieldType.BINARY)
                .map(Field::name)
                .filter(name -> !name.equals(plan.type().keyField()))
                .filter(name -> !sending.values().containsKey(name))
                .toList();
        // without a version nobody has looked at what was sent either
        List<String> sent = applied.version().isPresent()
                ? List.of()
                : sending.values().keySet().stream()
                        .filter(name -> plan.type()
                                .field(name)
                                .filter(field -> field.type() != FieldType.BINARY)
                                .isPresent())
                        .toList();
        List<String> asked = new ArrayList<>(unsent);
        asked.addAll(sent);
        List<Row> rows = remote.fetch(plan.name(), List.of(applied.id()), asked).rows();
        if (rows.isEmpty()) {
            // gone, or unreadable: whatever is sent next meets that
            return asItIs(applied);
        }
        Row row = rows.get(0);
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < unsent.size(); i++) {
            values.put(unsent.get(i), row.value(i));
        }
        boolean since = changed
                || (applied.version().isPresent()
                        && row.version().isPresent()
                        && !row.version().equals(applied.version()));
        for (int i = 0; i < sent.size(); i++) {
            String name = sent.get(i);
            since |= !MadeOf.same(plan.type().field(name), sending.values().get(name), row.value(unsent.size() + i));
        }
        return new SendOutcome.Applied(
                applied.operationId(),
                applied.id(),
                row.version().or(applied::version),
                applied.serverValues(),
                true,
                false,
                Optional.of(new SendOutcome.Found(since, values, conflicts.since(sending, plan, row.version()))));
    }

    /** Nothing is left to compare. */
    private static SendOutcome.Applied asItIs(SendOutcome.Applied applied) {
        return new SendOutcome.Applied(
                applied.operationId(), applied.id(), applied.version(), applied.serverValues(), applied.refetch());
    }

    private static SendOutcome.Applied applied(Sending sending, MutationResult.Applied applied, boolean refetch) {
        return new SendOutcome.Applied(
                sending.operationId(), applied.id(), applied.version(), applied.serverValues(), refetch);
    }

    /** The id under which the server has it, as far as it is known here. */
    private static String idOf(Sending sending) {
        return sending.mutation() instanceof Mutation.Create create
                        && create.id().isEmpty()
                ? ""
                : sending.ref().id();
    }

    static boolean isTransient(ConnectorException error) {
        return error.retryAdvice().when() != RetryAdvice.When.NEVER;
    }

    private static SendOutcome refused(Sending sending, MutationResult.Rejected rejected) {
        SyncFailure failure = SyncFailure.of(rejected.error());
        String fields = rejected.fieldErrors().stream()
                .map(error -> told(error, failure.message()))
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining("; "));
        return new SendOutcome.Failed(
                sending.operationId(),
                SyncError.Detail.of(
                        SyncError.Kind.REFUSED,
                        sending.words(),
                        failure.code(),
                        fields.isEmpty() ? failure.message() : failure.message() + " (" + fields + ")",
                        failure.hint()));
    }

    /** What a field's error adds to the message: nothing if the message names field and reason already. */
    private static String told(FieldError error, String message) {
        boolean reason = message.contains(error.message());
        if (reason) {
            return message.contains("'" + error.field() + "'") ? "" : error.field();
        }
        return error.field() + ": " + error.message();
    }
}
