package org.crmlink.tck.bench;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request that came through the proxy, and its answer once there is one. Thread-safe. Names of header fields are in lower case. */
public final class Exchange {

    private final int number;
    private final String method;
    private final String path;
    private final Map<String, List<String>> headers;
    private final byte[] body;
    private final boolean login;
    private volatile int status;
    private volatile Map<String, List<String>> answerHeaders = Map.of();
    private volatile byte[] answerBody = {};
    private volatile @Nullable Fault fault;

    Exchange(int number, String method, String path, Map<String, List<String>> headers, byte[] body, boolean login) {
        this.number = number;
        this.method = method;
        this.path = path;
        this.headers = headers;
        this.body = body;
        this.login = login;
    }

    void answered(int newStatus, Map<String, List<String>> newHeaders, byte[] newBody) {
        answerHeaders = newHeaders;
        answerBody = newBody;
        status = newStatus;
    }

    void struck(Fault by) {
        fault = by;
    }

    /** Place in the order of arrival, from 0. */
    public int number() {
        return number;
    }

    public String method() {
        return method;
    }

    /** Path and query. */
    public String path() {
        return path;
    }

    public Map<String, List<String>> headers() {
        return headers;
    }

    public Optional<String> header(String name) {
        List<String> values = headers.get(name);
        return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    public byte[] body() {
        return body;
    }

    /** Whether it belongs to the login, by the fixture's word. */
    public boolean isLogin() {
        return login;
    }

    /** Whether its method may change something and it is no login. Queries sent by POST count too. */
    public boolean mayWrite() {
        return !login && !"GET".equals(method) && !"HEAD".equals(method) && !"OPTIONS".equals(method);
    }

    /** Status of the backend's answer, or of the fault's; 0 if there was none. */
    public int status() {
        return status;
    }

    public Map<String, List<String>> answerHeaders() {
        return answerHeaders;
    }

    public byte[] answerBody() {
        return answerBody;
    }

    /** The answer's body as text. */
    public String answerText() {
        return new String(answerBody, StandardCharsets.UTF_8);
    }

    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The fault that struck it. */
    public Optional<Fault> fault() {
        return Optional.ofNullable(fault);
    }

    /** Method, path without query and status: what may be shown. */
    @Override
    public String toString() {
        int query = path.indexOf('?');
        return method + " " + (query < 0 ? path : path.substring(0, query)) + " → "
                + (status == 0 ? "no answer" : status);
    }
}
