package org.crmlink.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.crmlink.benchmarks.contestant.Contestants;
import org.crmlink.benchmarks.contestant.Job;
import org.crmlink.benchmarks.contestant.Outcome;
import org.crmlink.benchmarks.server.BenchServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All programs in one process on few records: whether they do the same work, not how fast. */
class ContestantsTest {

    private static final int ROWS = 2_000;
    private static final int UPLOADS = 20;

    static List<String> writers() {
        return Contestants.WRITERS;
    }

    static List<String> parsers() {
        return List.of(
                Contestants.PARSE_OURS, Contestants.PARSE_OLINGO, Contestants.PARSE_CAMEL, Contestants.PARSE_MAPS);
    }

    private static BenchServer server;
    private static String expectedTable;
    private static String expectedValues;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws Exception {
        server = BenchServer.start(new BenchServer.Size(ROWS, 0, UPLOADS, ROWS));
        expectedTable = run(Contestants.TYPICAL, server.plainUrl(), ROWS).fingerprint();
        expectedValues = run(Contestants.PARSE_MAPS, "", ROWS).fingerprint();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Outcome run(String name, String url, int rows) throws Exception {
        // a decoder that is given no seconds makes its fewest rounds
        int repeats = url.isEmpty() ? 0 : 1;
        return Contestants.find(name)
                .orElseThrow()
                .run(new Job(url, Files.createTempDirectory(folder, "run"), rows, repeats));
    }

    @Test
    void theExpectedTableHasAllRowsAndFilledColumns() {
        assertThat(expectedTable).startsWith(ROWS + " " + ROWS + " ");
        assertThat(expectedTable.split(" ")).hasSize(2 + 2 * 21 + 1).doesNotContain("0");
        assertThat(expectedValues).doesNotContain("/0");
    }

    @ParameterizedTest
    @MethodSource("writers")
    void everyProgramWritesTheSameTable(String name) throws Exception {
        Outcome outcome = run(name, server.plainUrl(), ROWS);
        assertThat(outcome.rows()).isEqualTo(ROWS);
        assertThat(outcome.nanos()).isPositive();
        assertThat(outcome.fingerprint()).isEqualTo(expectedTable);
    }

    @Test
    void aJobBringsTheSameContactsAsAQuery() throws Exception {
        Outcome query = run(Contestants.SALESFORCE_QUERY, server.salesforceUrl(), ROWS);
        Outcome job = run(Contestants.SALESFORCE_BULK, server.salesforceUrl(), ROWS);
        assertThat(query.rows()).isEqualTo(ROWS);
        assertThat(job.rows()).isEqualTo(ROWS);
        assertThat(job.fingerprint()).isEqualTo(query.fingerprint());
        assertThat(run(Contestants.SALESFORCE_QUERY_BYTES, server.salesforceUrl(), ROWS)
                        .nanos())
                .isPositive();
        assertThat(run(Contestants.SALESFORCE_BULK_BYTES, server.salesforceUrl(), ROWS)
                        .nanos())
                .isPositive();
    }

    @Test
    void theSameTableComesOutOfCompressedPages() throws Exception {
        assertThat(run(Contestants.FULL, server.gzipUrl(), ROWS).fingerprint()).isEqualTo(expectedTable);
    }

    @ParameterizedTest
    @MethodSource("parsers")
    void everyDecoderSeesTheSameValues(String name) throws Exception {
        assertThat(run(name, "", ROWS).fingerprint()).isEqualTo(expectedValues);
    }

    @ParameterizedTest
    @MethodSource("stages")
    void everyStageHandlesAllRows(String name) throws Exception {
        assertThat(run(name, server.gzipUrl(), ROWS).rows()).isEqualTo(ROWS);
    }

    static List<String> stages() {
        return List.of(Contestants.LOOPBACK, Contestants.LOOPBACK_GZIP, Contestants.FETCH_PARSE);
    }

    @Test
    void changedRecordsAreSent() throws Exception {
        assertThat(run(Contestants.UPLOAD, server.sandboxUrl(), UPLOADS).rows()).isEqualTo(UPLOADS);
    }

    @Test
    void whatIsNotMeasuredIsAbsentFromTheDocument() throws IOException {
        Results results = new Results();
        results.add(Measurement.LIMIT, new Run(100, 1_000_000_000, 0, "", java.util.Map.of()));
        assertThat(Document.of(Measurement.all(true), results))
                .contains("\"name\" : \"JVM limit\"", "\"rowsPerSecond\" : 100")
                .doesNotContain("fullSyncToJvmLimit", "peakHeapMb", "helpMs");
    }
}
