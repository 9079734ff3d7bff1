package org.crmlink.benchmarks.contestant;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.crmlink.benchmarks.data.Property;

/**
 * The yardstick "typical": what an integrator writes in an afternoon. {@code java.net.http}, {@code ObjectMapper.readValue} to maps, one prepared
 * insert, JDBC batches of 1,000, autocommit off, the key declared on the table. Decimals are read as such, since money must not become floating point.
 */
final class Typical implements Contestant {

    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    @Override
    public Outcome run(Job job) throws Exception {
        long start = System.nanoTime();
        HttpClient http = HttpClient.newHttpClient();
        ObjectMapper mapper = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
        long rows;
        try (BatchInsert insert = new BatchInsert(job.database())) {
            Object next = job.firstPage();
            while (next != null) {
                HttpRequest request = HttpRequest.newBuilder(URI.create(next.toString()))
                        .header("Prefer", "odata.include-annotations=\"" + Property.TARGET + "\"")
                        .build();
                HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
                Map<String, Object> page = mapper.readValue(response.body(), MAP);
                for (Object row : (List<?>) page.getOrDefault("value", List.of())) {
                    MapRow.insert(insert, maps(row));
                }
                next = page.get("@odata.nextLink");
            }
            insert.flush();
            rows = insert.rows();
        }
        return Outcome.of(rows, System.nanoTime() - start, Fingerprint.of(job.database()));
    }

    @SuppressWarnings("unchecked") // JSON objects have texts as names
    static Map<String, Object> maps(Object row) {
        return (Map<String, Object>) row;
    }
}
