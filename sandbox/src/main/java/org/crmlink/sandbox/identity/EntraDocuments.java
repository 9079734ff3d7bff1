package org.crmlink.sandbox.identity;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.http.Json;

/** Discovery documents, error bodies and the page on which a user types in a device's code. */
final class EntraDocuments {

    private static final Pattern OPENID =
            Pattern.compile("/(?<tenant>[^/]+)(?<v2>/v2\\.0)?/\\.well-known/openid-configuration");
    private static final Pattern KEYS = Pattern.compile("/(?<tenant>[^/]+)/discovery/(?:v2\\.0/)?keys");
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Identity identity;

    EntraDocuments(Identity identity) {
        this.identity = identity;
    }

    Optional<HttpResponse> handle(HttpRequest request) {
        if (request.path().equals("/devicelogin")) {
            return Optional.of(deviceLogin(request));
        }
        if (request.path().equals("/common/discovery/instance")) {
            return Optional.of(json(200, instances(request)));
        }
        if (KEYS.matcher(request.path()).matches()) {
            return Optional.of(
                    json(200, Map.of("keys", List.of(identity.signingKey().published()))));
        }
        Matcher openid = OPENID.matcher(request.path());
        if (openid.matches()) {
            return Optional.of(json(200, openid(request.origin() + "/" + openid.group("tenant"), openid.group("v2"))));
        }
        return Optional.empty();
    }

    private static Map<String, Object> openid(String authority, @org.jspecify.annotations.Nullable String v2) {
        String base = authority + (v2 == null ? "/oauth2" : "/oauth2/v2.0");
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("token_endpoint", base + "/token");
        document.put(
                "token_endpoint_auth_methods_supported",
                List.of("client_secret_post", "private_key_jwt", "client_secret_basic"));
        boolean adfs = authority.endsWith("/adfs");
        document.put("jwks_uri", authority + (v2 == null ? "/discovery/keys" : "/discovery/v2.0/keys"));
        document.put("issuer", authority + (adfs ? "" : v2 == null ? "/" : "/v2.0"));
        document.put("authorization_endpoint", base + "/authorize");
        document.put("device_authorization_endpoint", base + "/devicecode");
        document.put("response_types_supported", List.of("code"));
        document.put("response_modes_supported", List.of("query"));
        document.put("subject_types_supported", List.of("pairwise"));
        document.put("id_token_signing_alg_values_supported", List.of("RS256"));
        document.put("code_challenge_methods_supported", List.of("plain", "S256"));
        document.put("scopes_supported", List.of("openid", "profile", "email", "offline_access"));
        document.put("cloud_instance_name", "microsoftonline.com");
        return document;
    }

    private static Map<String, Object> instances(HttpRequest request) {
        String authority = request.origin();
        String host = authority.substring(authority.indexOf("//") + 2);
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("preferred_network", host);
        metadata.put("preferred_cache", host);
        metadata.put("aliases", List.of(host));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("tenant_discovery_endpoint", authority + "/common/v2.0/.well-known/openid-configuration");
        document.put("api-version", "1.1");
        document.put("metadata", List.of(metadata));
        return document;
    }

    private HttpResponse deviceLogin(HttpRequest request) {
        if (!request.method().equals("POST")) {
            return page("");
        }
        Form form = Form.of(request);
        String user = form.get("username").orElse("");
        if (!identity.passwordIs(user, form.get("password").orElse(""))) {
            return page("<p>The user name or the password is wrong.</p>");
        }
        String code = form.get("user_code").orElse("");
        if (identity.deviceLogins().find(code).isEmpty()) {
            return page("<p>That code did not work. Check the code and try again.</p>");
        }
        if (form.get("decline").isPresent()) {
            identity.declineDevice(code);
            return page("<p>You refused. You may close this window.</p>");
        }
        identity.approveDevice(code, user);
        return page("<p>You have signed in on your device. You may close this window.</p>");
    }

    private static HttpResponse page(String message) {
        return HttpResponse.of(
                200,
                "text/html; charset=utf-8",
                "<!DOCTYPE html><html><head><title>Sign in (sandbox)</title></head><body><h1>Enter code</h1>" + message
                        + "<form method=\"post\"><p><label>Code <input name=\"user_code\"></label></p>"
                        + "<p><label>User <input name=\"username\"></label></p>"
                        + "<p><label>Password <input name=\"password\" type=\"password\"></label></p>"
                        + "<p><button>Sign in</button> <button name=\"decline\" value=\"1\">Refuse</button></p></form>"
                        + "</body></html>");
    }

    HttpResponse error(OAuthException error) {
        String traceId = UUID.randomUUID().toString();
        String correlationId = UUID.randomUUID().toString();
        String timestamp = TIMESTAMP.format(identity.clock().instant());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", error.error());
        body.put(
                "error_description",
                "AADSTS" + error.code() + ": " + error.getMessage() + "\r\nTrace ID: " + traceId
                        + "\r\nCorrelation ID: " + correlationId + "\r\nTimestamp: " + timestamp);
        body.put("error_codes", List.of(error.code()));
        body.put("timestamp", timestamp);
        body.put("trace_id", traceId);
        body.put("correlation_id", correlationId);
        body.put("error_uri", "https://login.microsoftonline.com/error?code=" + error.code());
        return json(error.status(), body);
    }

    HttpResponse json(int status, Map<String, Object> body) {
        return HttpResponse.of(status, "application/json; charset=utf-8", Json.bytes(body))
                .with("Cache-Control", "no-store, no-cache")
                .with("Pragma", "no-cache")
                .with("x-ms-request-id", UUID.randomUUID().toString());
    }
}
