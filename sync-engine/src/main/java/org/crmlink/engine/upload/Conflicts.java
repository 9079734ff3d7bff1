package org.crmlink.engine.upload;

import java.util.Map;
import java.util.Optional;
import org.crmlink.engine.ConflictStrategy;
import org.crmlink.engine.plan.EntityPlan;
import org.crmlink.engine.run.Ledger;
import org.crmlink.engine.store.ChangeKind;
import org.crmlink.engine.store.SendOutcome;
import org.crmlink.engine.store.SyncError;

/** Decides conflicts by the entity's strategy (section 5 of the semantics page). One-at-a-time. */
final class Conflicts {

    private final Ledger ledger;

    Conflicts(Ledger ledger) {
        this.ledger = ledger;
    }

    /** The record is gone on the server. */
    SendOutcome deleted(Sending sending, EntityPlan plan) {
        if (sending.kind() == ChangeKind.DELETE) {
            // both deleted: no conflict (C3)
            return new SendOutcome.Applied(
                    sending.operationId(), sending.ref().id(), Optional.empty(), Map.of(), false);
        }
        ledger.account(plan.name()).conflict();
        if (plan.onConflict() == ConflictStrategy.SERVER_WINS) {
            ledger.warn(sending.ref() + ": the server deleted it; the local " + sending.words()
                    + " was dropped (server wins)");
            return new SendOutcome.ServerWins(sending.operationId(), true);
        }
        // U13: even where the device wins a record that someone deleted is not made again without asking
        return failed(
                sending,
                "the record was changed here and deleted on the server",
                "clear the error to make it again on the server at the next sync, or delete it here too",
                Optional.empty(),
                true);
    }

    /** The record was changed on the server. */
    SendOutcome changed(Sending sending, EntityPlan plan, Optional<ServerSide.Current> found, Optional<String> told) {
        if (found.isEmpty()) {
            return deleted(sending, plan);
        }
        ServerSide.Current current = found.get();
        Optional<String> version = current.version().or(() -> told);
        boolean delete = sending.kind() == ChangeKind.DELETE;
        if (!delete && current.equalsSent(sending.values())) {
            // C4: both sides say the same
            return new SendOutcome.Applied(sending.operationId(), sending.ref().id(), version, Map.of(), true);
        }
        ledger.account(plan.name()).conflict();
        return switch (plan.onConflict()) {
            case SERVER_WINS -> {
                ledger.warn(sending.ref() + ": changed on the server too; the local " + sending.words()
                        + " was dropped (server wins)");
                yield new SendOutcome.ServerWins(sending.operationId(), false);
            }
            case DEVICE_WINS -> {
                ledger.warn(sending.ref() + ": changed on the server too; the local " + sending.words()
                        + " is sent over it (device wins)");
                yield new SendOutcome.DeviceWins(sending.operationId(), delete ? Optional.empty() : version);
            }
            case MANUAL ->
                failed(
                        sending,
                        delete
                                ? "the record was deleted here and changed on the server"
                                : "the record was changed here and on the server",
                        "clear the error to send the local " + sending.words()
                                + " over the server's change at the next sync, or undo it here",
                        version,
                        false);
        };
    }

    /** What to record if edits made while the write was on its way are in conflict with a change on the server; empty if the server wins. */
    Optional<SyncError.Detail> since(Sending sending, EntityPlan plan, Optional<String> version) {
        return plan.onConflict() == ConflictStrategy.SERVER_WINS
                ? Optional.empty()
                : Optional.of(new SyncError.Detail(
                        SyncError.Kind.CONFLICT,
                        sending.words(),
                        "",
                        "the record was changed here again and on the server",
                        "clear the error to send the local change over the server's at the next sync, or undo it here",
                        version,
                        false));
    }

    private static SendOutcome failed(
            Sending sending, String message, String hint, Optional<String> version, boolean deleted) {
        return new SendOutcome.Failed(
                sending.operationId(),
                new SyncError.Detail(SyncError.Kind.CONFLICT, sending.words(), "", message, hint, version, deleted));
    }
}
