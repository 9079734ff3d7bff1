package org.crmlink.sandbox.salesforce.dml;

import org.crmlink.sandbox.salesforce.org.Row;

/** A task's status says whether it is done. Our assumption: of the states, {@code Completed} alone closes it, as in a new org. */
final class TaskEffect implements Effect {

    private static final String CLOSED = "IsClosed";

    @Override
    public void beforeSave(ServerWrites writes, Draft draft) {
        draft.set("IsHighPriority", draft.text("Priority").equalsIgnoreCase("High"));
        if (!draft.isChanged("Status")) {
            return;
        }
        boolean closed = draft.text("Status").equalsIgnoreCase("Completed");
        Row before = draft.before();
        boolean wasClosed = before != null && Boolean.TRUE.equals(before.get(CLOSED));
        draft.set(CLOSED, closed);
        if (closed && !wasClosed) {
            draft.set("CompletedDateTime", writes.work().now());
        } else if (!closed) {
            draft.set("CompletedDateTime", null);
        }
    }
}
