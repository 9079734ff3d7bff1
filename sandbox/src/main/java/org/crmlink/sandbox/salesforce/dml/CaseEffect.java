package org.crmlink.sandbox.salesforce.dml;

import org.crmlink.sandbox.salesforce.org.Row;

/** A case's status says whether it is closed. Our assumption: of the states, {@code Closed} alone closes it, as in a new org. */
final class CaseEffect implements Effect {

    private static final String CLOSED = "IsClosed";

    @Override
    public void beforeSave(ServerWrites writes, Draft draft) {
        if (!draft.isChanged("Status")) {
            return;
        }
        boolean closed = draft.text("Status").equalsIgnoreCase("Closed");
        Row before = draft.before();
        boolean wasClosed = before != null && Boolean.TRUE.equals(before.get(CLOSED));
        draft.set(CLOSED, closed);
        if (closed && !wasClosed) {
            draft.set("ClosedDate", writes.work().now());
        } else if (!closed) {
            draft.set("ClosedDate", null);
        }
        if (before == null) {
            draft.set("IsClosedOnCreate", closed);
        }
    }
}
