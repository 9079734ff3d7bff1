package org.crmlink.sandbox.salesforce.login;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.crmlink.sandbox.http.Face;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.http.Json;
import org.crmlink.sandbox.http.Parameters;
import org.jspecify.annotations.Nullable;

/** {@code /services/oauth2/…} and {@code /id/…}: tokens, their end, and who a token stands for. Thread-safe. */
public final class LoginFace implements Face {

    private static final String OAUTH = "/services/oauth2/";
    private static final String JSON = "application/json;charset=UTF-8";

    private final ConnectedApps apps;
    private final Sessions sessions;
    private final OrgUsers users;
    private final Devices devices;
    private final TokenGrants grants;
    private final LoginPage page;
    private final UserDocuments documents;
    private final Clock clock;

    /**
     * A face over these.
     *
     * @param runAs id of the user on whose behalf client credentials work
     */
    public LoginFace(ConnectedApps apps, Sessions sessions, OrgUsers users, Clock clock, String runAs) {
        this.apps = apps;
        this.sessions = sessions;
        this.users = users;
        this.clock = clock;
        this.devices = new Devices(clock);
        AuthorizationCodes codes = new AuthorizationCodes(clock);
        this.grants = new TokenGrants(apps, sessions, users, devices, codes, clock, runAs);
        this.page = new LoginPage(apps, users, codes);
        this.documents = new UserDocuments(users);
    }

    /**
     * A user types in the code that a device shows and agrees.
     *
     * @throws IllegalArgumentException if no device waits with it, or there is no such user
     */
    public void approveDevice(String userCode, String userName) {
        devices.approve(
                userCode,
                users.named(userName)
                        .orElseThrow(() -> new IllegalArgumentException("There is no user " + userName + "."))
                        .id());
    }

    /**
     * A user types in the code that a device shows and refuses.
     *
     * @throws IllegalArgumentException if no device waits with it
     */
    public void declineDevice(String userCode) {
        devices.decline(userCode);
    }

    @Override
    public Optional<HttpResponse> handle(HttpRequest request) {
        String path = request.path();
        if (path.startsWith("/id/")) {
            return Optional.of(user(request));
        }
        if (!path.startsWith(OAUTH)) {
            return Optional.empty();
        }
        try {
            return route(request, path.substring(OAUTH.length()));
        } catch (OAuthRefusal e) {
            return Optional.of(refused(e));
        } catch (IllegalArgumentException e) {
            return Optional.of(refused(new OAuthRefusal("invalid_request", "the form is malformed")));
        }
    }

    private Optional<HttpResponse> route(HttpRequest request, String what) {
        Parameters query = Parameters.of(request.query());
        Parameters form = Parameters.of(request.text());
        return switch (what) {
            case "token" -> Optional.of(token(request, form, query));
            case "revoke" -> Optional.of(revoke(form.filled("token").or(() -> query.filled("token"))));
            case "introspect" -> Optional.of(introspect(form));
            case "userinfo" -> Optional.of(user(request));
            case "authorize" -> Optional.of(page.handle(request, query, form));
            case "success" -> Optional.of(HttpResponse.of(200, "text/html", "<html><body>Done.</body></html>"));
            default -> Optional.empty();
        };
    }

    private HttpResponse token(HttpRequest request, Parameters form, Parameters query) {
        if (!request.method().equals("POST")) {
            throw new OAuthRefusal("invalid_request", "POST is needed");
        }
        // some clients put the parameters of the device flow into the address
        Parameters asked =
                form.get("grant_type").isEmpty() && form.get("response_type").isEmpty() ? query : form;
        if (asked.filled("response_type").filter("device_code"::equals).isPresent()) {
            return device(request, asked);
        }
        TokenGrants.Granted granted = grants.grant(request, asked);
        Session session = granted.session();
        String issued = Long.toString(clock.millis());
        String identity = request.origin() + "/id/" + users.orgId() + "/" + session.userId();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("access_token", sessions.begin(session));
        granted.refreshToken().ifPresent(token -> answer.put("refresh_token", token));
        answer.put(
                "signature", signature(apps.secret(session.clientId()).orElse(session.clientId()), identity + issued));
        answer.put("scope", granted.refreshToken().isPresent() ? "refresh_token api" : "api");
        answer.put("instance_url", request.origin());
        answer.put("id", identity);
        answer.put("token_type", "Bearer");
        answer.put("issued_at", issued);
        return json(200, answer).with("Cache-Control", "no-store");
    }

    private HttpResponse device(HttpRequest request, Parameters asked) {
        String clientId = asked.filled("client_id").orElseThrow(() -> OAuthRefusal.missing("client_id"));
        if (!apps.knows(clientId)) {
            throw new OAuthRefusal("invalid_client_id", "client identifier invalid");
        }
        Devices.Begun begun = devices.begin(clientId);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("device_code", begun.deviceCode());
        answer.put("user_code", begun.userCode());
        answer.put("verification_uri", request.origin() + "/setup/connect");
        answer.put("interval", Devices.INTERVAL_SECONDS);
        return json(200, answer);
    }

    private HttpResponse revoke(Optional<String> token) {
        boolean ended = sessions.end(token.orElseThrow(() -> OAuthRefusal.missing("token")));
        if (!ended) {
            throw new OAuthRefusal("unsupported_token_type", "this token type is not supported");
        }
        return HttpResponse.empty(200);
    }

    private HttpResponse introspect(Parameters form) {
        String clientId = form.filled("client_id").orElse("");
        if (!apps.secretIs(clientId, form.filled("client_secret").orElse(""))) {
            throw new OAuthRefusal("invalid_client", "invalid client credentials");
        }
        Optional<Session> session = sessions.use(form.filled("token").orElseThrow(() -> OAuthRefusal.missing("token")));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("active", session.isPresent());
        session.ifPresent(one -> {
            answer.put("client_id", one.clientId());
            answer.put("sub", one.userId());
            answer.put("token_type", "access_token");
            answer.put("exp", clock.instant().plus(sessions.life()).getEpochSecond());
        });
        return json(200, answer);
    }

    /** Both documents of a user name the token in a header or, the older one, in the address. */
    private HttpResponse user(HttpRequest request) {
        Optional<String> token = bearer(request)
                .or(() -> Parameters.of(request.query()).filled("oauth_token"))
                .or(() -> Parameters.of(request.text()).filled("access_token"));
        Optional<Session> session = token.flatMap(sessions::use);
        if (session.isEmpty()) {
            return HttpResponse.of(403, "text/html;charset=UTF-8", "Bad_OAuth_Token");
        }
        return request.path().startsWith("/id/")
                ? documents
                        .identity(request, session.get())
                        .map(tree -> json(200, tree))
                        .orElseGet(() -> HttpResponse.of(404, "text/html;charset=UTF-8", "Bad_Id"))
                : json(200, documents.userInfo(request, session.get()));
    }

    /** The token of a request to the API. */
    public static Optional<String> bearer(HttpRequest request) {
        return request.headers().first("Authorization").flatMap(value -> {
            for (String scheme : new String[] {"Bearer ", "OAuth "}) {
                if (value.regionMatches(true, 0, scheme, 0, scheme.length())) {
                    return Optional.of(value.substring(scheme.length()).trim());
                }
            }
            return Optional.empty();
        });
    }

    private static String signature(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static HttpResponse refused(OAuthRefusal refusal) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", refusal.error());
        body.put("error_description", refusal.description());
        return json(400, body);
    }

    private static HttpResponse json(int status, Map<String, ? extends @Nullable Object> tree) {
        return HttpResponse.of(status, JSON, Json.bytes(tree));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
