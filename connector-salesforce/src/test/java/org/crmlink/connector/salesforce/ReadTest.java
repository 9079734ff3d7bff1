package org.crmlink.connector.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.FieldType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metadata, queries by REST and by Bulk, tokens. */
class ReadTest {

    private static final String QUERY = "GET /services/data/v62.0/query";
    private static final String QUERY_ALL = "GET /services/data/v62.0/queryAll";
    private static final List<String> FIELDS = List.of(
            "Name",
            "Revenue__c",
            "Employees",
            "Active__c",
            "Founded__c",
            "Opens__c",
            "Industry",
            "Colours__c",
            "OwnerId",
            "ParentId",
            "SystemModstamp");
    private static final String ONE =
            "{\"attributes\":{\"type\":\"Account\"},\"Name\":\"Ä \\\"q\\\"\",\"Revenue__c\":950000000.0,"
                    + "\"Employees\":7,\"Active__c\":true,\"Founded__c\":\"1999-12-31\",\"Opens__c\":\"10:30:00.000Z\","
                    + "\"Industry\":\"N/A\",\"Colours__c\":\"blue;red\",\"OwnerId\":\"00G000000000001EAA\",\"ParentId\":null,"
                    + "\"SystemModstamp\":\"2026-05-01T07:25:37.000+0000\",\"Id\":\"001dM00003jU9GxQAK\"}";
    private static final String CSV =
            "\"Name\",\"Revenue__c\",\"Employees\",\"Active__c\",\"Founded__c\",\"Opens__c\",\"Industry\","
                    + "\"Colours__c\",\"OwnerId\",\"ParentId\",\"SystemModstamp\",\"Id\"\n"
                    + "\"Ä \"\"q\"\"\",\"9.5E8\",\"7.0\",\"true\",\"1999-12-31\",\"10:30:00.000Z\",\"N/A\",\"blue;red\","
                    + "\"00G000000000001EAA\",\"\",\"2026-05-01T07:25:37.000Z\",\"001dM00003jU9GxQAK\"\n";

    @TempDir
    Path directory;

    private FakeOrg org;
    private Connector connector;

