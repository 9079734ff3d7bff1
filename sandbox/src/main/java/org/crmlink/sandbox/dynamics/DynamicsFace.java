package org.crmlink.sandbox.dynamics;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sandbox.dynamics.security.Access;
import org.crmlink.sandbox.dynamics.security.Security;
import org.crmlink.sandbox.http.Face;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.http.RequestLog;
import org.crmlink.sandbox.identity.Identity;
import org.crmlink.sandbox.identity.Principal;
import org.crmlink.sandbox.store.Store;

/** The Web API: knows its paths, lets in whom the identity provider knows, and gives each answer the usual headers. */
public final class DynamicsFace implements Face {

    private static final Pattern SERVICE =
            Pattern.compile("(?<base>(?:/[^/]+)?/api/data/v(?:8\\.[0-2]|9\\.[0-2]))(?:/(?<path>.*))?");

    /** Most rows that one aggregation reads. */
    private static final int AGGREGATE_LIMIT = 50_000;

    private final Identity identity;
    private final Callers callers;
    private final Routes routes;
    private final BatchRunner batches;
    private final Optional<Throttle> throttle;

    /**
     * A face over a filled store.
     *
     * @param maxPageSize largest page; 5,000 at the real service
     * @param trackingLife how long delta links are good
     * @param limits service protection limits, or empty for none
     * @param security what users may do
     * @param guests names of principals who are let in as the organization's own user if they have no row of their own
     */
    public DynamicsFace(
            Store store,
            Identity identity,
            RequestLog log,
            int maxPageSize,
            Duration trackingLife,
            Optional<ServiceLimits> limits,
            Security security,
            Set<String> guests) {
        this(store, identity, log, maxPageSize, trackingLife, limits, AGGREGATE_LIMIT, security, guests);
    }

    /**
     * A face with another limit for aggregations than the real one, for those with a fixed token.
     *
     * @param aggregateLimit most rows that one aggregation reads; 50,000 at the real service
     */
    DynamicsFace(
            Store store,
            Identity identity,
            RequestLog log,
            int maxPageSize,
            Duration trackingLife,
            Optional<ServiceLimits> limits,
            int aggregateLimit) {
        this(
                store,
                identity,
                log,
                maxPageSize,
                trackingLife,
                limits,
                aggregateLimit,
                new Security(store),
                Set.of("token"));
    }

    private DynamicsFace(
            Store store,
            Identity identity,
            RequestLog log,
            int maxPageSize,
            Duration trackingLife,
            Optional<ServiceLimits> limits,
            int aggregateLimit,
            Security security,
            Set<String> guests) {
        this.identity = identity;
        this.callers = new Callers(store, security, guests);
        Reads reads = new Reads(store, maxPageSize);
        MetadataDocuments documents = new MetadataDocuments();
        MetadataChanges metadataChanges = new MetadataChanges(store, documents, trackingLife);
        Uploads uploads = new Uploads();
        Operations operations = new Operations(store, reads, Operations.standard(store, metadataChanges, uploads));
        this.routes = new Routes(
                store,
                reads,
                new FetchReads(reads, aggregateLimit),
                new ApplyReads(reads, aggregateLimit),
                new ChangeFeed(store, reads, trackingLife),
                operations,
                new FileRoutes(store, uploads),
                new MetadataRoutes(store, documents, operations));
        this.batches = new BatchRunner(store, routes, log);
        this.throttle = limits.map(limit -> new Throttle(limit, store.clock()));
    }

    @Override
    public Optional<HttpResponse> handle(HttpRequest request) {
        Matcher service = SERVICE.matcher(request.path());
        if (!service.matches()) {
            return Vocabularies.handle(request);
        }
        if (request.method().equals("OPTIONS")) {
            return Optional.of(HttpResponse.empty(200).with("Allow", "OPTIONS,GET,HEAD,POST"));
        }
        String path = service.group("path") == null ? "" : service.group("path");
        String root = request.origin() + service.group("base") + "/";
        HttpResponse response = Guard.answer(Prefer.of(request.headers()), () -> admit(request, root, path));
        return Optional.of(decorated(response));
    }

    private HttpResponse admit(HttpRequest request, String root, String path) {
        String authorization = request.headers().first("Authorization").orElse("");
        String token = authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                ? authorization.substring(7).trim()
                : "";
        Optional<Principal> principal = identity.authenticate(token);
        if (principal.isEmpty()) {
            return challenge(request, !token.isEmpty());
        }
        Access access = callers.of(principal.get(), request.headers());
        if (throttle.isEmpty()) {
            return perform(request, root, path, access);
        }
        String user = principal.get().name();
        Throttle.Remaining remaining = throttle.get().enter(user);
        long start = System.nanoTime();
        try {
            return perform(request, root, path, access)
                    .with("x-ms-ratelimit-burst-remaining-xrm-requests", Integer.toString(remaining.requests()))
                    .with(
                            "x-ms-ratelimit-time-remaining-xrm-requests",
                            "%,.2f".formatted(remaining.time().toMillis() / 1000.0));
        } finally {
            throttle.get().leave(user, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private HttpResponse perform(HttpRequest request, String root, String path, Access access) {
        Prefer prefer = Prefer.of(request.headers());
        if (path.equals("$batch")) {
            if (!request.method().equals("POST")) {
                throw ApiErrors.methodNotAllowed(request.method());
            }
            return batches.run(request, root, prefer, access);
        }
        return routes.handle(Call.of(request, root, path, access));
    }

    /** The form that Microsoft's own clients take apart: both keys, comma-separated, without quotes. */
    private static HttpResponse challenge(HttpRequest request, boolean hadToken) {
        String challenge = "Bearer authorization_uri=" + request.origin() + "/" + Tenant.TENANT_ID
                + "/oauth2/authorize, resource_id=" + request.origin() + "/"
                + (hadToken ? ", error=invalid_token, error_description=Error during token validation!" : "");
        return HttpResponse.of(401, "text/html", "HTTP Error 401 - Unauthorized: Access is denied")
                .with("WWW-Authenticate", challenge);
    }

    private static HttpResponse decorated(HttpResponse response) {
        String id = UUID.randomUUID().toString();
        if (response.headers().first("REQ_ID").isEmpty()) {
            response.with("REQ_ID", id);
        }
        return response.with("x-ms-service-request-id", id)
                .with("x-ms-dop-hint", "4")
                .with("Set-Cookie", "ARRAffinity=0123456789abcdef; domain=127.0.0.1; path=/; HttpOnly")
                .with("Cache-Control", "no-cache")
                .with("Allow", "OPTIONS,GET,HEAD,POST")
                .with(
                        "Access-Control-Expose-Headers",
                        "Preference-Applied,OData-EntityId,Location,ETag,OData-Version,Content-Encoding,"
                                + "Transfer-Encoding,Content-Length,Retry-After");
    }
}
