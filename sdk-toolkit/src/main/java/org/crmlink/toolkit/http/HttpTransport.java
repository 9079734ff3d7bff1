package org.crmlink.toolkit.http;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Okio;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RequestListener;
import org.jspecify.annotations.Nullable;

/**
 * Sends calls to one backend. Thread-safe. Each call is one attempt and one request: nothing is sent again by itself, with two exceptions that
 * rebuild the request above the HTTP library: a GET or HEAD follows redirects within its origin, and a call that was refused with 401 is sent once more if
 * the {@link CredentialProvider} could renew the login.
 *
 * <p>Calls go to the configured origin and to those explicitly allowed; credentials go to the configured origin only. Cookies are not kept.
 * Interrupting a thread ends its call within a second with {@link ErrorKind#CANCELLED} and leaves the thread's interrupt flag set.
 */
public final class HttpTransport implements AutoCloseable {

    private static final int MAX_REDIRECTS = 5;
    /** Shorter than what servers and proxies keep, so that a connection is rarely dead when it is used again. */
    private static final int KEEP_ALIVE_SECONDS = 30;

    /** As many as entities are read at once: what is closed between two pages costs a handshake. */
    private static final int MAX_IDLE_CONNECTIONS = 16;

    private final OkHttpClient client;
    private volatile boolean used;
    private final OpenExchanges open = new OpenExchanges();
    private final RequestListener listener;
    private final Clock clock;
    private final HttpUrl base;
    private final Set<String> origins;
    private final CredentialProvider credentials;
    private final String userAgent;
    private final long maxAnswerBytes;

    private HttpTransport(Builder builder) {
        this.listener = builder.context.service(RequestListener.class).orElse(event -> {});
        this.clock = builder.context.clock();
        this.base = builder.base;
        this.origins = Set.copyOf(builder.origins);
        this.credentials = builder.credentials;
        this.userAgent = builder.userAgent;
        this.maxAnswerBytes = builder.maxAnswerBytes;
        this.client = new OkHttpClient.Builder()
                .connectTimeout(builder.connectTimeout)
                .readTimeout(builder.readTimeout)
                .writeTimeout(builder.readTimeout)
                .callTimeout(builder.callTimeout)
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .socketFactory(new PromptSockets())
                .dns(new InterruptibleDns(builder.connectTimeout))
                .connectionPool(new ConnectionPool(MAX_IDLE_CONNECTIONS, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS))
                .connectionSpecs(connectionSpecs())
                .eventListenerFactory(call -> exchangeOf(call.request()))
                .addNetworkInterceptor(HttpTransport::measure)
                .build();
    }

    /** A client that may speak TLS reads the trusted certificates when it is made, some 100 ms; one that may not does without. */
    private List<ConnectionSpec> connectionSpecs() {
        boolean clear = origins.stream().anyMatch(origin -> origin.startsWith("http:"));
        boolean secure = origins.stream().anyMatch(origin -> origin.startsWith("https:"));
        List<ConnectionSpec> specs = new ArrayList<>();
        if (secure) {
            specs.add(ConnectionSpec.MODERN_TLS);
        }
        if (clear) {
            specs.add(ConnectionSpec.CLEARTEXT);
        }
        return specs;
    }

    /**
     * Starts a transport for the backend at an address; only its origin counts. Clear text is spoken only to addresses that say http.
     *
     * @param context gives the clock and, if the host has one, the {@link RequestListener}
     */
    public static Builder builder(ConnectorContext context, URI address) {
        return new Builder(context, address);
    }

    /**
     * Sends a call and gives the answer, whatever its status, as soon as its headers are there. The caller closes it.
     *
     * @throws ConnectorException CANCELLED, TIMEOUT, UNAVAILABLE, PROTOCOL_ERROR, or OUTCOME_UNKNOWN for a write that may have arrived; and
     *     what the {@link CredentialProvider} throws
     * @throws IllegalStateException after {@link #close()}
     */
    public HttpAnswer send(HttpCall call) {
        requireAllowed(call);
        if (call.isAnonymous() || !isBase(call.url())) {
            return follow(call, Authorization.none());
        }
        Authorization authorization = credentials.authorize(call);
        HttpAnswer answer = follow(call, authorization);
        if (answer.status() != 401) {
            return answer;
        }
        boolean keep = false;
        try {
            // without a new proof the caller gets the refusal itself
            keep = !credentials.renew(authorization, new Challenge(answer.headers("WWW-Authenticate")));
        } finally {
            if (!keep) {
                answer.close();
            }
        }
        return keep ? answer : follow(call, credentials.authorize(call));
    }

