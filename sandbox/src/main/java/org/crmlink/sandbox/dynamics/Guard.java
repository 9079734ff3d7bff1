package org.crmlink.sandbox.dynamics;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Supplier;
import org.crmlink.sandbox.dynamics.duplicates.DuplicateFound;
import org.crmlink.sandbox.dynamics.security.Refused;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.store.StoreException;

/** Turns refusals, and failures that nobody expected, into error answers. */
final class Guard {

    private static final System.Logger LOG = System.getLogger(Guard.class.getName());

    private Guard() {}

    static HttpResponse answer(Prefer prefer, ServiceVersion version, Supplier<HttpResponse> work) {
        try {
            return work.get();
        } catch (ApiException e) {
            return Answers.error(e, prefer, version);
        } catch (Refused e) {
            return Answers.error(new ApiException(403, e.code(), String.valueOf(e.getMessage())), prefer, version);
        } catch (DuplicateFound e) {
            return Answers.error(new ApiException(412, "0x80040333", String.valueOf(e.getMessage())), prefer, version);
        } catch (StoreException e) {
            return Answers.error(StoreErrors.translate(e), prefer, version);
        } catch (RuntimeException | StackOverflowError e) {
            return unexpected(e, prefer, version);
        }
    }

    /** The answer with its body in memory, so that a failure while it is produced can still become an error answer. */
    static HttpResponse whole(HttpResponse response, Prefer prefer, ServiceVersion version) throws IOException {
        if (response.length() >= 0) {
            return response;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream(4 * 1024);
        try {
            response.body().writeTo(body);
        } catch (RuntimeException | StackOverflowError | JsonProcessingException e) {
            return unexpected(e, prefer, version);
        }
        return response.withBody(body.toByteArray());
    }

    /** An operation's edge: the client learns that it failed, the operator why, and the operations behind it go on. */
    private static HttpResponse unexpected(Throwable cause, Prefer prefer, ServiceVersion version) {
        LOG.log(System.Logger.Level.ERROR, "an operation failed unexpectedly", cause);
        return Answers.error(ApiErrors.unexpected(), prefer, version);
    }
}
