package org.crmlink.sandbox.identity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sandbox.http.Face;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.HttpResponse;

/**
 * The authorization server's face: Entra's v2 ({@code /{tenant}/oauth2/v2.0/…}) and v1 ({@code /{tenant}/oauth2/…})
 * endpoints, AD FS's {@code /adfs/oauth2/…}, and the same without a tenant. Thread-safe.
 */
public final class TokenEndpoint implements Face {

    private static final Pattern OAUTH =
            Pattern.compile("(?:/(?<tenant>[^/]+))?/oauth2/(?:(?<v2>v2\\.0)/)?(?<what>token|devicecode|authorize)");

    private static final Pattern ENTRA_ALIAS = Pattern.compile(
            "https://login\\.(microsoftonline\\.com|microsoftonline\\.us|partner\\.microsoftonline\\.cn)(/.*)");

    private final Identity identity;
    private final ClientAssertions assertions;
    private final EntraDocuments documents;
    private final AuthorizationPage page;
    private final UserTokens userTokens;

    /** Speaks for one registry of clients and users. */
    public TokenEndpoint(Identity identity) {
        this.identity = identity;
        this.assertions = new ClientAssertions(identity);
        this.documents = new EntraDocuments(identity);
        this.page = new AuthorizationPage(identity);
        this.userTokens = new UserTokens(identity);
    }

    @Override
    public Optional<HttpResponse> handle(HttpRequest request) {
        Matcher matcher = OAUTH.matcher(request.path());
        if (!matcher.matches()) {
            return documents.handle(request);
        }
        boolean v2 = matcher.group("v2") != null;
        try {
            if (matcher.group("what").equals("authorize")) {
                return Optional.of(page.handle(request, v2));
            }
            if (!request.method().equals("POST")) {
                throw new OAuthException(
                        400,
                        "invalid_request",
                        900561,
                        "The endpoint only accepts POST requests. Received a " + request.method() + " request.");
            }
            Form form = Form.of(request);
            Map<String, Object> answer = matcher.group("what").equals("token")
                    ? token(form, request, UserTokens.Issuer.of(request, matcher.group("tenant"), v2))
                    : deviceCode(form, request);
            return Optional.of(documents.json(200, answer));
        } catch (OAuthException e) {
            return Optional.of(documents.error(e));
        }
    }

    private Map<String, Object> token(Form form, HttpRequest request, UserTokens.Issuer issuer) {
        String grant = form.require("grant_type");
        if (identity.isDisabled()) {
            throw OAuthException.disabled(form.get("client_id").orElse(""));
        }
        return switch (grant) {
            case "client_credentials" -> clientCredentials(form, request, issuer.newer());
            case "refresh_token" -> refresh(form, request, issuer);
            case "password" -> password(form, request, issuer);
            case "authorization_code" -> code(form, request, issuer);
            case "urn:ietf:params:oauth:grant-type:device_code", "device_code" -> device(form, issuer);
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
        return answer(new Principal(clientId, clientId, true), identity::issueAccessToken, form);
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

    private Map<String, Object> refresh(Form form, HttpRequest request, UserTokens.Issuer issuer) {
        String clientId = userClient(form, request);
        Identity.Rotated rotated = identity.rotate(form.require("refresh_token"), clientId);
        Asked asked = Asked.of(form);
        return user(rotated.principal(), Optional.of(rotated.refreshToken()), asked, form, issuer);
    }

    private Map<String, Object> password(Form form, HttpRequest request, UserTokens.Issuer issuer) {
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
        Asked asked = Asked.of(form);
        return user(principal, refreshToken(principal, asked), asked, form, issuer);
    }

    private Map<String, Object> code(Form form, HttpRequest request, UserTokens.Issuer issuer) {
        String clientId = userClient(form, request);
        AuthorizationCodes.Login login = identity.codes()
                .redeem(form.require("code"), clientId, form.require("redirect_uri"), form.get("code_verifier"));
        Asked asked = new Asked(login.scope(), form.get("resource").orElse(login.resource()), login.nonce());
        return user(login.principal(), refreshToken(login.principal(), asked), asked, form, issuer);
    }

    private Map<String, Object> device(Form form, UserTokens.Issuer issuer) {
        String clientId = form.require("client_id");
        String deviceCode = form.get("device_code")
                .or(() -> form.get("code"))
                .orElseThrow(() -> OAuthException.missing("device_code"));
        Optional<DeviceLogins.Login> login = identity.deviceLogins().waitingWith(deviceCode);
        Principal principal = identity.deviceLogins().poll(deviceCode, clientId);
        Asked asked = new Asked(
                login.map(one -> one.scope).orElse(""), form.get("resource").orElse(""), "");
        Optional<String> refreshToken =
                login.filter(one -> one.offline).map(one -> identity.issueRefreshToken(principal));
        return user(principal, refreshToken, asked, form, issuer);
    }

    private Map<String, Object> deviceCode(Form form, HttpRequest request) {
        String clientId = userClient(form, request);
        DeviceLogins.Login login = identity.deviceLogins()
                .begin(clientId, form.get("scope").orElse(""), Asked.of(form).isOffline());
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

    /** The client of a user's login: it may be public, but if it brings a secret this must be right. */
    private String userClient(Form form, HttpRequest request) {
        String clientId = form.require("client_id");
        if (!identity.knowsPublicClient(clientId)) {
            throw OAuthException.unknownClient(clientId);
        }
        authenticated(clientId, form, request);
        return clientId;
    }

    /**
     * What a login was asked for.
     *
     * @param scope words, or an empty text
     * @param resource an address, or an empty text
     * @param nonce to be repeated in the id token, or an empty text
     */
    private record Asked(String scope, String resource, String nonce) {

        static Asked of(Form form) {
            return new Asked(form.get("scope").orElse(""), form.get("resource").orElse(""), "");
        }

        /** Whether it yields a refresh token. The v1 endpoint and AD FS have no scopes: they always give one. */
        boolean isOffline() {
            return !resource.isEmpty() || has("offline_access");
        }

        boolean has(String word) {
            return List.of(scope.split(" ")).contains(word);
        }
    }

    private Optional<String> refreshToken(Principal principal, Asked asked) {
        return asked.isOffline() ? Optional.of(identity.issueRefreshToken(principal)) : Optional.empty();
    }

    /** A user's tokens; the id token comes with the scope {@code openid}. */
    private Map<String, Object> user(
            Principal principal, Optional<String> refreshToken, Asked asked, Form form, UserTokens.Issuer issuer) {
        Map<String, Object> answer = answer(
                principal,
                user -> issuer.adfs()
                        ? identity.issueAccessToken(user, userTokens.accessToken(user, issuer, asked.resource()))
                        : identity.issueAccessToken(user),
                form);
        if (!asked.scope().isEmpty()) {
            answer.put("scope", asked.scope());
        }
        refreshToken.ifPresent(token -> answer.put("refresh_token", token));
        if (asked.has("openid")) {
            answer.put("id_token", userTokens.idToken(principal, issuer, asked.nonce()));
        }
        return answer;
    }

    private Map<String, Object> answer(Principal principal, Function<Principal, String> accessToken, Form form) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("token_type", "Bearer");
        form.get("resource").ifPresent(resource -> answer.put("resource", resource));
        answer.put("expires_in", identity.tokenLife().toSeconds());
        answer.put("ext_expires_in", identity.tokenLife().toSeconds());
        answer.put("access_token", accessToken.apply(principal));
        return answer;
    }
}
