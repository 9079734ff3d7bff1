package org.crmlink.sandbox.admin;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** What an administrator can ask of one vendor's sandbox alone. Implementations are thread-safe. */
interface VendorDesk {

    /** The present settings. */
    Map<String, @Nullable Object> shown();

    /** The ways to fail that are told in the vendor's words. */
    List<FaultKind> faultKinds();

    /**
     * Follows a request.
     *
     * @param what method and first step, and {@code /…} if there are more: {@code PATCH tables/…}
     * @param steps of the path behind {@code /sandbox}
     * @return empty if there is no such request
     */
    Optional<HttpResponse> handle(String what, HttpRequest request, List<String> steps) throws IOException;
}
