package org.crmlink.sandbox.dynamics;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.crmlink.sandbox.dynamics.security.Access;
import org.crmlink.sandbox.dynamics.security.AccessGuard;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sandbox.store.Transaction;
import org.jspecify.annotations.Nullable;

/** Runs what a call writes under the eyes of what its caller may do. The only way to a transaction of a call. */
final class Watch {

    private Watch() {}

    /**
     * Does the work as one transaction of the caller.
     *
     * @param open the transaction of the call's change set; null if the call gets one of its own
     */
    static <T> T write(Store store, Call call, @Nullable Transaction open, Function<Transaction, T> work) {
        return open == null
                ? store.write(call.access().user(), transaction -> work.apply(watched(transaction, call)))
                : work.apply(watched(open, call));
    }

    /** As a write with much work of its own behind it: others commit meanwhile. */
    static <T> T writeLate(Store store, Call call, Duration hold, Function<Transaction, T> work) {
        try (Transaction transaction = store.begin(call.access().user())) {
            T result = work.apply(watched(transaction, call));
            TimeUnit.NANOSECONDS.sleep(hold.toNanos());
            transaction.commit();
            return result;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiErrors.unexpected();
        }
    }

    private static Transaction watched(Transaction transaction, Call call) {
        Access access = call.access();
        transaction.guard(access.isUnlimited() ? null : new AccessGuard(access.in(transaction)));
        transaction.delegate(access.delegate().orElse(null));
        return transaction;
    }
}
