package org.crmlink.sandbox.dynamics;

import java.util.function.Supplier;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.store.StoreException;

/** Turns refusals into error answers. */
final class Guard {

    private Guard() {}

    static HttpResponse answer(Prefer prefer, Supplier<HttpResponse> work) {
        try {
            return work.get();
        } catch (ApiException e) {
            return Answers.error(e, prefer);
        } catch (StoreException e) {
            return Answers.error(StoreErrors.translate(e), prefer);
        }
    }
}