    private HttpAnswer follow(HttpCall call, Authorization authorization) {
        HttpCall current = call;
        for (int redirects = 0; ; redirects++) {
            HttpAnswer answer = attempt(current, authorization);
            Optional<HttpUrl> target = redirects < MAX_REDIRECTS ? redirect(answer) : Optional.empty();
            if (target.isEmpty()) {
                return answer;
            }
            answer.close();
            current = current.at(target.get());
        }
    }

    private static Optional<HttpUrl> redirect(HttpAnswer answer) {
        HttpCall call = answer.call();
        boolean plainRead =
                !call.isWrite() && (call.method().equals("GET") || call.method().equals("HEAD"));
        boolean redirect = switch (answer.status()) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
        Optional<String> location = answer.header("Location");
        // without one there is nowhere to go: an empty reference would be this address again
        if (!plainRead || !redirect || location.isEmpty()) {
            return Optional.empty();
        }
        @Nullable HttpUrl target = call.url().resolve(location.get());
        boolean sameOrigin = target != null && SafeAddress.origin(target).equals(SafeAddress.origin(call.url()));
        return sameOrigin ? Optional.ofNullable(target) : Optional.empty();
    }

    private HttpAnswer attempt(HttpCall call, Authorization authorization) {
        requireOpen();
        used = true;
        Exchange exchange = new Exchange(call, listener, open);
        Call running = client.newCall(request(call, authorization, exchange));
        call.timeout().ifPresent(timeout -> running.timeout().timeout(timeout.toNanos(), TimeUnit.NANOSECONDS));
        boolean answered = false;
        exchange.begin(running);
        exchange.enter();
        try {
            Response response = execute(running);
            answered = true;
            exchange.answered(response.code());
            long limit = call.maxAnswerBytes() > 0 ? call.maxAnswerBytes() : maxAnswerBytes;
            return new HttpAnswer(exchange, response, limit, clock.instant());
        } catch (IOException e) {
            throw exchange.failure(e);
        } catch (InterruptedException e) {
            // thrown by the library's wait for a connection, past its signature; the flag belongs to the caller
            Thread.currentThread().interrupt();
            throw exchange.failure(new IOException("interrupted", e));
        } finally {
            exchange.leave();
            if (!answered) {
                exchange.finish();
            }
        }
    }

    @SuppressWarnings("RedundantThrows") // Kotlin declares no checked exceptions
    private static Response execute(Call call) throws IOException, InterruptedException {
        return call.execute();
    }

    private Request request(HttpCall call, Authorization authorization, Exchange exchange) {
        Request.Builder request = new Request.Builder()
                .url(call.url())
                .headers(call.headers())
                .header("User-Agent", userAgent)
                .tag(Exchange.class, exchange);
        authorization.headers().forEach(request::header);
        @Nullable
        RequestBody body = call.body()
                .<@Nullable RequestBody>map(content -> new OneShotBody(content, exchange))
                .orElseGet(() ->
                        needsBody(call.method()) ? new OneShotBody(HttpBody.bytes("", new byte[0]), exchange) : null);
        return request.method(call.method(), body).build();
    }

    private static boolean needsBody(String method) {
        return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
    }

    private static Exchange exchangeOf(Request request) {
        return requireNonNull(request.tag(Exchange.class), "every request carries its exchange");
    }

    /** Counts the answer's bytes as they come, and keeps {@code Retry-After} from the library, which would send again at once if it is 0. */
    private static Response measure(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        Exchange exchange = exchangeOf(chain.request());
        exchange.holdRetryAfter(response.header("Retry-After"));
        ResponseBody body = response.body();
        if (response.protocol() == Protocol.HTTP_1_1 || response.protocol() == Protocol.HTTP_1_0) {
            // the socket has the same timeout; the library's own wakes a thread for each 8 KiB that are read
            body.source().timeout().clearTimeout();
        }
        ForwardingSource counted = new ForwardingSource(body.source()) {
            @Override
            public long read(Buffer sink, long byteCount) throws IOException {
                long count = super.read(sink, byteCount);
                if (count > 0) {
                    exchange.received(count);
                }
                return count;
            }
        };
        return response.newBuilder()
                .removeHeader("Retry-After")
                .body(ResponseBody.create(Okio.buffer(counted), body.contentType(), body.contentLength()))
                .build();
    }

