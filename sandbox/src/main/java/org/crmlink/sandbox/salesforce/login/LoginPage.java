package org.crmlink.sandbox.salesforce.login;

import java.util.Optional;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.http.Parameters;
import org.crmlink.sandbox.salesforce.org.Row;

/** The page on which a user logs in and lets an app work for them. Stateless beside what it is made of. */
final class LoginPage {

    private static final String[] CARRIED = {
        "response_type", "client_id", "redirect_uri", "state", "code_challenge", "code_challenge_method"
    };

    private final ConnectedApps apps;
    private final OrgUsers users;
    private final AuthorizationCodes codes;

    LoginPage(ConnectedApps apps, OrgUsers users, AuthorizationCodes codes) {
        this.apps = apps;
        this.users = users;
        this.codes = codes;
    }

    HttpResponse handle(HttpRequest request, Parameters query, Parameters form) {
        boolean posted = request.method().equals("POST");
        Parameters asked = posted ? form : query;
        String clientId = asked.filled("client_id").orElseThrow(() -> OAuthRefusal.missing("client_id"));
        if (!apps.knows(clientId)) {
            throw new OAuthRefusal("invalid_client_id", "client identifier invalid");
        }
        String redirect = asked.filled("redirect_uri").orElseThrow(() -> OAuthRefusal.missing("redirect_uri"));
        if (!asked.filled("response_type").filter("code"::equals).isPresent()) {
            throw new OAuthRefusal("unsupported_response_type", "response type not supported");
        }
        boolean plain = asked.filled("code_challenge").isPresent()
                && asked.filled("code_challenge_method").filter("S256"::equals).isEmpty();
        if (plain) {
            throw new OAuthRefusal("invalid_request", "code_challenge_method must be S256");
        }
        if (!posted) {
            return HttpResponse.of(200, "text/html;charset=UTF-8", page(asked, ""));
        }
        String userName = asked.filled("username").orElse("");
        Optional<Row> user = users.named(userName).filter(OrgUsers::isActive);
        if (user.isEmpty()
                || !apps.passwordIs(userName, asked.filled("password").orElse(""))) {
            return HttpResponse.of(
                    200, "text/html;charset=UTF-8", page(asked, "Please check your username and password."));
        }
        String code = codes.issue(
                new Session(user.get().id(), clientId),
                redirect,
                asked.filled("code_challenge").orElse(""));
        String target = redirect + (redirect.contains("?") ? "&" : "?") + "code=" + LoginFace.encoded(code)
                + asked.filled("state")
                        .map(state -> "&state=" + LoginFace.encoded(state))
                        .orElse("");
        return HttpResponse.empty(302).with("Location", target);
    }

    private static String page(Parameters asked, String problem) {
        StringBuilder html =
                new StringBuilder("<!DOCTYPE html><html><head><title>Login</title></head><body><form method=\"post\">");
        html.append("<p>").append(problem).append("</p>");
        for (String name : CARRIED) {
            asked.filled(name)
                    .ifPresent(value -> html.append("<input type=\"hidden\" name=\"")
                            .append(name)
                            .append("\" value=\"")
                            .append(escaped(value))
                            .append("\">"));
        }
        return html.append("<label>Username <input name=\"username\"></label> ")
                .append("<label>Password <input name=\"password\" type=\"password\"></label> ")
                .append("<button>Log In</button></form></body></html>")
                .toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
