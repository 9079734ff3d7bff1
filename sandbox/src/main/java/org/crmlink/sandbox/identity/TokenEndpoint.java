package org.crmlink.sandbox.identity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sandbox.http.Face;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * The authorization server's face: Entra's v2 ({@code /{tenant}/oauth2/v2.0/…}) and v1 ({@code /{tenant}/oauth2/…})
 * endpoints, AD FS's {@code /adfs/oauth2/…}, and the same without a tenant. Thread-safe.
 */
public final class TokenEndpoint implements Face {

    /** The public client that Microsoft's own samples and tools use for user logins. */
    private static final String SAMPLE_CLIENT = "51f81489-12ee-4a9e-aaae-a2591f45987d";

    private static final Pattern OAUTH =
            Pattern.compile("(?:/(?<tenant>[^/]+))?/oauth2/(?:(?<v2>v2\\.0)/)?(?<what>token|devicecode)");

    private static final Pattern ENTRA_ALIAS = Pattern.compile(
            "https://login\\.(microsoftonline\\.com|microsoftonline\\.us|partner\\.microsoftonline\\.cn)(/.*)");

    private final Identity identity;
    private final ClientAssertions assertions;
    private final EntraDocuments documents;

    /** Speaks for one registry of clients and users. */
    public TokenEndpoint(Identity identity) {
        this.identity = identity;
        this.assertions = new ClientAssertions(identity);
        this.documents = new EntraDocuments(identity);
    }

    @Override
    public Optional<HttpResponse> handle(HttpRequest request) {
        Matcher matcher = OAUTH.matcher(request.path());
        if (!matcher.matches()) {
            return documents.handle(request);
        }
        try {
            if (!request.method().equals("POST")) {
                throw new OAuthException(
                        400,
                        "invalid_request",
                        900561,
                        "The endpoint only accepts POST requests. Received a " + request.method() + " request.");
            }
            Form form = Form.of(request);
            Map<String, Object> answer = matcher.group("what").equals("token")
                    ? token(form, request, matcher.group("v2") != null)
                    : deviceCode(form, request);
            return Optional.of(documents.json(200, answer));
        } catch (OAuthException e) {
            return Optional.of(documents.error(e));
        }
    }

    private Map<String, Object> token(Form form, HttpRequest request, boolean v2) {
        String grant = form.require("grant_type");
        return switch (grant) {
            case "client_credentials" -> clientCredentials(form, request, v2);
            case "refresh_token" -> refresh(form, request);
            case "password" -> password(form, request);
            case "urn:ietf:params:oauth:grant-type:device_code", "device_code" -> device(form);
            default ->
                throw new OAuthException(
                        400,
                        "unsupported_grant_type",
                        70003,
                        "The app requested an unsupported grant type '" + grant + "'.");
        };
    }

    private Map<String, Object> clientCredentials(Form form, HttpRequest request, boolean v2) {
        String clientId = form.require("client_id");
        if (!identity.knowsClient(clientId)) {
            throw OAuthException.unknownClient(clientId);
        }
        if (!authenticated(clientId, form, request)) {
            throw new OAuthException(
                    401,
                    "invalid_client",
                    7000216,
                    "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant"
                            + " type.");
        }
        if (v2) {
            String scope = form.require("scope");
            if (!scope.endsWith("/.default")) {
                throw new OAuthException(
                        400,
                        "invalid_scope",
                        1002012,
                        "The provided value for scope " + scope + " is not valid. Client credential flows must have a"
                                + " scope value with /.default suffixed to the resource identifier (application ID"
                                + " URI).");
            }
        }
        return granted(new Principal(clientId, clientId, true), null, form);
    }

    /** Whether the client has proven its identity; a wrong proof is refused, a missing one is not. */
    private boolean authenticated(String clientId, Form form, HttpRequest request) {
        Optional<String> assertion = form.get("client_assertion");
        if (assertion.isPresent()) {
            if (!form.require("client_assertion_type")
                    .equals("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")) {
                throw new OAuthException(
                        400, "invalid_request", 50027, "The value of 'client_assertion_type' is not supported.");
            }
            assertions.verify(clientId, assertion.get(), audience -> isMine(audience, request));
            return true;
        }
        Optional<String> secret = form.get("client_secret");
        if (secret.isPresent()) {
            if (!identity.secretIs(clientId, secret.get())) {
                throw OAuthException.wrongSecret(clientId);
            }
            return true;
        }
        return false;
    }

