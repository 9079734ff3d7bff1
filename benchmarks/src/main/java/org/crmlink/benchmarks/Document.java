package org.crmlink.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The results as one JSON document. Stateless. */
final class Document {

    private static final double MEGABYTE = 1 << 20;

    private Document() {}

    static String of(List<Measurement> measurements, Results results) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeArrayFieldStart("stages");
            for (Map.Entry<String, Double> stage :
                    Stages.of(measurements, results).entrySet()) {
                json.writeStartObject();
                json.writeStringField("name", stage.getKey());
                json.writeNumberField("rowsPerSecond", Math.round(stage.getValue()));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeObjectFieldStart("ratios");
            for (Map.Entry<String, Double> ratio : Ratios.of(results).entrySet()) {
                json.writeNumberField(ratio.getKey(), Numbers.rounded(ratio.getValue()));
            }
            json.writeEndObject();
            number(json, "peakHeapMb", peakHeapMb(results));
            number(json, "helpMs", millis(results, Measurement.HELP));
            number(json, "idleSyncMs", millis(results, Measurement.IDLE));
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("a document in memory cannot fail", e);
        }
        return text.toString();
    }

    static OptionalDouble peakHeapMb(Results results) {
        return results.median(Measurement.MILLION, run -> run.peakHeapBytes() / MEGABYTE);
    }

    static OptionalDouble millis(Results results, String id) {
        OptionalDouble seconds = results.seconds(id);
        return seconds.isPresent() ? OptionalDouble.of(seconds.getAsDouble() * 1_000) : seconds;
    }

    private static void number(JsonGenerator json, String name, OptionalDouble value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(name, Numbers.rounded(value.getAsDouble()));
        }
    }
}
