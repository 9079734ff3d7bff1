package org.crmlink.benchmarks.contestant;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The process of one contestant: does its job and prints one line of JSON. */
public final class Program {

    private Program() {}

    /** Arguments: name, URL of the server, folder, rows, repeats, seconds to warm up. */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int code = 1;
        try {
            Contestant contestant = Contestants.find(args[0]).orElseThrow();
            Job job = new Job(args[1], Path.of(args[2]), Integer.parseInt(args[3]), Integer.parseInt(args[4]));
            warmUp(contestant, job, TimeUnit.SECONDS.toNanos(Integer.parseInt(args[5])));
            out.println(line(contestant.run(job)));
            code = 0;
        } catch (Throwable e) {
            // the edge of the process: whatever it is, an OutOfMemoryError too, the one who started it has to hear of
            // it
            e.printStackTrace(System.err);
        }
        // libraries leave threads behind
        Runtime.getRuntime().halt(code);
    }

    /** Does the whole job as often as it can be begun in the time, so that what is measured does not depend on how soon a JVM has compiled it. */
    private static void warmUp(Contestant contestant, Job job, long nanos) throws Exception {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Path folder = Files.createTempDirectory(job.folder(), "warm");
            contestant.run(new Job(job.url(), folder, job.rows(), job.repeats()));
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static String line(Outcome outcome) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("rows", outcome.rows());
            json.writeNumberField("nanos", outcome.nanos());
            json.writeNumberField("peakHeapBytes", peakHeap());
            json.writeStringField("fingerprint", outcome.fingerprint());
            json.writeObjectFieldStart("others");
            for (Map.Entry<String, Long> other : outcome.others().entrySet()) {
                json.writeNumberField(other.getKey(), other.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.toString();
    }

    /** The sum of the pools' peaks: never less than the heap's own peak, since the pools need not peak together. */
    private static long peakHeap() {
        long bytes = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) {
                bytes += pool.getPeakUsage().getUsed();
            }
        }
        return bytes;
    }
}
