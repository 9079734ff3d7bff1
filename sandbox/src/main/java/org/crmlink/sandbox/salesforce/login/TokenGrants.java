package org.crmlink.sandbox.salesforce.login;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Predicate;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.Parameters;
import org.crmlink.sandbox.salesforce.org.Row;

/** Turns what the token endpoint is asked into a session. Stateless beside what it is made of. Source: backend page, section 2.1. */
final class TokenGrants {

    private final ConnectedApps apps;
    private final Sessions sessions;
    private final OrgUsers users;
    private final Devices devices;
    private final AuthorizationCodes codes;
    private final Clock clock;
    private final String runAs;

    /**
     * What a grant gives.
     *
     * @param refreshToken if the grant gives one
     */
    record Granted(Session session, Optional<String> refreshToken) {}

    /**
     * Grants on these.
     *
     * @param runAs id of the user on whose behalf client credentials work
     */
    TokenGrants(
            ConnectedApps apps,
            Sessions sessions,
            OrgUsers users,
            Devices devices,
            AuthorizationCodes codes,
            Clock clock,
            String runAs) {
        this.apps = apps;
        this.sessions = sessions;
        this.users = users;
        this.devices = devices;
        this.codes = codes;
        this.clock = clock;
        this.runAs = runAs;
    }

    Granted grant(HttpRequest request, Parameters form) {
        if (sessions.isClosed()) {
            throw new OAuthRefusal("inactive_org", "organization is inactive");
        }
        String kind = form.filled("grant_type").orElseThrow(() -> OAuthRefusal.missing("grant_type"));
        return switch (kind) {
            case "urn:ietf:params:oauth:grant-type:jwt-bearer" -> assertion(request, form);
            case "client_credentials" -> clientCredentials(request, form);
            case "refresh_token" -> refresh(request, form);
            case "password" -> password(request, form);
            case "authorization_code" -> code(request, form);
            case "device" -> device(form);
            default -> throw new OAuthRefusal("unsupported_grant_type", "grant type not supported");
        };
    }

    private Granted assertion(HttpRequest request, Parameters form) {
        Instant now = clock.instant();
        BearerAssertion assertion = BearerAssertion.verified(required(form, "assertion"), apps, isMine(request), now);
        Row user = users.named(assertion.subject())
                .filter(OrgUsers::isActive)
                .orElseThrow(() -> OAuthRefusal.grant("user hasn't approved this consumer"));
        return new Granted(new Session(user.id(), assertion.issuer()), Optional.empty());
    }

    /** Whom an assertion may be meant for: the public login hosts, or this server under the name that the client used. */
    private static Predicate<String> isMine(HttpRequest request) {
        return audience -> audience.equals("https://login.salesforce.com")
                || audience.equals("https://test.salesforce.com")
                || audience.equals(request.origin())
                || audience.equals(request.origin() + "/services/oauth2/token");
    }

    private Granted clientCredentials(HttpRequest request, Parameters form) {
        Client client = Client.of(request, form);
        mustBeProven(client, true);
        return new Granted(new Session(runAs, client.id()), Optional.empty());
    }

    private Granted refresh(HttpRequest request, Parameters form) {
        Client client = Client.of(request, form);
        mustBeProven(client, false);
        Sessions.Refreshed refreshed = sessions.refresh(required(form, "refresh_token"), client.id());
        return new Granted(active(refreshed.session()), refreshed.next());
    }

    private Granted password(HttpRequest request, Parameters form) {
        Client client = Client.of(request, form);
        mustBeProven(client, true);
        String userName = required(form, "username");
        if (!apps.passwordIs(userName, required(form, "password"))) {
            throw OAuthRefusal.grant("authentication failure");
        }
        Row user = users.named(userName).orElseThrow(() -> OAuthRefusal.grant("authentication failure"));
        return new Granted(active(new Session(user.id(), client.id())), Optional.empty());
    }

    private Granted code(HttpRequest request, Parameters form) {
        Client client = Client.of(request, form);
        mustBeProven(client, false);
        Session session = codes.redeem(
                required(form, "code"), client.id(), required(form, "redirect_uri"), form.filled("code_verifier"));
        return new Granted(active(session), Optional.of(sessions.refreshToken(session)));
    }

    private Granted device(Parameters form) {
        Session session = devices.poll(required(form, "code"), required(form, "client_id"));
        return new Granted(active(session), Optional.of(sessions.refreshToken(session)));
    }

    private Session active(Session session) {
        if (users.user(session.userId()).filter(OrgUsers::isActive).isEmpty()) {
            throw new OAuthRefusal("inactive_user", "user is inactive");
        }
        return session;
    }

    /** A secret that comes must be right; one that does not come is missing only where the flow needs it. */
    private void mustBeProven(Client client, boolean secretNeeded) {
        if (!apps.knows(client.id())) {
            throw new OAuthRefusal("invalid_client_id", "client identifier invalid");
        }
        boolean wrong = client.secret().isPresent()
                ? !apps.secretIs(client.id(), client.secret().get())
                : secretNeeded;
        if (wrong) {
            throw new OAuthRefusal("invalid_client", "invalid client credentials");
        }
    }

    private static String required(Parameters form, String name) {
        return form.filled(name).orElseThrow(() -> OAuthRefusal.missing(name));
    }

    /** The app, named in the form or as Basic credentials. */
    private record Client(String id, Optional<String> secret) {

        static Client of(HttpRequest request, Parameters form) {
            Optional<String> basic = request.headers()
                    .first("Authorization")
                    .filter(value -> value.regionMatches(true, 0, "Basic ", 0, 6));
            if (basic.isPresent()) {
                String pair = decoded(basic.get().substring(6).trim());
                int colon = pair.indexOf(':');
                if (colon > 0) {
                    return new Client(pair.substring(0, colon), Optional.of(pair.substring(colon + 1)));
                }
            }
            return new Client(required(form, "client_id"), form.filled("client_secret"));
        }

        private static String decoded(String base64) {
            try {
                return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                throw new OAuthRefusal("invalid_client", "invalid client credentials");
            }
        }

        @Override
        public String toString() {
            return id;
        }
    }
}
