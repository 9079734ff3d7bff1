package org.crmlink.engine.download;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.crmlink.engine.SyncFailure;
import org.crmlink.engine.plan.EntityPlan;
import org.crmlink.engine.plan.SyncPlan;
import org.crmlink.engine.run.Account;
import org.crmlink.engine.run.Ledger;
import org.crmlink.engine.run.Remote;
import org.crmlink.engine.run.Stops;
import org.crmlink.engine.store.LocalStore;
import org.crmlink.engine.store.PageTransaction;
import org.crmlink.host.filter.FilterEvaluator;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.Row;

/**
 * Reads records by id whose server side the download would not bring once more: conflicts that the server won, records that a download met while they
 * were edited, and those that were written without an answer or without a version in it. One-at-a-time; blocks.
 */
public final class Refetch {

    private static final int CHUNK = 200;

    private final SyncPlan plan;
    private final LocalStore store;
    private final Remote remote;
    private final Membership membership;
    private final Ledger ledger;

    public Refetch(SyncPlan plan, LocalStore store, Remote remote, Membership membership, Ledger ledger) {
        this.plan = requireNonNull(plan, "plan is null");
        this.store = requireNonNull(store, "store is null");
        this.remote = requireNonNull(remote, "remote is null");
        this.membership = requireNonNull(membership, "membership is null");
        this.ledger = requireNonNull(ledger, "ledger is null");
    }

    /** Reads all that are due. */
    public void run() {
        for (EntityPlan entity : plan.entities().values()) {
            if (store.entities().find(entity.name()).isPresent()) {
                try {
                    due(entity);
                } catch (ConnectorException e) {
                    if (Stops.sync(e)) {
                        throw e;
                    }
                    ledger.account(entity.name()).failed(SyncFailure.of(e));
                    ledger.warn("records of '" + entity.name() + "' could not be read again: " + e.getMessage());
                }
            }
        }
    }

    private void due(EntityPlan entity) {
        String after = "";
        while (true) {
            List<String> ids = store.refetches().due(entity.name(), after, CHUNK);
            if (ids.isEmpty()) {
                return;
            }
            fetch(entity, ids);
            after = ids.get(ids.size() - 1);
        }
    }

    /** Reads these records and makes the local rows what the server has; rows that do not match the filter go (D15). */
    void fetch(EntityPlan entity, List<String> ids) {
        List<String> fields =
                StoredFields.of(entity, store.entities().require(entity.name()).table());
        FetchResult result = remote.fetch(entity.name(), ids, fields);
        FilterEvaluator evaluator = membership.evaluator(entity, entity.filter(), fields);
        List<Row> matching = new ArrayList<>();
        List<String> others = new ArrayList<>(result.missing());
        for (Row row : result.rows()) {
            if (evaluator.matches(row)) {
                matching.add(row);
            } else {
                others.add(row.id());
            }
        }
        Account account = ledger.account(entity.name());
        try (PageTransaction transaction =
                store.pageWriter(entity.name(), fields).begin()) {
            PageStore pages = new PageStore(transaction, false);
            pages.rows(matching);
            pages.remove(others);
            pages.unreadable(result.unreadable());
            transaction.commit();
            account.received(pages.received());
            account.deleted(pages.deleted());
        }
    }
}