    @BeforeEach
    void start() throws Exception {
        org = FakeOrg.start();
        Describes.lay(org);
        connector = open(Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        connector.close();
        org.close();
    }

    private Connector open(Map<String, String> more) {
        Map<String, String> options = new HashMap<>(more);
        options.put("token", "given");
        options.put("api-version", "62.0");
        TestContext context = new TestContext(directory);
        context.sleeper = time -> {};
        return org.open(context, options);
    }

    private ChangeReader reader() {
        return connector.facet(ChangeReader.class).orElseThrow();
    }

    private static ChangeQuery query(List<String> fields, Filter filter) {
        return new ChangeQuery("Account", fields, filter, ChangePath.Tracking.WATERMARK, Optional.empty(), 2_000);
    }

    private static String page(boolean done, String next, String... records) {
        return "{\"totalSize\":" + records.length + ",\"done\":" + done
                + (next.isEmpty() ? "" : ",\"nextRecordsUrl\":\"" + next + "\"") + ",\"records\":["
                + String.join(",", records) + "]}";
    }

    private static String row(String id, String stamp, boolean deleted) {
        return "{\"attributes\":{\"type\":\"Account\"},\"Name\":\"n\",\"Id\":\""
                + SalesforceIds.normalise(id).orElseThrow() + "\",\"SystemModstamp\":\"" + stamp + "\",\"IsDeleted\":"
                + deleted + "}";
    }

    private record Read(List<Row> rows, List<Removal> removals, List<SyncToken> checkpoints, ChangeStep end) {}

    private Read readAll(ChangeQuery query) {
        List<Row> rows = new ArrayList<>();
        List<Removal> removals = new ArrayList<>();
        List<SyncToken> checkpoints = new ArrayList<>();
        try (ChangeStream stream = reader().changes(query)) {
            for (int i = 0; i < 100; i++) {
                ChangeStep step = stream.next();
                if (!(step instanceof ChangePage page)) {
                    return new Read(rows, removals, checkpoints, step);
                }
                assertThat(page.unreadable()).isEmpty();
                rows.addAll(page.rows());
                removals.addAll(page.removals());
                page.checkpoint().ifPresent(checkpoints::add);
            }
        }
        throw new AssertionError("the read does not end");
    }

    @Test
    void describesBecomeMetadata() {
        EntityMetadata metadata = connector.facet(EntityMetadata.class).orElseThrow();
        assertThat(metadata.entities())
                .extracting(entity -> entity.name())
                .containsExactly("Account", "Group", "Task", "User");
        EntityType account = metadata.describe(Set.of("Account")).get(0);
        assertThat(account.field("BillingAddress")).isEmpty();
        assertThat(account.field("OwnerId").orElseThrow().targets()).containsExactly("Group", "User");
        assertThat(account.field("Name").orElseThrow().required()).isTrue();
        assertThat(account.field("New__c").orElseThrow().type()).isEqualTo(FieldType.TEXT);
        assertThat(account.field("Industry").orElseThrow().options()).hasSize(1);
        assertThat(account.alternateKeys()).extracting(key -> key.name()).containsExactly("Key__c");
        assertThat(account.relationships())
                .extracting(relationship -> relationship.name())
                .contains("Account.OwnerId.User", "Task.WhatId.Account");
    }

    @Test
    void aSecondLookAtTheSchemaAsksWhetherItHasChanged() {
        EntityMetadata metadata = connector.facet(EntityMetadata.class).orElseThrow();
        String version = metadata.schemaVersion();
        org.on(
                "GET /services/data/v62.0/sobjects",
                new MockResponse.Builder().code(304).build());
        assertThat(metadata.schemaVersion()).isEqualTo(version);
        List<RecordedRequest> asked = org.request("GET /services/data/v62.0/sobjects");
        assertThat(asked.get(1).getHeaders().get("If-Modified-Since")).isEqualTo("Wed, 06 May 2026 09:49:20 GMT");
    }

    @Test
    void bothWaysGiveTheSameRows() {
        org.on(QUERY, FakeOrg.json(page(true, "", ONE)));
        Row byQuery = readAll(query(FIELDS, Filter.all())).rows().get(0);
        assertThat(byQuery.values())
                .containsExactly(
                        "Ä \"q\"",
                        new BigDecimal("950000000.00"),
                        7L,
                        true,
                        LocalDate.of(1999, 12, 31),
                        LocalTime.of(10, 30),
                        "N/A",
                        List.of("red", "blue"),
                        new RecordRef("Group", "00G000000000001EAA"),
                        null,
                        Instant.parse("2026-05-01T07:25:37Z"));
        connector.close();
        connector = open(Map.of("bulk-threshold", "1"));
        String job = "/services/data/v62.0/jobs/query";
        org.on("POST " + job, FakeOrg.json("{\"id\":\"750Tn000004ZoR3IAK\",\"state\":\"UploadComplete\"}"));
        org.on(
                "GET " + job + "/750Tn000004ZoR3IAK",
                FakeOrg.json("{\"state\":\"InProgress\"}"),
                FakeOrg.json("{\"state\":\"JobComplete\"}"));
        org.on(
                "GET " + job + "/750Tn000004ZoR3IAK/results",
                new MockResponse.Builder()
                        .addHeader("Content-Type", "text/csv")
                        .addHeader("Sforce-NumberOfRecords", "1")
                        .addHeader("Sforce-Locator", "null")
                        .body(CSV)
                        .build());
        Read byBulk = readAll(query(FIELDS, Filter.all()));
        assertThat(byBulk.rows()).containsExactly(byQuery);
        assertThat(FakeOrg.text(org.request("POST " + job).get(0))).doesNotContain("ORDER BY");
        assertThat(org.request("DELETE " + job + "/750Tn000004ZoR3IAK")).hasSize(1);
    }

    @Test
    void aRefusedJobLeavesTheQuery() {
        connector.close();
        connector = open(Map.of("bulk-threshold", "1"));
        org.on(QUERY, FakeOrg.json(page(true, "", ONE)));
        org.on(
                "POST /services/data/v62.0/jobs/query",
                FakeOrg.json(400, "[{\"errorCode\":\"INVALIDENTITY\",\"message\":\"no\"}]"));
        assertThat(readAll(query(FIELDS, Filter.all())).rows()).hasSize(1);
    }

    @Test
    void pagesAreFollowedAndChangesReadFromTheOverlapOn() {
        String locator = "/services/data/v62.0/query/0r8xx-2000";
        org.on(
                QUERY,
                FakeOrg.json(page(false, locator, row("001000000000001", "2026-05-06T09:00:00.000+0000", false))));
        org.on(
                "GET " + locator,
                FakeOrg.json(page(true, "", row("001000000000002", "2026-05-06T09:59:00.000+0000", false))));
        ChangeQuery full = query(List.of("Name"), Filter.all());
        Read first = readAll(full);
        assertThat(first.rows()).hasSize(2);
        assertThat(first.checkpoints()).hasSize(1);
        assertThat(org.request(QUERY).get(0).getUrl().queryParameter("q"))
                .isEqualTo("SELECT Name,Id,SystemModstamp FROM Account ORDER BY SystemModstamp,Id");

        org.on(
                QUERY_ALL,
                FakeOrg.json(page(
                        true,
                        "",
                        row("001000000000002", "2026-05-06T09:59:00.000+0000", false),
                        row("001000000000001", "2026-05-06T10:01:00.000+0000", true))));
        SyncToken token = ((ChangeStep.End) first.end()).token();
        Read second = readAll(full.since(token));
        assertThat(second.rows()).hasSize(1);
        assertThat(second.removals())
                .containsExactly(
                        new Removal(SalesforceIds.normalise("001000000000001").orElseThrow(), Removal.Reason.DELETED));
        // The server's clock says 10:00:00; ten minutes are looked back.
        assertThat(org.request(QUERY_ALL).get(0).getUrl().queryParameter("q"))
                .isEqualTo("SELECT Name,Id,SystemModstamp,IsDeleted FROM Account"
                        + " WHERE SystemModstamp >= 2026-05-06T09:50:00.000Z ORDER BY SystemModstamp,Id");

        Read resumed = readAll(full.since(first.checkpoints().get(0)));
        assertThat(resumed.rows()).hasSize(1);
        assertThat(org.request(QUERY_ALL).get(1).getUrl().queryParameter("q")).contains(">= 2026-05-06T09:00:00.000Z");
    }

    @Test
    void aDeadLocatorIsReplacedFromWhereTheReadStands() {
        String locator = "/services/data/v62.0/query/0r8xx-2000";
        org.on(
                QUERY,
                FakeOrg.json(page(false, locator, row("001000000000001", "2026-05-06T09:00:00.000+0000", false))),
                FakeOrg.json(page(true, "", row("001000000000002", "2026-05-06T09:30:00.000+0000", false))));
        org.on(
                "GET " + locator,
                FakeOrg.json(400, "[{\"errorCode\":\"INVALID_QUERY_LOCATOR\",\"message\":\"invalid query locator\"}]"));
        Read read = readAll(query(List.of("Name"), Filter.all()));
        assertThat(read.rows()).hasSize(2);
        assertThat(org.request(QUERY).get(1).getUrl().queryParameter("q"))
                .contains("SystemModstamp >= 2026-05-06T09:00:00.000Z");
    }

    @Test
    void aTokenOlderThanTheBinAsksForAFullRead() {
        org.on(QUERY, FakeOrg.json(page(true, "")));
        ChangeQuery full = query(List.of("Name"), Filter.all());
        SyncToken token = ((ChangeStep.End) readAll(full).end()).token();
        org.on(
                QUERY_ALL,
                FakeOrg.json(page(true, ""))
                        .newBuilder()
                        .setHeader("Date", "Thu, 21 May 2026 10:00:00 GMT")
                        .build());
        assertThat(readAll(full.since(token)).end()).isInstanceOf(ChangeStep.ResyncRequired.class);
    }

    @Test
    void aSpoiltAnswerIsNoEnd() {
        for (String body : List.of(
                "{}", "", "{\"done\":true}", "{\"done\":false,\"records\":[]}", page(true, "", ONE) + "x", "[]")) {
            org.on(QUERY, FakeOrg.json(body));
            assertThatThrownBy(() -> readAll(query(FIELDS, Filter.all())))
                    .as(body)
                    .isInstanceOfSatisfying(
                            ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PROTOCOL_ERROR));
        }
    }

