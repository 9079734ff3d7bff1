package org.crmlink.engine.upload;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.crmlink.engine.plan.EntityPlan;
import org.crmlink.engine.run.Ledger;
import org.crmlink.engine.run.Remote;
import org.crmlink.engine.run.Stops;
import org.crmlink.engine.store.ChangeKind;
import org.crmlink.engine.store.LocalStore;
import org.crmlink.engine.store.Outgoing;
import org.crmlink.engine.store.PendingChange;
import org.crmlink.engine.store.SendOutcome;
import org.crmlink.engine.store.Settlement;
import org.crmlink.engine.store.SyncError;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityCapabilities.VersionCheck;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;

/**
 * Sends batches of one entity's changes: notes what is about to be sent, sends, notes what became of it. A process that dies anywhere in between
 * leaves either a pending change or a write to be settled. One-at-a-time; blocks.
 */
final class Batches {

    /** The most value bytes in one batch, roughly (U7). */
    private static final long MAX_BYTES = 1_000_000;

    private final LocalStore store;
    private final Remote remote;
    private final Ledger ledger;
    private final Clock clock;
    private final DeletedRecords deletedRecords;
    private final Verdicts verdicts;

    Batches(
            LocalStore store,
            Remote remote,
            Ledger ledger,
            Clock clock,
            DeletedRecords deletedRecords,
            Verdicts verdicts) {
        this.store = requireNonNull(store, "store is null");
        this.remote = requireNonNull(remote, "remote is null");
        this.ledger = requireNonNull(ledger, "ledger is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.deletedRecords = requireNonNull(deletedRecords, "deletedRecords is null");
        this.verdicts = requireNonNull(verdicts, "verdicts is null");
    }

    /** Sends changes of one entity, in their order. */
    void send(EntityPlan plan, List<PendingChange> changes, Pass pass) {
        boolean serverKeys = store.entities().require(plan.name()).table().serverKeys();
        HeldBack heldBack = new HeldBack(store.outbox()::isUnsentCreate);
        ServerSide server = new ServerSide(remote, deletedRecords);
        List<Outgoing> batch = new ArrayList<>();
        long bytes = 0;
        for (PendingChange change : changes) {
            if (!change.invalid().isEmpty()) {
                invalid(change);
                continue;
            }
            if (!pass.mayTry(change.ref())) {
                pass.heldBack();
                continue;
            }
            Optional<Set<String>> fields = heldBack.sendable(change, plan.type());
            if (fields.isEmpty()) {
                pass.heldBack();
                continue;
            }
            if (fields.get().size() < change.values().size()) {
                pass.heldBack();
            }
            long size = SizeOf.values(change.values());
            if (!batch.isEmpty() && bytes + size > MAX_BYTES) {
                sendBatch(plan, batch, serverKeys, heldBack, server, pass);
                batch = new ArrayList<>();
                bytes = 0;
            }
            bytes += size;
            batch.add(new Outgoing(UUID.randomUUID().toString(), change, fields.get()));
            if (change.kind() == ChangeKind.CREATE && !serverKeys) {
                heldBack.created(change.ref());
            }
        }
        if (!batch.isEmpty()) {
            sendBatch(plan, batch, serverKeys, heldBack, server, pass);
        }
    }

    private void invalid(PendingChange change) {
        String fields = change.invalid().stream()
                .map(error -> "'" + error.field() + "' " + error.message())
                .collect(Collectors.joining("; "));
        store.errors()
                .add(
                        change.entity(),
                        change.id(),
                        SyncError.Detail.of(
                                SyncError.Kind.INVALID,
                                change.kind().name().toLowerCase(java.util.Locale.ROOT),
                                "",
                                "local values do not fit their fields and were not sent: " + fields,
                                "correct the values in the table, then clear the error and sync again"));
    }

    private void sendBatch(
            EntityPlan plan,
            List<Outgoing> batch,
            boolean serverKeys,
            HeldBack heldBack,
            ServerSide server,
            Pass pass) {
        Instant now = clock.instant();
        // where the server makes the keys, a creation that is forgotten as the power fails would be sent again, and no
        // id of ours would tell
        Set<String> marked = serverKeys
                ? store.durably(() -> store.outbox().markSending(batch, now))
                : store.outbox().markSending(batch, now);
        List<Sending> sendings = new ArrayList<>();
        for (Outgoing outgoing : batch) {
            if (marked.contains(outgoing.operationId())) {
                sendings.add(Sending.of(outgoing, now, serverKeys, plan.type()));
            } else {
                // edited between reading and noting: the next pass reads it anew
                pass.again(outgoing.change().ref());
            }
        }
        Map<String, PendingChange> changes = new HashMap<>();
        batch.forEach(outgoing -> changes.put(outgoing.operationId(), outgoing.change()));
        List<Sending> unchecked = unchecked(plan, sendings);
        List<Sending> ready = new ArrayList<>(sendings);
        if (!unchecked.isEmpty()) {
            ready.removeAll(conflictsFoundHere(plan, unchecked, changes, server, pass));
        }
        if (!ready.isEmpty()) {
            deliver(plan, ready, heldBack, server, pass);
        }
    }

    /** Writes whose base version the server does not compare: the engine has to look itself before it sends. */
    private static List<Sending> unchecked(EntityPlan plan, List<Sending> sendings) {
        return sendings.stream()
                .filter(sending -> !sending.isLink())
                .filter(sending -> sending.kind() != ChangeKind.CREATE)
                .filter(sending -> plan.type().capabilities().versionCheck(operation(sending)) == VersionCheck.NONE)
                .toList();
    }

    private static Operation operation(Sending sending) {
        return sending.kind() == ChangeKind.DELETE ? Operation.DELETE : Operation.UPDATE;
    }

    private List<Sending> conflictsFoundHere(
            EntityPlan plan,
            List<Sending> unchecked,
            Map<String, PendingChange> changes,
            ServerSide server,
            Pass pass) {
        server.read(unchecked);
        List<Sending> conflicting = new ArrayList<>();
        List<SendOutcome> outcomes = new ArrayList<>();
        for (Sending sending : unchecked) {
            Optional<ServerSide.Current> current = server.current(sending);
            PendingChange change = requireNonNull(changes.get(sending.operationId()));
            boolean other = current.isPresent()
                    && current.get().version().isPresent()
                    && sending.baseVersion().isPresent()
                    && !current.get().version().equals(sending.baseVersion());
            boolean metByDownload = sending.baseVersion().isPresent()
                    && current.flatMap(ServerSide.Current::version).isEmpty()
                    && change.serverChanged();
            if (current.isEmpty() || other || metByDownload) {
                conflicting.add(sending);
                outcomes.add(verdicts.answered(
                        sending,
                        new MutationResult.Conflict(
                                sending.operationId(), current.isEmpty(), current.flatMap(ServerSide.Current::version)),
                        plan,
                        server));
            }
        }
        note(plan, conflicting, outcomes, pass);
        return conflicting;
    }

    private void deliver(EntityPlan plan, List<Sending> sendings, HeldBack heldBack, ServerSide server, Pass pass) {
        Answer answer = upload(plan, sendings);
        List<Sending> answered = sendings.subList(0, answer.results().size());
        List<Sending> known = new ArrayList<>();
        List<Sending> lost = new ArrayList<>();
        Map<String, MutationResult> results = new LinkedHashMap<>();
        for (int i = 0; i < answered.size(); i++) {
            MutationResult result = answer.results().get(i);
            results.put(result.operationId(), result);
            if (result instanceof MutationResult.Deferred deferred) {
                deferred.cause().retryAdvice().delay().ifPresent(pass::asked);
            }
            (result instanceof MutationResult.Unknown ? lost : known).add(answered.get(i));
        }
        // what is certain is noted before anything else is asked (U17)
        note(plan, known, verdictsOn(plan, known, results, heldBack, server), pass);
        for (Sending sending : lost) {
            note(plan, List.of(sending), List.of(verdicts.unanswered(sending, plan, server)), pass);
        }
        answer.stop().ifPresent(stop -> {
            throw stop;
        });
    }

    private List<SendOutcome> verdictsOn(
            EntityPlan plan,
            List<Sending> sendings,
            Map<String, MutationResult> results,
            HeldBack heldBack,
            ServerSide server) {
        List<Sending> conflicting = sendings.stream()
                .filter(sending -> results.get(sending.operationId()) instanceof MutationResult.Conflict conflict
                        && !conflict.deleted())
                .toList();
        if (!conflicting.isEmpty()) {
            server.read(conflicting);
        }
        List<SendOutcome> outcomes = new ArrayList<>();
        for (Sending sending : sendings) {
            MutationResult result = requireNonNull(results.get(sending.operationId()));
            boolean targetMayHaveFailed =
                    result instanceof MutationResult.Rejected && heldBack.pointsIntoBatch(sending.values());
            // the next pass knows whether the target is there, and leaves the lookup out if not (U8)
            outcomes.add(
                    targetMayHaveFailed && anotherFailed(results)
                            ? new SendOutcome.Deferred(sending.operationId())
                            : verdicts.answered(sending, result, plan, server));
        }
        return outcomes;
    }

    /** Whether another write of the batch than the one looked at was not accepted. */
    private static boolean anotherFailed(Map<String, MutationResult> results) {
        return results.values().stream()
                        .filter(result -> !(result instanceof MutationResult.Applied))
                        .count()
                > 1;
    }

    /** Asks what became of a write of an earlier sync. */
    void settle(Sending sending, EntityPlan plan) {
        SendOutcome outcome = verdicts.unanswered(sending, plan, new ServerSide(remote, deletedRecords));
        note(plan, List.of(sending), List.of(outcome), new Pass(new HashMap<>()));
    }

    private void note(EntityPlan plan, List<Sending> sendings, List<SendOutcome> outcomes, Pass pass) {
        if (outcomes.isEmpty()) {
            return;
        }
        Map<String, SendOutcome> byOperation = new HashMap<>();
        outcomes.forEach(outcome -> byOperation.put(outcome.operationId(), outcome));
        Map<String, Sending> sent = new HashMap<>();
        sendings.forEach(sending -> sent.put(sending.operationId(), sending));
        List<Sending> uncompared = new ArrayList<>();
        for (Settlement settlement : store.outbox().record(outcomes)) {
            SendOutcome outcome = requireNonNull(byOperation.get(settlement.operationId()));
            Sending sending = requireNonNull(sent.get(settlement.operationId()));
            RecordRef record = sending.ref();
            if (settlement.effect() == Settlement.Effect.UNCOMPARED) {
                uncompared.add(sending);
            }
            if (settlement.effect() == Settlement.Effect.UNCOMPARED && sending.kind() != ChangeKind.CREATE) {
                continue;
            }
            if (outcome instanceof SendOutcome.Applied) {
                ledger.account(plan.name()).sent(1);
                pass.advanced();
                if (settlement.effect() == Settlement.Effect.PENDING
                        || settlement.effect() == Settlement.Effect.UNCOMPARED) {
                    pass.heldBack();
                } else {
                    told(plan, record, settlement.effect());
                }
            } else if (settlement.effect() == Settlement.Effect.PENDING) {
                if (outcome instanceof SendOutcome.Deferred) {
                    pass.deferred(record);
                } else {
                    pass.again(record);
                }
            } else {
                pass.advanced();
            }
        }
        for (Sending sending : uncompared) {
            SendOutcome.Applied applied = (SendOutcome.Applied) requireNonNull(byOperation.get(sending.operationId()));
            SendOutcome compared = verdicts.compared(sending, applied, plan);
            if (sending.kind() != ChangeKind.CREATE) {
                note(plan, List.of(sending), List.of(compared), pass);
            } else if (compared instanceof SendOutcome.Applied found
                    && found.found().isPresent()) {
                RecordRef record = new RecordRef(plan.name(), found.id());
                told(
                        plan,
                        record,
                        store.outbox()
                                .compare(
                                        record,
                                        sending.values().keySet(),
                                        found.found().get()));
            }
        }
    }

    /** Edits made while a write was on its way, and somebody else's change. */
    private void told(EntityPlan plan, RecordRef record, Settlement.Effect effect) {
        if (effect == Settlement.Effect.DROPPED) {
            ledger.account(plan.name()).conflict();
            ledger.warn(record + ": changed on the server too while its answer was on the way; local edits made"
                    + " since were dropped (server wins)");
        } else if (effect == Settlement.Effect.ERROR) {
            ledger.account(plan.name()).conflict();
        }
    }

    /** Sends; a failure of the whole call is found out to the single write where it may be about one. */
    private Answer upload(EntityPlan plan, List<Sending> sendings) {
        if (!remote.canUpload()) {
            return new Answer(sendings.stream().map(Batches::readOnly).toList(), Optional.empty());
        }
        try {
            List<Mutation> mutations = sendings.stream().map(Sending::mutation).toList();
            return new Answer(remote.upload(mutations), Optional.empty());
        } catch (ConnectorException e) {
            if (e.outcome() != Outcome.NOT_APPLIED) {
                // nothing is noted: the next sync asks what became of them
                throw e;
            }
            if (Stops.sync(e) || Stops.isNoServer(e)) {
                List<MutationResult> none = sendings.stream()
                        .<MutationResult>map(sending -> new MutationResult.Deferred(sending.operationId(), e))
                        .toList();
                return new Answer(none, Optional.of(e));
            }
            return sendings.size() == 1
                    ? new Answer(
                            List.of(new MutationResult.Rejected(sendings.get(0).operationId(), e, List.of())),
                            Optional.empty())
                    : oneByOne(plan, sendings);
        }
    }

    private Answer oneByOne(EntityPlan plan, List<Sending> sendings) {
        List<MutationResult> results = new ArrayList<>();
        for (Sending sending : sendings) {
            Answer answer = upload(plan, List.of(sending));
            results.addAll(answer.results());
            if (answer.stop().isPresent()) {
                ConnectorException stop = answer.stop().get();
                for (Sending unsent : sendings.subList(results.size(), sendings.size())) {
                    results.add(new MutationResult.Deferred(unsent.operationId(), stop));
                }
                return new Answer(results, answer.stop());
            }
        }
        return new Answer(results, Optional.empty());
    }

    private static MutationResult readOnly(Sending sending) {
        return new MutationResult.Rejected(
                sending.operationId(),
                ConnectorException.of(
                                org.crmlink.sdk.ErrorKind.UNSUPPORTED, "this connector cannot write to its backend")
                        .operation("upload")
                        .hint("undo the local change")
                        .build(),
                List.of());
    }
}
