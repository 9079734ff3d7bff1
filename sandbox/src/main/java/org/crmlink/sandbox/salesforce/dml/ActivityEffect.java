package org.crmlink.sandbox.salesforce.dml;

import java.util.Optional;
import org.crmlink.sandbox.salesforce.org.Row;

/** An activity belongs to the account of what, or of whom, it is about. Source: the vendor's object reference, Task and Event. */
final class ActivityEffect implements Effect {

    private static final String ACCOUNT = "AccountId";

    @Override
    public void beforeSave(ServerWrites writes, Draft draft) {
        if (draft.has(ACCOUNT) && (draft.isChanged("WhatId") || draft.isChanged("WhoId"))) {
            draft.set(
                    ACCOUNT,
                    account(writes.get(draft.get("WhatId")))
                            .or(() -> account(writes.get(draft.get("WhoId"))))
                            .orElse(null));
        }
    }

    private static Optional<Object> account(Optional<Row> about) {
        return about.flatMap(row ->
                row.object().name().equals("Account") ? Optional.of(row.id()) : Optional.ofNullable(row.get(ACCOUNT)));
    }
}
