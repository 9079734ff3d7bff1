package org.crmlink.toolkit.auth;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.crmlink.toolkit.http.RawServer;

/** A token endpoint that gives scripted answers in order and remembers the forms it got. */
final class LoginServer implements AutoCloseable {

    private record Scripted(int status, String body, String[] headers) {}

    private final BlockingQueue<Scripted> script = new LinkedBlockingQueue<>();
    private final RawServer server;

    LoginServer() throws IOException {
        server = new RawServer((request, socket, out) -> next(out));
    }

    private void next(OutputStream out) throws IOException {
        Scripted answer = script.poll();
        if (answer == null) {
            RawServer.answer(out, 500, "not scripted");
        } else {
            RawServer.answer(out, answer.status(), answer.body(), answer.headers());
        }
    }

    LoginServer then(int status, String body, String... headers) {
        script.add(new Scripted(status, body.replace('\'', '"'), headers));
        return this;
    }

    /** A refusal as Entra writes it, with texts that must never be shown. */
    LoginServer thenRefuse(String error, int code) {
        return then(
                401,
                "{'error':'" + error + "','error_description':'AADSTS" + code + ": canary-description','error_codes':["
                        + code + "],'timestamp':'2026-05-01 12:00:00Z','trace_id':'trace-1','correlation_id':'corr-1'}",
                "Content-Type: application/json; charset=utf-8");
    }

    URI address() {
        return server.url("/tenant/oauth2/v2.0/token");
    }

    URI deviceAddress() {
        return server.url("/tenant/oauth2/v2.0/devicecode");
    }

    int requestCount() {
        return server.requests().size();
    }

    RawServer.Request request(int index) {
        return server.requests().get(index);
    }

    Map<String, String> form(int index) {
        Map<String, String> form = new LinkedHashMap<>();
        String text = new String(request(index).body(), StandardCharsets.UTF_8);
        for (String field : text.split("&", -1)) {
            String[] pair = field.split("=", 2);
            form.put(decode(pair[0]), decode(pair[1]));
        }
        return form;
    }

    List<Map<String, String>> forms() {
        List<Map<String, String>> forms = new ArrayList<>();
        for (int i = 0; i < requestCount(); i++) {
            forms.add(form(i));
        }
        return forms;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
