package org.crmlink.sandbox.dynamics;

import java.util.List;
import java.util.Optional;
import org.crmlink.sandbox.dynamics.security.Access;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.store.Reference;

/**
 * One operation on the Web API, whether it came alone or in a batch.
 *
 * @param request the operation with its own method, headers and body
 * @param root URL of the service root as the client called it, with a final slash
 * @param segments the path below the root
 * @param options the query options
 * @param prefer the preferences
 * @param access what the user on whose behalf it runs may do
 * @param version the version that the server passes for
 */
record Call(
        HttpRequest request,
        String root,
        List<Segment> segments,
        QueryOptions options,
        Prefer prefer,
        Access access,
        ServiceVersion version) {

    static Call of(HttpRequest request, String root, String rawPath, Access access, ServiceVersion version) {
        return new Call(
                request,
                root,
                Segment.parse(rawPath),
                QueryOptions.ofQuery(request.query()),
                Prefer.of(request.headers()),
                access,
                version);
    }

    /** The user on whose behalf it runs. */
    Optional<Reference> caller() {
        return Optional.of(access.user());
    }

    /** The same call with other query options. */
    Call with(QueryOptions other) {
        return new Call(request, root, segments, other, prefer, access, version);
    }

    String method() {
        return request.method();
    }

    /** A condition header; the word {@code null}, which some clients send against caches, counts as absent. */
    Optional<String> condition(String header) {
        return request.headers()
                .first(header)
                .map(String::trim)
                .filter(value -> !value.isEmpty() && !value.equals("null"));
    }

    Segment segment(int index) {
        return segments.get(index);
    }

    int depth() {
        return segments.size();
    }
}