    private static boolean isMine(String audience, HttpRequest request) {
        if (audience.equals(request.origin() + request.path())) {
            return true;
        }
        Matcher entra = ENTRA_ALIAS.matcher(audience);
        return entra.matches() && entra.group(2).equals(request.path());
    }

    private Map<String, Object> refresh(Form form, HttpRequest request) {
        String clientId = userClient(form, request);
        Identity.Rotated rotated = identity.rotate(form.require("refresh_token"), clientId);
        return granted(rotated.principal(), rotated.refreshToken(), form);
    }

    private Map<String, Object> password(Form form, HttpRequest request) {
        String clientId = userClient(form, request);
        String user = form.require("username");
        if (!identity.knowsUser(user)) {
            throw OAuthException.invalidGrant(
                    50034, "The user account " + user + " does not exist in the Sandbox directory.");
        }
        if (!identity.passwordIs(user, form.require("password"))) {
            throw OAuthException.invalidGrant(
                    50126, "Error validating credentials due to invalid username or password.");
        }
        Principal principal = new Principal(user, clientId, false);
        return granted(principal, wantsOffline(form) ? identity.issueRefreshToken(principal) : null, form);
    }

    private Map<String, Object> device(Form form) {
        String clientId = form.require("client_id");
        String deviceCode = form.get("device_code")
                .or(() -> form.get("code"))
                .orElseThrow(() -> OAuthException.missing("device_code"));
        boolean offline = identity.deviceLogins().offline(deviceCode);
        Principal principal = identity.deviceLogins().poll(deviceCode, clientId);
        return granted(principal, offline ? identity.issueRefreshToken(principal) : null, form);
    }

    private Map<String, Object> deviceCode(Form form, HttpRequest request) {
        String clientId = userClient(form, request);
        DeviceLogins.Login login = identity.deviceLogins().begin(clientId, wantsOffline(form));
        String uri = request.origin() + "/devicelogin";
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("user_code", login.userCode);
        answer.put("device_code", login.deviceCode);
        answer.put("verification_uri", uri);
        // The v1 endpoint's spelling.
        answer.put("verification_url", uri);
        answer.put("expires_in", DeviceLogins.LIFE.toSeconds());
        answer.put("interval", DeviceLogins.INTERVAL_SECONDS);
        answer.put(
                "message",
                "To sign in, use a web browser to open the page " + uri + " and enter the code " + login.userCode
                        + " to authenticate.");
        return answer;
    }

    /** Whether a user's login yields a refresh token. The v1 endpoint and AD FS have no scopes: they always give one. */
    private static boolean wantsOffline(Form form) {
        return form.get("resource").isPresent()
                || List.of(form.get("scope").orElse("").split(" ")).contains("offline_access");
    }

    /** The client of a user's login: it may be public, but if it brings a secret this must be right. */
    private String userClient(Form form, HttpRequest request) {
        String clientId = form.require("client_id");
        if (!identity.knowsClient(clientId) && !clientId.equals(SAMPLE_CLIENT)) {
            throw OAuthException.unknownClient(clientId);
        }
        authenticated(clientId, form, request);
        return clientId;
    }

    private Map<String, Object> granted(Principal principal, @Nullable String refreshToken, Form form) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("token_type", "Bearer");
        form.get("scope").filter(scope -> !principal.application()).ifPresent(scope -> answer.put("scope", scope));
        form.get("resource").ifPresent(resource -> answer.put("resource", resource));
        answer.put("expires_in", identity.tokenLife().toSeconds());
        answer.put("ext_expires_in", identity.tokenLife().toSeconds());
        answer.put("access_token", identity.issueAccessToken(principal));
        if (refreshToken != null) {
            answer.put("refresh_token", refreshToken);
        }
        return answer;
    }
}
