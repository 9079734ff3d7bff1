package org.crmlink.sandbox.dynamics;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;

/** Somebody who logged in at an organization with a name of his own. */
record Person(Org org, Reference user, String token) {

    /** Logs in the user of this name, who must have a row. */
    static Person in(Org org, String name, Reference user) {
        org.sandbox.identity().addUser(name, "pass");
        return new Person(
                org,
                user,
                token(org, "grant_type=password&username=" + encoded(name) + "&password=pass&client_id=demo"));
    }

    /** A new user of the root unit with these roles. */
    static Person with(Org org, String name, String... roles) {
        return in(org, name, org.sandbox.rights().user(name, roles));
    }

    static String token(Org org, String form) {
        Org.Reply reply = org.send(org.request(org.sandbox.tokenUrl()).POST(HttpRequest.BodyPublishers.ofString(form)));
        if (reply.status() != 200) {
            throw new AssertionError(reply.text());
        }
        return reply.json().get("access_token").toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    String id() {
        return user.id().text();
    }

    Org.Reply get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    Org.Reply post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    Org.Reply patch(String path, String body, String... headers) {
        return send("PATCH", path, body, headers);
    }

    Org.Reply delete(String path, String... headers) {
        return send("DELETE", path, "", headers);
    }

    Org.Reply send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = org.request(path).header("Authorization", "Bearer " + token);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        if (!body.isEmpty() && !List.of(headers).contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        return org.send(request.method(
                method,
                body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body)));
    }

    /** A row of this person, made behind the API's back. */
    RecordId owns(String table, Map<String, Object> values) {
        Map<String, Object> all = new java.util.LinkedHashMap<>(values);
        all.put("ownerid", user);
        return org.insert(table, all);
    }
}
