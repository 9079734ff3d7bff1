package org.crmlink.sandbox.http;

import java.util.Optional;

/** One protocol of one vendor, answering the paths that are its own. Implementations are thread-safe. */
@FunctionalInterface
public interface Face {

    /** The answer, or empty if the path belongs to no part of this face. */
    Optional<HttpResponse> handle(HttpRequest request);
}
