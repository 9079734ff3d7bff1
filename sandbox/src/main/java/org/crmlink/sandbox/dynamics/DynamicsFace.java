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
import org.crmlink.sandbox.http.Faults;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.http.RequestLog;
import org.crmlink.sandbox.identity.Identity;
import org.crmlink.sandbox.identity.Principal;
import org.crmlink.sandbox.store.Store;

/** The Web API: knows its paths, lets in whom the identity provider knows, and gives each answer the usual headers. */
public final class DynamicsFace implements Face {

    private static final Pattern SERVICE =
            Pattern.compile("(?<base>(?:/[^/]+)?/api/data/v(?<version>8\\.[0-2]|9\\.[0-2]))(?:/(?<path>.*))?");

    private final Identity identity;
    private final Callers callers;
    private final Routes routes;
    private final BatchRunner batches;
    private final Throttle throttle;
    private final DynamicsSettings settings;

    /**
     * A face over a filled store.
     *
     * @param settings read by each request
     * @param faults asked which commits are late
     * @param security what users may do
     * @param guests names of principals who are let in as the organization's own user if they have no row of their own
     */
    public DynamicsFace(
            Store store,
            Identity identity,
            RequestLog log,
            DynamicsSettings settings,
            Faults faults,
            Security security,
            Set<String> guests) {
        this.identity = identity;
        this.callers = new Callers(store, security, guests);
        Reads reads = new Reads(store, settings);
        MetadataDocuments documents = new MetadataDocuments();
        MetadataChanges metadataChanges = new MetadataChanges(store, documents, settings);
        Uploads uploads = new Uploads();
        Operations operations = new Operations(store, reads, Operations.standard(store, metadataChanges, uploads));
        this.routes = new Routes(
                store,
                reads,
                new FetchReads(reads, settings),
                new ApplyReads(reads, settings),
                new ChangeFeed(store, reads, settings),
                operations,
                new FileRoutes(store, uploads),
                new MetadataRoutes(store, documents, operations),
                faults);
        this.batches = new BatchRunner(store, routes, log);
        this.throttle = new Throttle(store.clock());
        this.settings = settings;
    }

    @Override
    public Optional<HttpResponse> handle(HttpRequest request) {
        Matcher service = SERVICE.matcher(request.path());
        if (!service.matches()) {
            return Vocabularies.handle(request);
        }
        ServiceVersion version = settings.version();
        if (!version.serves(service.group("version"))) {
            return Optional.empty();
        }
        if (request.method().equals("OPTIONS")) {
            return Optional.of(HttpResponse.empty(200).with("Allow", "OPTIONS,GET,HEAD,POST"));
        }
        String path = service.group("path") == null ? "" : service.group("path");
        String root = request.origin() + service.group("base") + "/";
        HttpResponse response =
                Guard.answer(Prefer.of(request.headers()), version, () -> admit(request, root, path, version));
        return Optional.of(decorated(response, version));
    }

    private HttpResponse admit(HttpRequest request, String root, String path, ServiceVersion version) {
        String authorization = request.headers().first("Authorization").orElse("");
        String token = authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                ? authorization.substring(7).trim()
                : "";
        Optional<Principal> principal = identity.authenticate(token);
        if (principal.isEmpty()) {
            return challenge(request, !token.isEmpty(), version);
        }
        Access access = callers.of(principal.get(), request.headers());
        ServiceLimits limits = settings.limits().orElse(null);
        if (limits == null || version.onPremises()) {
            return perform(request, root, path, access, version);
        }
        String user = principal.get().name();
        Throttle.Remaining remaining = throttle.enter(user, limits);
        long start = System.nanoTime();
        try {
            return perform(request, root, path, access, version)
                    .with("x-ms-ratelimit-burst-remaining-xrm-requests", Integer.toString(remaining.requests()))
                    .with(
                            "x-ms-ratelimit-time-remaining-xrm-requests",
                            "%,.2f".formatted(remaining.time().toMillis() / 1000.0));
        } finally {
            throttle.leave(user, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private HttpResponse perform(HttpRequest request, String root, String path, Access access, ServiceVersion version) {
        Prefer prefer = Prefer.of(request.headers());
        if (path.equals("$batch")) {
            if (!request.method().equals("POST")) {
                throw ApiErrors.methodNotAllowed(request.method());
            }
            return batches.run(request, root, prefer, access, version);
        }
        return routes.handle(Call.of(request, root, path, access, version));
    }

    /** The form that Microsoft's own clients take apart: both keys, comma-separated, without quotes. */
    private static HttpResponse challenge(HttpRequest request, boolean hadToken, ServiceVersion version) {
        String authority = version.onPremises() ? "adfs" : Tenant.TENANT_ID;
        String challenge = "Bearer authorization_uri=" + request.origin() + "/" + authority
                + "/oauth2/authorize, resource_id=" + request.origin() + "/"
                + (hadToken ? ", error=invalid_token, error_description=Error during token validation!" : "");
        return HttpResponse.of(401, "text/html", "HTTP Error 401 - Unauthorized: Access is denied")
                .with("WWW-Authenticate", challenge);
    }

    private static HttpResponse decorated(HttpResponse response, ServiceVersion version) {
        String id = UUID.randomUUID().toString();
        if (response.headers().first("REQ_ID").isEmpty()) {
            response.with("REQ_ID", id);
        }
        if (!version.onPremises()) {
            response.with("x-ms-service-request-id", id)
                    .with("x-ms-dop-hint", "4")
                    .with("Set-Cookie", "ARRAffinity=0123456789abcdef; domain=127.0.0.1; path=/; HttpOnly");
        }
        return response.with("Cache-Control", "no-cache")
                .with("Allow", "OPTIONS,GET,HEAD,POST")
                .with(
                        "Access-Control-Expose-Headers",
                        "Preference-Applied,OData-EntityId,Location,ETag,OData-Version,Content-Encoding,"
                                + "Transfer-Encoding,Content-Length,Retry-After");
    }
}
