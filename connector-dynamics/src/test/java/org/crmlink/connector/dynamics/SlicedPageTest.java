package org.crmlink.connector.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page of 2 MB is handed on while it comes, so that a host never holds it whole. */
class SlicedPageTest {

    private static final int ROWS = 1_000;
    private static final int MOST_IN_A_SLICE = (int) (2 * OpenPage.SLICE_BYTES / 2_000);

    private static final ChangeQuery FEED = SandboxConnection.query("account", ChangePath.Tracking.TOKEN, "name");
    private static final ChangeQuery BY_VERSION =
            SandboxConnection.query("account", ChangePath.Tracking.WATERMARK, "name");

    private static final Map<String, String> JSON =
            Map.of("Content-Type", "application/json; odata.metadata=minimal", "Date", "Wed, 12 Jun 2024 14:13:17 GMT");

    @TempDir
    Path directory;

    private SandboxConnection crm;

    @BeforeEach
    void connect() {
        crm = SandboxConnection.open(directory, options -> options, Map.of());
    }

    @AfterEach
    void disconnect() {
        crm.close();
    }

    private static String id(int number) {
        return String.format("00000000-0000-0000-0000-%012d", number);
    }

    private static String rows(int from, int count) {
        List<String> rows = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            rows.add("{\"@odata.etag\":\"W/\\\"" + (1_000 + i) + "\\\"\",\"accountid\":\"" + id(i) + "\",\"name\":\""
                    + "x".repeat(2_000) + "\",\"modifiedon\":\"2020-01-01T00:00:00Z\",\"versionnumber\":" + (1_000 + i)
                    + "}");
        }
        return String.join(",", rows);
    }

    private String link(String name, String query) {
        return ",\"@odata." + name + "\":\"" + crm.sandbox.url() + "/api/data/v9.2/accounts?" + query + "\"}";
    }

    private void answer(String address, String json) {
        crm.sandbox.faults().on("GET", address).answer(200, JSON, json);
    }

    /** @param rest of the answer behind its part's head */
    private void batch(String rest) {
        String head =
                "--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n";
        crm.sandbox
                .faults()
                .on("POST", "$batch")
                .answer(200, Map.of("Content-Type", "multipart/mixed; boundary=b"), head + rest);
    }

    /** Too long for an address. */
    private static ChangeQuery longQuery() {
        List<Filter> names = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            names.add(Filter.compare("name", Filter.Operator.EQ, "y".repeat(100) + i));
        }
        return new ChangeQuery(
                "account",
                List.of("name"),
                new Filter.Or(names),
                ChangePath.Tracking.WATERMARK,
                Optional.empty(),
                5_000);
    }

    private static Set<String> ids(int from, int to) {
        Set<String> ids = new LinkedHashSet<>();
        for (int i = from; i < to; i++) {
            ids.add(id(i));
        }
        return ids;
    }

    private long pageRequests() {
        return crm.context.events.stream()
                .filter(event -> event.operation().equals("changes"))
                .count();
    }

    @Test
    void PAGE_2_aPageOfTheFeedComesInSlicesAndItsCheckpointWithTheLastOne() {
        String removed = ",{\"@odata.context\":\"x/$deletedEntity\",\"id\":\"" + id(0) + "\",\"reason\":\"deleted\"}";
        answer("/accounts?", "{\"value\":[" + rows(0, ROWS) + removed + "]" + link("nextLink", "$skiptoken=2"));
        answer("skiptoken=2", "{\"value\":[" + rows(ROWS, ROWS) + "]" + link("deltaLink", "$deltatoken=3"));
        SandboxConnection.Delivery all = new SandboxConnection.Delivery();
        List<Integer> checkpoints = new ArrayList<>();
        try (ChangeStream stream = crm.facet(ChangeReader.class).changes(FEED)) {
            for (int i = 0; i < 100 && all.end == null; i++) {
                ChangeStep step = stream.next();
                if (step instanceof ChangePage page) {
                    assertThat(page.rows()).hasSizeLessThan(MOST_IN_A_SLICE);
                    all.add(page);
                    page.checkpoint().ifPresent(token -> checkpoints.add(all.rows.size() + all.removals.size()));
                } else {
                    all.end = step;
                }
            }
        }
        assertThat(all.pages).isGreaterThan(8);
        assertThat(all.rows.keySet()).isEqualTo(ids(1, 2 * ROWS));
        assertThat(all.removals).containsOnlyKeys(id(0));
        assertThat(checkpoints).first().isEqualTo(ROWS);
        assertThat(checkpoints).hasSizeLessThanOrEqualTo(2);
        assertThat(all.end).isInstanceOf(ChangeStep.End.class);
        assertThat(pageRequests()).isEqualTo(2);
    }

    @Test
    void PAGE_2_inTheOrderOfVersionsEachSliceHasACheckpointOfWhatCame() {
        answer("/accounts?", "{\"value\":[" + rows(0, ROWS) + "]}");
        int delivered = 0;
        int checkpoints = 0;
        try (ChangeStream stream = crm.facet(ChangeReader.class).changes(BY_VERSION)) {
            for (int i = 0; i < 100 && stream.next() instanceof ChangePage page; i++) {
                delivered += page.rows().size();
                if (page.checkpoint().isPresent()) {
                    checkpoints++;
                    String mark = DynamicsTokens.read(
                                    BY_VERSION, page.checkpoint().get())
                            .text();
                    assertThat(Watermark.parse(mark).version()).isEqualTo(1_000 + delivered - 1);
                }
            }
        }
        assertThat(delivered).isEqualTo(ROWS);
        assertThat(checkpoints).isGreaterThan(4);
    }

    @Test
    void PAGE_5_aPageThatBreaksInTheMiddleIsAnErrorAndIsReadAgainFromItsBeginning() {
        String whole = "{\"value\":[" + rows(0, ROWS) + "]" + link("deltaLink", "$deltatoken=3");
        answer("/accounts?", whole.substring(0, whole.length() / 2));
        answer("/accounts?", whole);
        Set<String> before = new LinkedHashSet<>();
        Set<String> after = new LinkedHashSet<>();
        List<ConnectorException> failures = new ArrayList<>();
        try (ChangeStream stream = crm.facet(ChangeReader.class).changes(FEED)) {
            for (int i = 0; i < 100; i++) {
                try {
                    if (!(stream.next() instanceof ChangePage page)) {
                        break;
                    }
                    page.rows().forEach(row -> (failures.isEmpty() ? before : after).add(row.id()));
                    assertThat(failures.isEmpty() && page.checkpoint().isPresent())
                            .isFalse();
                } catch (ConnectorException e) {
                    failures.add(e);
                }
            }
        }
        assertThat(failures).singleElement().satisfies(e -> {
            assertThat(e.kind()).isEqualTo(ErrorKind.PROTOCOL_ERROR);
            assertThat(e.entity()).contains("account");
        });
        assertThat(before).isNotEmpty().hasSizeLessThan(ROWS / 2 + 1);
        assertThat(after).isEqualTo(ids(0, ROWS));
        assertThat(pageRequests()).isEqualTo(2);
    }

    @Test
    void READ_4_aReadThatIsClosedInTheMiddleOfAPageEndsItsRequest() {
        answer("/accounts?", "{\"value\":[" + rows(0, ROWS) + "]" + link("deltaLink", "$deltatoken=3"));
        try (ChangeStream stream = crm.facet(ChangeReader.class).changes(FEED)) {
            assertThat(stream.next()).isInstanceOf(ChangePage.class);
            // what is still being read is told of at its end
            assertThat(pageRequests()).isZero();
        }
        assertThat(pageRequests()).isEqualTo(1);
    }

    @Test
    void LIM_anAnswerInsideABatchComesInSlicesToo() {
        String page = "{\"value\":[" + rows(0, ROWS) + "]}";
        crm.describe("account");
        batch(page + "\r\n--b--\r\n");
        SandboxConnection.Delivery all = crm.read(longQuery());
        assertThat(all.pages).isGreaterThan(4);
        assertThat(all.rows.keySet()).isEqualTo(ids(0, ROWS));
    }

    @Test
    void PAGE_5_anAnswerInsideABatchThatIsCutIsAnErrorAndNeverTheEnd() {
        crm.describe("account");
        String page = "{\"value\":[" + rows(0, ROWS);
        batch(page);
        assertThatThrownBy(() -> crm.read(longQuery())).isInstanceOf(ConnectorException.class);
    }
}
