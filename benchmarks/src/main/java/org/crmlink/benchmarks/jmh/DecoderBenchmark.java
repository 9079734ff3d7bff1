package org.crmlink.benchmarks.jmh;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.crmlink.benchmarks.contestant.Documents;
import org.crmlink.benchmarks.contestant.OurDecoder;
import org.crmlink.toolkit.odata.ODataPage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One row of an OData list of accounts. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecoderBenchmark {

    private final byte[] page = Documents.odata(Documents.PAGE).get(0);
    private final OurDecoder decoder = new OurDecoder();

    @Benchmark
    @OperationsPerInvocation(Documents.PAGE)
    public ODataPage row() throws IOException {
        return decoder.page(page);
    }
}
