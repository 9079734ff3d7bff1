package org.crmlink.tck.bench;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.extension.ResponseTransformerV2;
import com.github.tomakehurst.wiremock.extension.requestfilter.RequestFilterAction;
import com.github.tomakehurst.wiremock.extension.requestfilter.RequestWrapper;
import com.github.tomakehurst.wiremock.extension.requestfilter.StubRequestFilterV2;
import com.github.tomakehurst.wiremock.http.Body;
import com.github.tomakehurst.wiremock.http.HttpHeader;
import com.github.tomakehurst.wiremock.http.HttpHeaders;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.Response;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.crmlink.tck.Answer;
import org.crmlink.tck.bench.FaultAction.Reply;
import org.crmlink.tck.bench.FaultAction.Wire;
import org.jspecify.annotations.Nullable;

/**
 * The proxy's two ends inside WireMock. A fault cannot be put on a stub that proxies (it is silently ignored), so requests are struck in a request
 * filter and answers in a transformer of the rendered response.
 */
final class ProxyLog {

    private static final long LONGEST_HOLD_SECONDS = 10;

    /** Chooses the action for an exchange, before or after the backend has answered. */
    interface Striker {
        FaultAction strike(Exchange exchange, boolean answered);
    }

    private final BiPredicate<String, String> isLogin;
    private final Striker striker;
    // guarded by exchanges
    private final List<Exchange> exchanges = new ArrayList<>();
    private int forgotten;

    private final Map<UUID, Exchange> open = new ConcurrentHashMap<>();

    ProxyLog(BiPredicate<String, String> isLogin, Striker striker) {
        this.isLogin = isLogin;
        this.striker = striker;
    }

    /** How many there were, the forgotten ones too. */
    int size() {
        synchronized (exchanges) {
            return forgotten + exchanges.size();
        }
    }

    List<Exchange> since(int mark) {
        synchronized (exchanges) {
            return List.copyOf(exchanges.subList(Math.max(0, mark - forgotten), exchanges.size()));
        }
    }

    /** Lets go of all so far: a run of hours, with files in its bodies, must fit into memory. */
    void forget() {
        synchronized (exchanges) {
            forgotten += exchanges.size();
            exchanges.clear();
        }
    }

    StubRequestFilterV2 requests() {
        return new Requests();
    }

    ResponseTransformerV2 answers() {
        return new Answers();
    }

    private Exchange arrived(Request request) {
        String path = request.getUrl();
        int query = path.indexOf('?');
        String bare = query < 0 ? path : path.substring(0, query);
        String method = request.getMethod().getName();
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (HttpHeader header : request.getHeaders().all()) {
            headers.put(header.key().toLowerCase(Locale.ROOT), header.values());
        }
        byte[] body = request.getBody();
        synchronized (exchanges) {
            Exchange exchange = new Exchange(
                    forgotten + exchanges.size(),
                    method,
                    path,
                    headers,
                    body == null ? new byte[0] : body,
                    isLogin.test(method, bare));
            exchanges.add(exchange);
            return exchange;
        }
    }

