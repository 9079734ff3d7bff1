package org.crmlink.benchmarks.jmh;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.crmlink.toolkit.odata.BatchRequest;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One update in the body of a batch of a hundred. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BatchBenchmark {

    private static final int OPERATIONS = 100;

    private final byte[] json =
            "{\"telephone1\":\"+49 30 1234567\",\"numberofemployees\":250,\"description\":\"Called back on Monday\"}"
                    .getBytes(StandardCharsets.UTF_8);

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public byte[] operation() {
        BatchRequest batch = new BatchRequest();
        for (int i = 0; i < OPERATIONS; i++) {
            batch.add(new BatchRequest.Operation(
                    "PATCH",
                    "/api/data/v9.2/accounts(4f297bcd-7e2b-49fb-9503-" + (100_000_000_000L + i) + ")",
                    Map.of("If-Match", "W/\"" + i + "\""),
                    json));
        }
        return batch.toBytes();
    }
}
