package org.crmlink.host.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.crmlink.sdk.RequestEvent;
import org.junit.jupiter.api.Test;

class RequestMetricsTest {

    private static RequestEvent event(String operation, String entity, int status, long sent, long received) {
        return new RequestEvent(operation, entity, "GET", status, sent, received, Duration.ofMillis(20));
    }

    @Test
    void OBS1_eachRequestCountsOnceByPurposeAndInAll() {
        RequestMetrics metrics = RequestMetrics.of("dynamics");
        metrics.requestFinished(event("changes", "contact", 200, 0, 1_000));
        metrics.requestFinished(event("changes", "contact", 503, 0, 10));
        metrics.requestFinished(event("upload", "contact", 0, 500, 0));
        metrics.requestFinished(event("login", "", 302, 50, 60));
        assertThat(metrics.apiCalls()).isEqualTo(4);
        assertThat(metrics.total()).isEqualTo(new RequestTotals(4, 2, 550, 1_070, Duration.ofMillis(80)));
        assertThat(metrics.totals().keySet())
                .extracting(purpose -> purpose.operation() + ":" + purpose.entity())
                .containsExactly("changes:contact", "login:", "upload:contact");
        assertThat(metrics.totals().get(new RequestMetrics.Purpose("changes", "contact")))
                .isEqualTo(new RequestTotals(2, 1, 0, 1_010, Duration.ofMillis(40)));
    }

    @Test
    void metersCarryConnectorOperationEntityAndStatus() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        RequestMetrics metrics = RequestMetrics.of("dynamics", registry);
        metrics.requestFinished(event("changes", "contact", 200, 7, 1_000));
        metrics.requestFinished(event("changes", "contact", 204, 7, 1_000));
        metrics.requestFinished(event("login", "", 0, 0, 0));
        assertThat(registry.get("crmlink.requests")
                        .tags("connector", "dynamics", "operation", "changes", "entity", "contact", "status", "2xx")
                        .timer()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("crmlink.requests")
                        .tags("operation", "login", "entity", "none", "status", "none")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("crmlink.request.bytes")
                        .tags("operation", "changes", "direction", "received")
                        .counter()
                        .count())
                .isEqualTo(2_000);
        assertThat(metrics.apiCalls()).isEqualTo(3);
    }

    @Test
    void manyThreadsLoseNoCount() throws InterruptedException {
        RequestMetrics metrics = RequestMetrics.of("x");
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                for (int n = 0; n < 5_000; n++) {
                    metrics.requestFinished(event("changes", "e" + n % 3, 200, 1, 1));
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join(10_000);
        }
        assertThat(metrics.total().calls()).isEqualTo(20_000);
        assertThat(metrics.total().bytesSent()).isEqualTo(20_000);
    }
}
