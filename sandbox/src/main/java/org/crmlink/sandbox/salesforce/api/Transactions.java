package org.crmlink.sandbox.salesforce.api;

import java.util.function.Function;
import org.crmlink.sandbox.http.Faults;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.Work;
import org.jspecify.annotations.Nullable;

/** Runs writes: in the work that a request shares with others, or in one of its own. Thread-safe. */
final class Transactions {

    private final RecordStore store;
    private final Faults faults;

    Transactions(RecordStore store, Faults faults) {
        this.store = store;
        this.faults = faults;
    }

    /** Runs a write and commits it unless it shares a work; what it throws undoes it. */
    <T extends @Nullable Object> T run(ApiCall call, Function<Work, T> write) {
        if (call.work().isPresent()) {
            return write.apply(call.work().get());
        }
        try (Work work = store.begin(call.session().userId())) {
            T done = write.apply(work);
            commit(call, work);
            return done;
        }
    }

    /** Commits, late if a fault says so: that is when records become visible behind their stamp. */
    void commit(ApiCall call, Work work) {
        faults.waitForCommit(call.request());
        work.commit();
    }

    /** A new work of the call's user, for parts that become visible together. */
    Work begin(ApiCall call) {
        return store.begin(call.session().userId());
    }
}
