package org.crmlink.sandbox.dynamics;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.crmlink.sandbox.dynamics.duplicates.DuplicateGuard;
import org.crmlink.sandbox.dynamics.duplicates.Duplicates;
import org.crmlink.sandbox.dynamics.security.Access;
import org.crmlink.sandbox.dynamics.security.AccessGuard;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sandbox.store.Transaction;
import org.crmlink.sandbox.store.WriteGuard;
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
                ? store.write(call.access().user(), transaction -> work.apply(watched(store, transaction, call)))
                : work.apply(watched(store, open, call));
    }

    /** As a write with much work of its own behind it: others commit meanwhile. */
    static <T> T writeLate(Store store, Call call, Duration hold, Function<Transaction, T> work) {
        try (Transaction transaction = store.begin(call.access().user())) {
            T result = work.apply(watched(store, transaction, call));
            TimeUnit.NANOSECONDS.sleep(hold.toNanos());
            transaction.commit();
            return result;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiErrors.unexpected();
        }
    }

    private static Transaction watched(Store store, Transaction transaction, Call call) {
        Access access = call.access();
        WriteGuard guard = access.isUnlimited() ? null : new AccessGuard(access.in(transaction));
        transaction.guard(
                detectsDuplicates(call)
                        ? new DuplicateGuard(new Duplicates(store), transaction, access.in(transaction), guard)
                        : guard);
        transaction.delegate(access.delegate().orElse(null));
        return transaction;
    }

    /** Only who asks for it: writes by the API do not look for duplicates otherwise (dynamics.md §7.1). */
    private static boolean detectsDuplicates(Call call) {
        return call.request()
                .headers()
                .first("MSCRM.SuppressDuplicateDetection")
                .filter(value -> value.trim().equalsIgnoreCase("false"))
                .isPresent();
    }
}