    private static void hold(CountDownLatch latch) {
        try {
            boolean opened = latch.await(LONGEST_HOLD_SECONDS, TimeUnit.SECONDS);
            if (!opened) {
                latch.countDown();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ResponseDefinitionBuilder answer(int status, Map<String, String> headers) {
        ResponseDefinitionBuilder builder = new ResponseDefinitionBuilder().withStatus(status);
        headers.forEach(builder::withHeader);
        return builder;
    }

    private final class Requests implements StubRequestFilterV2 {

        @Override
        public String getName() {
            return "tck-requests";
        }

        @Override
        public RequestFilterAction filter(Request request, ServeEvent event) {
            Exchange exchange = arrived(request);
            FaultAction action = striker.strike(exchange, false);
            if (action instanceof FaultAction.Instead instead) {
                Answer given = instead.answer();
                byte[] body = given.body().getBytes(java.nio.charset.StandardCharsets.UTF_8);
                return stop(exchange, given.status(), given.headers(), body, new Wire.Intact());
            }
            if (action instanceof FaultAction.InsteadBytes instead) {
                return stop(exchange, instead.status(), instead.headers(), instead.body(), instead.wire());
            }
            if (action instanceof FaultAction.CutBefore cut) {
                return stop(exchange, 0, Map.of(), new byte[0], cut.wire());
            }
            if (action instanceof FaultAction.HoldBefore holding) {
                hold(holding.latch());
            }
            open.put(event.getId(), exchange);
            // what is compressed cannot be looked at or changed
            RequestWrapper.Builder kept = RequestWrapper.create().removeHeader("Accept-Encoding");
            if (action instanceof FaultAction.Change change) {
                kept.transformBody(body -> new Body(change.body().apply(body.asBytes())));
                change.headers().forEach((name, value) -> change(kept, request, name, value));
            }
            return RequestFilterAction.continueWith(kept.wrap(request));
        }

        private static void change(RequestWrapper.Builder changed, Request request, String name, String value) {
            for (String there : request.getAllHeaderKeys()) {
                if (there.equalsIgnoreCase(name) && value.isEmpty()) {
                    changed.removeHeader(there);
                } else if (there.equalsIgnoreCase(name)) {
                    changed.transformHeader(there, before -> List.of(value));
                }
            }
        }

        private RequestFilterAction stop(
                Exchange exchange, int status, Map<String, String> headers, byte[] body, Wire wire) {
            Map<String, List<String>> logged = new LinkedHashMap<>();
            headers.forEach((name, value) -> logged.put(name.toLowerCase(Locale.ROOT), List.of(value)));
            exchange.answered(status, logged, body);
            return RequestFilterAction.stopWith(answer(status == 0 ? 200 : status, headers)
                    .withHeader(AnswerHead.MARK, AnswerHead.mark(exchange.method(), wire))
                    .withBody(body)
                    .build());
        }
    }

    private final class Answers implements ResponseTransformerV2 {

        @Override
        public String getName() {
            return "tck-answers";
        }

        @Override
        public boolean applyGlobally() {
            return true;
        }

        @Override
        public Response transform(Response response, ServeEvent event) {
            @Nullable Exchange exchange = open.remove(event.getId());
            if (exchange == null) {
                return response;
            }
            byte[] body = response.getBody() == null ? new byte[0] : response.getBody();
            exchange.answered(response.getStatus(), headers(response), body);
            FaultAction action = striker.strike(exchange, true);
            Wire wire = action instanceof FaultAction.After after ? after.wire() : new Wire.Intact();
            if (action instanceof FaultAction.HoldAfter holding) {
                hold(holding.latch());
            }
            Response.Builder builder = Response.Builder.like(response).but();
            Map<String, String> changed = new LinkedHashMap<>();
            if (action instanceof FaultAction.Rewrite rewrite) {
                Reply reply = rewrite.change().apply(new Reply(response.getStatus(), first(response), body));
                exchange.answered(reply.status(), headers(response), reply.body());
                builder.status(reply.status()).body(reply.body());
                changed.putAll(reply.headers());
                changed.keySet().removeIf(name -> name.equalsIgnoreCase("content-length"));
                return builder.headers(rebuilt(changed, exchange, wire)).build();
            }
            HttpHeaders kept = response.getHeaders() == null ? new HttpHeaders() : response.getHeaders();
            return builder.headers(kept.plus(mark(exchange, wire))).build();
        }

        private HttpHeader mark(Exchange exchange, Wire wire) {
            return HttpHeader.httpHeader(AnswerHead.MARK, AnswerHead.mark(exchange.method(), wire));
        }

        private HttpHeaders rebuilt(Map<String, String> headers, Exchange exchange, Wire wire) {
            List<HttpHeader> all = new ArrayList<>();
            headers.forEach((name, value) -> all.add(HttpHeader.httpHeader(name, value)));
            all.add(mark(exchange, wire));
            return new HttpHeaders(all);
        }

        private Map<String, String> first(Response response) {
            Map<String, String> headers = new LinkedHashMap<>();
            headers(response).forEach((name, values) -> headers.put(name, values.get(0)));
            return headers;
        }

        private Map<String, List<String>> headers(Response response) {
            Map<String, List<String>> headers = new LinkedHashMap<>();
            if (response.getHeaders() != null) {
                for (HttpHeader header : response.getHeaders().all()) {
                    if (!header.values().isEmpty()) {
                        headers.put(header.key().toLowerCase(Locale.ROOT), header.values());
                    }
                }
            }
            return headers;
        }
    }
}