    @Test
    void filtersAreEscapedAndTheRestIsLeftToTheHost() {
        org.on(QUERY, FakeOrg.json(page(true, "")));
        Filter filter = Filter.compare("Name", Filter.Operator.EQ, "O'Neil\\ \"x\"")
                .and(new Filter.TextMatch("Name", Filter.Match.CONTAINS, "50%_"))
                .and(new Filter.In("OwnerId", List.of("005dM00000awSFJQA2")))
                .and(new Filter.Related("ParentId", "Account", Filter.compare("Employees", Filter.Operator.GT, 5L)));
        try (ChangeStream stream = reader().changes(query(List.of("Name"), filter))) {
            assertThat(stream.next()).isInstanceOf(ChangeStep.End.class);
            assertThat(stream.residual().fields()).containsExactly("Name");
        }
        assertThat(org.request(QUERY).get(0).getUrl().queryParameter("q"))
                .contains("Name = 'O\\'Neil\\\\ \"x\"'")
                .contains("Name LIKE '%50\\%\\_%'")
                .contains("OwnerId IN ('005dM00000awSFJQA2')")
                .contains("(ParentId != null AND (Parent.Employees > 5 AND Parent.Employees != null))");
    }

    @Test
    void recordsAreFetchedByIdInThisSpellingAlone() {
        String path = "POST /services/data/v62.0/composite/sobjects/Account";
        org.on(path, FakeOrg.json("[" + ONE + ",null]"));
        List<String> ids = List.of("001dM00003jU9GxQAK", "001000000000009AAA", "001dM00003jU9Gx");
        FetchResult found = reader().fetch("Account", ids, FIELDS);
        assertThat(found.rows()).hasSize(1);
        assertThat(found.missing()).containsExactly("001000000000009AAA", "001dM00003jU9Gx");
        assertThat(FakeOrg.text(org.request(path).get(0))).contains("\"fields\":[\"Name\"");
    }
}
