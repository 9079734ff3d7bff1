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

/** The process of one contestant: does its job and prints one line of JSON. */
public final class Program {

    private Program() {}

    /** Arguments: name, URL of the server, folder, rows, repeats, URL to warm up with or nothing. */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int code = 1;
        try {
            Contestant contestant = Contestants.find(args[0]).orElseThrow();
            Job job = new Job(args[1], Path.of(args[2]), Integer.parseInt(args[3]), Integer.parseInt(args[4]));
            if (!args[5].isEmpty()) {
                Job small = new Job(args[5], Files.createDirectory(job.folder().resolve("warm")), job.rows() / 10, 1);
                contestant.run(small);
            }
            out.println(line(contestant.run(job)));
            code = 0;
        } catch (
                Throwable
                        e) { // the edge of the process: whatever it is, an OutOfMemoryError too, the one who started it
            // has to hear of it
            e.printStackTrace(System.err);
        }
        // libraries leave threads behind
        Runtime.getRuntime().halt(code);
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
