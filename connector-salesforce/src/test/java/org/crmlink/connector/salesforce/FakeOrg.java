package org.crmlink.connector.salesforce;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.config.ConfigProblem;
import org.crmlink.sdk.config.Configuration;

/** A server whose answers a test lays out by method and path; the last one laid out for a path is given again and again. */
final class FakeOrg implements AutoCloseable {

    private final MockWebServer server = new MockWebServer();
    private final Map<String, Deque<MockResponse>> answers = new ConcurrentHashMap<>();
    private final Map<String, MockResponse> byToken = new ConcurrentHashMap<>();
    private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();

    static FakeOrg start() throws IOException {
        FakeOrg org = new FakeOrg();
        org.on("GET /services/data", json("[{\"version\":\"62.0\",\"url\":\"/services/data/v62.0\"}]"));
        org.server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return org.answer(request);
            }
        });
        org.server.start();
        return org;
    }

    private synchronized MockResponse answer(RecordedRequest request) {
        requests.add(request);
        String key = request.getMethod() + " " + request.getUrl().encodedPath();
        MockResponse special = byToken.get(key + " " + request.getHeaders().get("Authorization"));
        if (special != null) {
            return special;
        }
        Deque<MockResponse> laidOut = answers.get(key);
        if (laidOut == null) {
            return json(404, "[{\"errorCode\":\"NOT_FOUND\",\"message\":\"nothing laid out for " + key + "\"}]");
        }
        return laidOut.size() > 1 ? laidOut.pop() : laidOut.peek();
    }

    synchronized void on(String key, MockResponse... responses) {
        answers.put(key, new ArrayDeque<>(List.of(responses)));
    }

    void onToken(String key, String token, MockResponse response) {
        byToken.put(key + " Bearer " + token, response);
    }

    List<RecordedRequest> request(String key) {
        return requests.stream()
                .filter(request -> (request.getMethod() + " " + request.getUrl().encodedPath()).equals(key))
                .toList();
    }

    String address() {
        return "http://" + server.getHostName() + ":" + server.getPort();
    }

    MockResponse token(String token, String refreshToken) {
        String refresh = refreshToken.isEmpty() ? "" : ",\"refresh_token\":\"" + refreshToken + "\"";
        return json("{\"access_token\":\"" + token + "\",\"instance_url\":\"" + address()
                + "\",\"token_type\":\"Bearer\",\"issued_at\":\"1278448832702\"" + refresh + "}");
    }

    static MockResponse json(String body) {
        return json(200, body);
    }

    static MockResponse json(int status, String body) {
        return new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "application/json;charset=UTF-8")
                .addHeader("Date", "Wed, 06 May 2026 10:00:00 GMT")
                .body(body)
                .build();
    }

    static String text(RecordedRequest request) {
        return request.getBody() == null ? "" : request.getBody().utf8();
    }

    private Configuration configuration(Map<String, String> options) {
        Map<String, String> all = new HashMap<>(options);
        all.put("url", address());
        return Configuration.of(SalesforceOptions.ALL, all);
    }

    List<ConfigProblem> problems(Map<String, String> options) {
        return new SalesforceConnectorProvider().validate(configuration(options));
    }

    Connector open(TestContext context, Map<String, String> options) {
        return new SalesforceConnectorProvider().open(configuration(options), context);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