    private boolean isBase(HttpUrl url) {
        return SafeAddress.origin(url).equals(SafeAddress.origin(base));
    }

    private void requireAllowed(HttpCall call) {
        String origin = SafeAddress.origin(call.url());
        if (!origins.contains(origin)) {
            throw ConnectorException.of(
                            ErrorKind.PROTOCOL_ERROR,
                            "a link leads to " + origin + ", which is not " + SafeAddress.origin(base))
                    .operation(call.operation())
                    .entity(call.entity())
                    .hint("check the configured address; a proxy must keep the host of the links that pass through it")
                    .build();
        }
    }

    /**
     * Refuses what a closed connector is asked for, also where nothing had to be sent for it [LOAD-6].
     *
     * @throws IllegalStateException after {@link #close()}
     */
    public void requireOpen() {
        if (open.isClosed()) {
            throw new IllegalStateException("the connector is closed");
        }
    }

    /** Cancels what is running and frees connections and threads. Idempotent. */
    @Override
    public void close() {
        open.close();
        client.connectionPool().evictAll();
        if (used) {
            LastTimeout.set();
        }
    }

    /** Builds a {@link HttpTransport}. One-at-a-time. */
    public static final class Builder {
        private final ConnectorContext context;
        private final HttpUrl base;
        private final Set<String> origins = new HashSet<>();
        private CredentialProvider credentials = CredentialProvider.fixed(Authorization.none());
        private String userAgent = "crmlink";
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration readTimeout = Duration.ofSeconds(60);
        private Duration callTimeout = Duration.ofMinutes(5);
        private long maxAnswerBytes = 256L * 1024 * 1024;

        private Builder(ConnectorContext context, URI address) {
            this.context = requireNonNull(context, "context is null");
            this.base = requireUrl(address);
            origins.add(SafeAddress.origin(base));
        }

        private static HttpUrl requireUrl(URI address) {
            @Nullable HttpUrl url = HttpUrl.parse(address.toString());
            if (url == null) {
                throw new IllegalArgumentException("not an absolute http or https address");
            }
            return url;
        }

        /** Also allows calls to the origin of this address; credentials are never sent there. */
        public Builder allowOrigin(URI address) {
            origins.add(SafeAddress.origin(requireUrl(address)));
            return this;
        }

        /** Who proves to the configured origin who is calling; default: nobody. */
        public Builder credentials(CredentialProvider credentials) {
            this.credentials = requireNonNull(credentials, "credentials is null");
            return this;
        }

        /** The value of {@code User-Agent}, such as {@code crmlink-dynamics/0.1}. */
        public Builder userAgent(String userAgent) {
            HttpCall.requireHeaderText("User-Agent", userAgent);
            this.userAgent = userAgent;
            return this;
        }

        /** Longest wait for a connection; default 10 s. */
        public Builder connectTimeout(Duration timeout) {
            this.connectTimeout = requirePositive(timeout);
            return this;
        }

        /** Longest silence while sending or reading; default 60 s. */
        public Builder readTimeout(Duration timeout) {
            this.readTimeout = requirePositive(timeout);
            return this;
        }

        /** Longest whole call, from its start to the last byte of the answer, however it drips; default 5 min. */
        public Builder callTimeout(Duration timeout) {
            this.callTimeout = requirePositive(timeout);
            return this;
        }

        /** Longest answer in bytes after decompression; default 256 MiB. */
        public Builder maxAnswerBytes(long bytes) {
            if (bytes <= 0) {
                throw new IllegalArgumentException("a bound must be greater than zero");
            }
            this.maxAnswerBytes = bytes;
            return this;
        }

        private static Duration requirePositive(Duration timeout) {
            if (timeout.isNegative() || timeout.isZero()) {
                throw new IllegalArgumentException("a timeout must be longer than zero: it would mean for ever");
            }
            return timeout;
        }

        public HttpTransport build() {
            return new HttpTransport(this);
        }
    }
}
