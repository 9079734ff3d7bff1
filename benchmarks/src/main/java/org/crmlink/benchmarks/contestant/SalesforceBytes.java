package org.crmlink.benchmarks.contestant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import okhttp3.FormBody;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import org.crmlink.benchmarks.data.SalesforceContacts;

/**
 * The same pages as {@link SalesforceRead}'s as bytes that nobody looks at: how fast the sandbox makes and sends them, faster than which no reader can
 * be. The fastest pass but the first counts.
 */
final class SalesforceBytes implements Contestant {

    private static final String API = "/services/data/v62.0/";
    private static final String NEXT = "\"nextRecordsUrl\":\"";
    private static final int HEAD = 4_096;
    private static final int READ = 64 * 1024;
    private static final int MOST_POLLS = 2_000;

    private final boolean bulk;
    private final ObjectMapper mapper = new ObjectMapper();

    SalesforceBytes(boolean bulk) {
        this.bulk = bulk;
    }

    @Override
    public Outcome run(Job job) throws Exception {
        OkHttpClient http =
                new OkHttpClient.Builder().readTimeout(2, TimeUnit.MINUTES).build();
        String token = token(http, job.url());
        long best = Long.MAX_VALUE;
        for (int i = 0; i <= job.repeats(); i++) {
            long start = System.nanoTime();
            if (bulk) {
                byJob(http, job.url(), token);
            } else {
                byQuery(http, job.url(), token);
            }
            long nanos = System.nanoTime() - start;
            best = i == 0 ? best : Math.min(best, nanos);
        }
        http.connectionPool().evictAll();
        http.dispatcher().executorService().shutdown();
        return Outcome.of(job.rows(), best, "");
    }

    private static String soql() {
        return "SELECT Id," + String.join(",", SalesforceContacts.FIELDS) + " FROM " + SalesforceContacts.OBJECT;
    }

    private String token(OkHttpClient http, String url) throws IOException {
        RequestBody grant = new FormBody.Builder()
                .add("grant_type", "client_credentials")
                .add("client_id", "demo")
                .add("client_secret", "demo-secret")
                .build();
        return json(
                        http,
                        new Request.Builder()
                                .url(url + "/services/oauth2/token")
                                .post(grant))
                .path("access_token")
                .asText();
    }

    private void byQuery(OkHttpClient http, String url, String token) throws IOException {
        String next = API + "query?q="
                + java.net.URLEncoder.encode(soql() + " ORDER BY SystemModstamp, Id", StandardCharsets.UTF_8);
        while (!next.isEmpty()) {
            try (Response response = get(http, url + next, token)) {
                next = skimmed(response);
            }
        }
    }

    /** Reads an answer and gives the address of the next page, which stands before the records or behind them. */
    private static String skimmed(Response response) throws IOException {
        ResponseBody body = response.body();
        StringBuilder ends = new StringBuilder();
        Buffer bytes = new Buffer();
        boolean first = true;
        while (body.source().read(bytes, READ) >= 0) {
            if (first) {
                ends.append(bytes.snapshot((int) Math.min(HEAD, bytes.size())).utf8());
                first = false;
            }
            if (bytes.size() > HEAD) {
                bytes.skip(bytes.size() - HEAD);
            }
        }
        ends.append(bytes.readUtf8());
        int at = ends.indexOf(NEXT);
        return at < 0 ? "" : ends.substring(at + NEXT.length(), ends.indexOf("\"", at + NEXT.length()));
    }

    private void byJob(OkHttpClient http, String url, String token) throws Exception {
        RequestBody order = RequestBody.create(
                mapper.writeValueAsBytes(
                        mapper.createObjectNode().put("operation", "query").put("query", soql())),
                MediaType.get("application/json"));
        String jobs = url + API + "jobs/query";
        String id = json(
                        http,
                        new Request.Builder()
                                .url(jobs)
                                .header("Authorization", "Bearer " + token)
                                .post(order))
                .path("id")
                .asText();
        for (int i = 0; i < MOST_POLLS; i++) {
            JsonNode told =
                    json(http, new Request.Builder().url(jobs + "/" + id).header("Authorization", "Bearer " + token));
            if (told.path("state").asText().equals("JobComplete")) {
                break;
            }
            Thread.sleep(20);
        }
        String locator = "";
        do {
            String more = locator.isEmpty() ? "" : "&locator=" + locator;
            try (Response response = get(http, jobs + "/" + id + "/results?maxRecords=20000" + more, token)) {
                response.body().source().readAll(okio.Okio.blackhole());
                locator = String.valueOf(response.header("Sforce-Locator"));
            }
        } while (!locator.equals("null") && !locator.isEmpty());
    }

    private static Response get(OkHttpClient http, String address, String token) throws IOException {
        Response response = http.newCall(new Request.Builder()
                        .url(address)
                        .header("Authorization", "Bearer " + token)
                        .header("Accept-Encoding", "identity")
                        .build())
                .execute();
        if (!response.isSuccessful()) {
            response.close();
            throw new IOException(address + " answered " + response.code());
        }
        return response;
    }

    private JsonNode json(OkHttpClient http, Request.Builder request) throws IOException {
        try (Response response = http.newCall(request.build()).execute()) {
            return mapper.readTree(response.body().byteStream());
        }
    }
}
