package org.crmlink.sandbox.identity;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.HttpResponse;

/**
 * The page on which a person logs in for an application ({@code …/authorize}, authorization code with PKCE). Our assumptions, for tests: every
 * application has the loopback addresses of RFC 8252 registered and no others, and a {@code login_hint} that names a user counts as a session of
 * that user in the browser, so that the page answers at once. Thread-safe.
 */
final class AuthorizationPage {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Identity identity;

    AuthorizationPage(Identity identity) {
        this.identity = identity;
    }

    /** @param scoped whether the endpoint takes a scope (Entra's v2) rather than a resource */
    HttpResponse handle(HttpRequest request, boolean scoped) {
        Form query = Form.ofQuery(request.query());
        String clientId = query.get("client_id").orElse("");
        String redirect = query.get("redirect_uri").orElse("");
        // To an application or address that is not known nothing is ever sent back.
        if (!identity.knowsPublicClient(clientId)) {
            return error("AADSTS700016: Application with identifier '" + clientId
                    + "' was not found in the directory 'Sandbox'.");
        }
        if (!isLoopback(redirect)) {
            return error("AADSTS50011: The redirect URI '" + redirect
                    + "' specified in the request does not match the redirect URIs configured for the application '"
                    + clientId + "'.");
        }
        try {
            require(query, scoped);
        } catch (OAuthException e) {
            return refused(redirect, query, e.error(), "AADSTS" + e.code() + ": " + e.getMessage());
        }
        boolean again = query.get("prompt").filter("login"::equals).isPresent();
        Optional<String> hinted = query.get("login_hint").filter(user -> !again && identity.knowsUser(user));
        if (hinted.isPresent()) {
            return granted(redirect, query, clientId, hinted.get());
        }
        if (!request.method().equals("POST")) {
            return page("");
        }
        Form form = Form.of(request);
        if (form.get("decline").isPresent()) {
            return refused(
                    redirect, query, "access_denied", "AADSTS65004: User declined to consent to access the app.");
        }
        String user = form.get("username").orElse("");
        if (!identity.passwordIs(user, form.get("password").orElse(""))) {
            return page("<p>The user name or the password is wrong.</p>");
        }
        return granted(redirect, query, clientId, user);
    }

    private static void require(Form query, boolean scoped) {
        String type = query.require("response_type");
        if (!type.equals("code")) {
            throw new OAuthException(
                    400,
                    "unsupported_response_type",
                    700054,
                    "response_type '" + type + "' is not enabled for the application.");
        }
        String mode = query.get("response_mode").orElse("query");
        if (!mode.equals("query")) {
            throw new OAuthException(
                    400, "invalid_request", 90102, "The response_mode '" + mode + "' is not offered by this sandbox.");
        }
        if (scoped) {
            query.require("scope");
        }
        Optional<String> challenge = query.get("code_challenge");
        String method = query.get("code_challenge_method").orElse("plain");
        if (!method.equals("S256") && !method.equals("plain")) {
            throw new OAuthException(400, "invalid_request", 501471, "Invalid Code_Challenge_Method '" + method + "'.");
        }
        if (challenge.isPresent()
                && (challenge.get().length() < 43 || challenge.get().length() > 128)) {
            throw new OAuthException(400, "invalid_request", 501491, "Invalid size of Code_Challenge parameter.");
        }
    }

    private HttpResponse granted(String redirect, Form query, String clientId, String user) {
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put(
                "code",
                identity.codes()
                        .issue(new AuthorizationCodes.Login(
                                new Principal(user, clientId, false),
                                redirect,
                                query.get("scope").orElse(""),
                                query.get("resource").orElse(""),
                                query.get("nonce").orElse(""),
                                query.get("code_challenge").orElse(""),
                                query.get("code_challenge_method")
                                        .orElse("plain")
                                        .equals("S256"))));
        query.get("state").ifPresent(state -> answer.put("state", state));
        answer.put("session_state", UUID.randomUUID().toString());
        return back(redirect, answer);
    }

    private static HttpResponse refused(String redirect, Form query, String error, String description) {
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("error", error);
        answer.put("error_description", description);
        query.get("state").ifPresent(state -> answer.put("state", state));
        return back(redirect, answer);
    }

    private static HttpResponse back(String redirect, Map<String, String> answer) {
        String fields = answer.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return HttpResponse.empty(302)
                .with("Location", redirect + (redirect.indexOf('?') < 0 ? "?" : "&") + fields)
                .with("Cache-Control", "no-store, no-cache");
    }

    /** An address of this computer, with any port, as Entra lets it be for {@code http://localhost}. */
    private static boolean isLoopback(String address) {
        try {
            URI uri = new URI(address);
            return "http".equals(uri.getScheme())
                    && uri.getHost() != null
                    && LOOPBACK.contains(uri.getHost())
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static HttpResponse page(String message) {
        return html(
                200,
                "<h1>Sign in</h1>" + message
                        + "<form method=\"post\"><p><label>User <input name=\"username\"></label></p>"
                        + "<p><label>Password <input name=\"password\" type=\"password\"></label></p>"
                        + "<p><button>Sign in</button> <button name=\"decline\" value=\"1\">Refuse</button></p></form>");
    }

    private static HttpResponse error(String message) {
        return html(400, "<h1>Sorry, but we’re having trouble signing you in.</h1><p>" + escaped(message) + "</p>");
    }

    private static HttpResponse html(int status, String body) {
        return HttpResponse.of(
                        status,
                        "text/html; charset=utf-8",
                        "<!DOCTYPE html><html><head><title>Sign in (sandbox)</title></head><body>" + body
                                + "</body></html>")
                .with("Cache-Control", "no-store, no-cache");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
