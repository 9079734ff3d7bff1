package org.crmlink.sandbox.dynamics.duplicates;

import java.util.Map;
import org.crmlink.sandbox.dynamics.security.Access;
import org.crmlink.sandbox.dynamics.security.AccessRight;
import org.crmlink.sandbox.schema.ManyToMany;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Transaction;
import org.crmlink.sandbox.store.WriteGuard;
import org.jspecify.annotations.Nullable;

/**
 * Refuses rows that are duplicates by a published rule, after another guard, if there is one, has agreed. An update is checked as a
 * whole row, also if it changes no column of a rule (our assumption).
 */
public final class DuplicateGuard implements WriteGuard {

    private final Duplicates duplicates;
    private final Transaction transaction;
    private final Access access;
    private final @Nullable WriteGuard first;

    /** Checks what the transaction writes. */
    public DuplicateGuard(Duplicates duplicates, Transaction transaction, Access access, @Nullable WriteGuard first) {
        this.duplicates = duplicates;
        this.transaction = transaction;
        this.access = access;
        this.first = first;
    }

    @Override
    public void creating(Table table, Map<String, ? extends @Nullable Object> values) {
        if (first != null) {
            first.creating(table, values);
        }
    }

    @Override
    public void created(Row row, Map<String, ? extends @Nullable Object> values) {
        if (first != null) {
            first.created(row, values);
        }
        check(row);
    }

    @Override
    public void updating(Row old, Map<String, ? extends @Nullable Object> values) {
        if (first != null) {
            first.updating(old, values);
        }
    }

    @Override
    public void updated(Row old, Row row, Map<String, ? extends @Nullable Object> values) {
        if (first != null) {
            first.updated(old, row, values);
        }
        check(row);
    }

    @Override
    public void deleting(Row row) {
        if (first != null) {
            first.deleting(row);
        }
    }

    @Override
    public void linking(ManyToMany relation, Row one, Row other) {
        if (first != null) {
            first.linking(relation, one, other);
        }
    }

    private void check(Row row) {
        if (duplicates.exist(transaction, row, other -> access.can(AccessRight.READ, other))) {
            throw new DuplicateFound();
        }
    }
}
