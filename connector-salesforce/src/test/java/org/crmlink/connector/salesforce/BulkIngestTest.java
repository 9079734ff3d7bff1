package org.crmlink.connector.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.crmlink.sandbox.SalesforceOptions;
import org.crmlink.sandbox.SalesforceSandbox;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.Sleeper;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.sdk.upload.Uploader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Long runs of writes through ingest jobs: what goes there, what comes back, and what becomes of rows when something breaks. */
class BulkIngestTest {

    private static final String JOBS = "/jobs/ingest";

    @TempDir
    Path directory;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private SalesforceSandbox org;
    private TestContext context;
    private Connector connector;

    @BeforeEach
    void start() throws Exception {
        org = SalesforceSandbox.of(SalesforceOptions.builder().build()).start();
        org.backstage()
                .define(org.store()
                        .schema()
                        .object("Account")
                        .orElseThrow()
                        .with(List.of(
                                Field.of("Sync_Key__c", "Sync Key", FieldType.STRING)
                                        .length(100)
                                        .externalId()
                                        .build(),
                                Field.of("Exact__c", "Exact", FieldType.DOUBLE)
                                        .digits(18, 6)
                                        .build(),
                                Field.of("Day__c", "Day", FieldType.DATE).build(),
                                Field.of("Moment__c", "Moment", FieldType.DATETIME)
                                        .build())));
        connector = open(Map.of("bulk-ingest-rows", "3"));
        listen();
    }

    @AfterEach
    void stop() {
        connector.close();
        org.close();
    }

    private Connector open(Map<String, String> more) {
        Map<String, String> options = new HashMap<>(more);
        options.put("url", org.url());
        options.put("client-id", SalesforceOptions.DEFAULT_CLIENT);
        options.put("client-secret", SalesforceOptions.DEFAULT_SECRET);
        options.put("external-ids", "Account=Sync_Key__c");
        context = new TestContext(directory);
        context.sleeper = duration -> {};
        return new SalesforceConnectorProvider()
                .open(
                        Configuration.of(
                                new SalesforceConnectorProvider().descriptor().options(), options),
                        context);
    }

    private void reopen(Map<String, String> options) {
        connector.close();
        connector = open(options);
        requests.clear();
    }

    /** Notes what is asked; faults that are set later are asked first or not at all, so that tests clear none in between. */
    private void listen() {
        org.faults()
                .on(request -> {
                    requests.add(request.method() + " " + request.path().replaceAll("750\\w+", "ID"));
                    return false;
                })
                .always()
                .cutBefore();
    }

    private long sent(String method, String pathEnd) {
        return requests.stream()
                .filter(request -> request.startsWith(method + " ") && request.endsWith(pathEnd))
                .count();
    }

    private long jobs() {
        return sent("POST", JOBS);
    }

    private long collections() {
        return requests.stream()
                .filter(request -> request.contains("/composite/sobjects"))
                .count();
    }

    private Uploader uploader() {
        return connector.facet(Uploader.class).orElseThrow();
    }

    private static Mutation.Create create(String operation, Map<String, ? extends @Nullable Object> values) {
        return new Mutation.Create(operation, "Account", Optional.empty(), new LinkedHashMap<>(values));
    }

    private static List<Mutation> creates(int count) {
        return IntStream.range(0, count)
                .<Mutation>mapToObj(i -> create("operation-" + i, Map.of("Name", "name " + i)))
                .toList();
    }

    private Mutation.Update update(String id, Map<String, ? extends @Nullable Object> values) {
        return new Mutation.Update("update-" + id, "Account", id, new LinkedHashMap<>(values), Optional.empty());
    }

    private Object value(String id, String field) {
        return org.backstage().get("Account", id).orElseThrow().get(field);
    }

    private static String fates(List<MutationResult> results) {
        StringBuilder letters = new StringBuilder();
        results.forEach(
                result -> letters.append(result.getClass().getSimpleName().charAt(0)));
        return letters.toString();
    }

    private static String id(MutationResult result) {
        return ((MutationResult.Applied) result).id();
    }

    @Test
    void aLongRunMakesOneJobAndEachResultIsOfItsRow() {
        reopen(Map.of());
        List<Mutation> creates = creates(2_500);
        List<MutationResult> results = uploader().upload(creates);
        assertThat(jobs()).isEqualTo(1);
        assertThat(collections()).isZero();
        assertThat(results).hasSize(2_500);
        for (int i = 0; i < results.size(); i++) {
            MutationResult.Applied applied = (MutationResult.Applied) results.get(i);
            assertThat(applied.operationId()).isEqualTo("operation-" + i);
            assertThat(applied.id()).hasSize(18);
            assertThat(applied.version()).isEmpty();
            assertThat(applied.refetch()).isTrue();
            assertThat(value(applied.id(), "Name")).isEqualTo("name " + i);
        }
        assertThat(org.backstage().ids("Account")).hasSize(2_500);
        assertThat(sent("DELETE", JOBS + "/ID")).isEqualTo(1);
    }

    @Test
    void duplicatesAndRefusedRowsHaveTheirOwnFate() {
        uploader().upload(List.of(create("operation-1", Map.of("Name", "first"))));
        String first = org.backstage().ids("Account").iterator().next();
        List<Mutation> mutations = new ArrayList<>(creates(5));
        mutations.set(2, create("operation-2", Map.of("Site", "no name")));
        mutations.set(3, create("operation-3", Map.of("Name", "x".repeat(300))));
        List<MutationResult> results = uploader().upload(mutations);
        assertThat(jobs()).isEqualTo(1);
        assertThat(fates(results)).isEqualTo("ARRRA");
        assertThat(((MutationResult.Rejected) results.get(1)).error()).satisfies(error -> {
            assertThat(error.kind()).isEqualTo(ErrorKind.ALREADY_EXISTS);
            assertThat(error.recordId()).contains(first);
            assertThat(error.vendorCode()).contains("DUPLICATE_VALUE");
        });
        MutationResult.Rejected nameless = (MutationResult.Rejected) results.get(2);
        assertThat(nameless.error().kind()).isEqualTo(ErrorKind.INVALID_DATA);
        assertThat(nameless.error().vendorCode()).contains("REQUIRED_FIELD_MISSING");
        assertThat(nameless.fieldErrors()).extracting(error -> error.field()).containsExactly("Name");
        assertThat(((MutationResult.Rejected) results.get(3)).error().kind()).isEqualTo(ErrorKind.LIMIT_EXCEEDED);
        assertThat(value(first, "Name")).isEqualTo("first");
        assertThat(org.backstage().ids("Account")).hasSize(3);
    }

    @Test
    void valuesComeBackExactlyAndWhatIsNotSentStays() {
        String text = "a \"quoted\" 🎈, two\nlines;\r\n#N/A and 'more'";
        Map<String, Object> full = Map.of(
                "Name",
                " \"O'Neil\", Söhne",
                "Description",
                text,
                "Exact__c",
                new BigDecimal("123456789012.000001"),
                "NumberOfEmployees",
                7L,
                "Day__c",
                LocalDate.of(2024, 2, 29),
                "Moment__c",
                Instant.parse("2024-02-29T23:59:58Z"));
        List<Mutation> mutations = new ArrayList<>(creates(3));
        mutations.add(create("full", full));
        List<MutationResult> results = uploader().upload(mutations);
        String id = id(results.get(3));
        assertThat(jobs()).isEqualTo(1);
        assertThat(value(id, "Description")).isEqualTo(text);
        assertThat((BigDecimal) value(id, "Exact__c")).isEqualByComparingTo("123456789012.000001");
        assertThat(value(id, "Day__c")).hasToString("2024-02-29");
        assertThat(value(id, "Moment__c")).isEqualTo(Instant.parse("2024-02-29T23:59:58Z"));
        assertThat(value(id, "Name").toString()).contains("\"O'Neil\", Söhne");
        assertThat(value(id(results.get(0)), "Description")).isNull();

        Map<String, @Nullable Object> cleared = new HashMap<>();
        cleared.put("Description", null);
        cleared.put("Exact__c", null);
        cleared.put("Site", "");
        List<MutationResult> updated = uploader()
                .upload(List.of(
                        update(id, cleared),
                        update(id(results.get(0)), Map.of("Site", "north")),
                        update(id(results.get(1)), Map.of("NumberOfEmployees", 9L))));
        assertThat(fates(updated)).isEqualTo("AAA");
        assertThat(jobs()).isEqualTo(2);
        assertThat(value(id, "Description")).isNull();
        assertThat(value(id, "Exact__c")).isNull();
        assertThat(value(id, "NumberOfEmployees")).hasToString("7");
        assertThat(value(id(results.get(0)), "Site")).isEqualTo("north");
        assertThat(value(id(results.get(0)), "Name")).isEqualTo("name 0");
    }

    @Test
    void deletionsTellWhatWasGoneAlready() {
        List<String> ids =
                uploader().upload(creates(4)).stream().map(BulkIngestTest::id).toList();
        org.backstage().delete("Account", ids.get(2));
        List<MutationResult> results = uploader()
                .upload(ids.stream()
                        .<Mutation>map(id -> new Mutation.Delete("delete-" + id, "Account", id, Optional.empty()))
                        .toList());
        assertThat(jobs()).isEqualTo(2);
        assertThat(fates(results)).isEqualTo("AAAA");
        assertThat(results)
                .extracting(result -> ((MutationResult.Applied) result).alreadySo())
                .containsExactly(false, false, true, false);
        assertThat(results)
                .extracting(result -> ((MutationResult.Applied) result).refetch())
                .containsOnly(false);
        assertThat(org.backstage().ids("Account")).isEmpty();
    }

    @Test
    void anUpdateOfARecordThatIsGoneIsRefused() {
        List<String> ids =
                uploader().upload(creates(3)).stream().map(BulkIngestTest::id).toList();
        org.backstage().delete("Account", ids.get(1));
        List<MutationResult> results = uploader()
                .upload(ids.stream()
                        .<Mutation>map(id -> update(id, Map.of("Name", "new")))
                        .toList());
        assertThat(fates(results)).isEqualTo("ARA");
        assertThat(((MutationResult.Rejected) results.get(1)).error().kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void onlyWhatAJobCanSayGoesThere() {
        List<String> ids =
                uploader().upload(creates(6)).stream().map(BulkIngestTest::id).toList();
        String version = String.valueOf(value(ids.get(0), "SystemModstamp"));
        requests.clear();
        List<Mutation> others = new ArrayList<>();
        // too few, twice the same record, a base version, a text that means null there, and no key
        others.add(update(ids.get(0), Map.of("Name", "a")));
        others.add(update(ids.get(1), Map.of("Name", "b")));
        others.add(new Mutation.Update("again", "Account", ids.get(1), Map.of("Name", "c"), Optional.empty()));
        for (int i = 2; i < 5; i++) {
            others.add(new Mutation.Update("v" + i, "Account", ids.get(i), Map.of("Name", "d"), Optional.of(version)));
        }
        for (int i = 0; i < 3; i++) {
            others.add(create("null-" + i, Map.of("Name", "#N/A")));
            others.add(create("plain-" + i, Map.of("Name", "plain")));
        }
        for (int i = 0; i < 4; i++) {
            others.add(new Mutation.Create("c" + i, "Contact", Optional.empty(), Map.of("LastName", "n" + i)));
        }
        List<MutationResult> results = uploader().upload(others);
        assertThat(fates(results)).isEqualTo("A".repeat(others.size()));
        assertThat(jobs()).isZero();
        assertThat(value(ids.get(1), "Name")).isEqualTo("c");
        assertThat(value(id(results.get(6)), "Name")).isEqualTo("#N/A");
    }

    @Test
    void optionsThatJobsDoNotKnowKeepToCollections() {
        for (Map<String, String> options : List.of(
                Map.of("bulk-ingest-rows", "0"),
                Map.of("bulk-ingest-rows", "3", "allow-duplicates", "true"),
                Map.of("bulk-ingest-rows", "3", "auto-assign", "true"),
                Map.of("bulk-ingest-rows", "3", "api-version", "40.0"))) {
            reopen(options);
            Map<String, Object> values = Map.of("Name", "n");
            List<MutationResult> results = uploader()
                    .upload(IntStream.range(0, 4)
                            .<Mutation>mapToObj(i -> create(options.hashCode() + "-" + i, values))
                            .toList());
            assertThat(jobs()).as(options.toString()).isZero();
            assertThat(results).hasSize(4);
        }
    }

    @Test
    void aRunIsFollowedByWhatIsNoneAndByTheNext() {
        List<Mutation> mutations = new ArrayList<>(creates(4));
        mutations.add(new Mutation.Create("c", "Contact", Optional.empty(), Map.of("LastName", "n")));
        for (int i = 0; i < 3; i++) {
            mutations.add(create("more-" + i, Map.of("Name", "more " + i)));
        }
        List<MutationResult> results = uploader().upload(mutations);
        assertThat(fates(results)).isEqualTo("AAAAAAAA");
        assertThat(jobs()).isEqualTo(2);
        assertThat(collections()).isPositive();
        assertThat(value(id(results.get(7)), "Name")).isEqualTo("more 2");
    }

    @Test
    void aLostAnswerToTheClosingIsMadeUpForByAsking() {
        org.faults().on("PATCH", JOBS).cutAfter();
        assertThat(fates(uploader().upload(creates(4)))).isEqualTo("AAAA");
        assertThat(org.backstage().ids("Account")).hasSize(4);
        assertThat(sent("POST", JOBS)).isEqualTo(1);
    }

    @Test
    void aClosingThatMayBeOnItsWayLeavesAllUnknown() {
        org.faults().on("PATCH", JOBS).cutBefore();
        List<Mutation> mutations = new ArrayList<>(creates(4));
        mutations.add(new Mutation.Create("c", "Contact", Optional.empty(), Map.of("LastName", "n")));
        List<MutationResult> results = uploader().upload(mutations);
        assertThat(fates(results)).isEqualTo("UUUUD");
        assertThat(((MutationResult.Unknown) results.get(0)).cause().outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(org.backstage().ids("Account")).isEmpty();
        // the job was ended, so that nothing comes late
        assertThat(sent("PATCH", JOBS + "/ID")).isEqualTo(2);
        assertThat(uploader().settle(mutations.get(0), Instant.now())).isInstanceOf(MutationResult.Deferred.class);
    }

    @Test
    void whatCannotBeReadIsUnknownAndSettled() {
        org.faults().on("GET", "/successfulResults").always().cutWithin(60);
        List<Mutation> mutations = new ArrayList<>(creates(4));
        mutations.set(1, create("operation-1", Map.of("Site", "no name")));
        List<MutationResult> results = uploader().upload(mutations);
        assertThat(fates(results)).isEqualTo("URUU");
        assertThat(sent("DELETE", JOBS + "/ID")).isZero();
        assertThat(uploader().settle(mutations.get(0), Instant.now())).isInstanceOf(MutationResult.Applied.class);
    }

    @Test
    void aTableThatWasCutIsReadAgain() {
        org.faults().on("GET", "/successfulResults").cutWithin(60);
        org.faults().on("GET", JOBS + "/750").answer(503, Map.of(), "");
        assertThat(fates(uploader().upload(creates(4)))).isEqualTo("AAAA");
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void aTableThatDoesNotArriveChangesNothing() {
        org.faults().on("PUT", "/batches").times(2).cutBefore();
        assertThatThrownBy(() -> uploader().upload(creates(4)))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        error -> assertThat(error.outcome()).isEqualTo(Outcome.NOT_APPLIED));
        List<Mutation> mutations = new ArrayList<>(creates(5));
        mutations.add(0, new Mutation.Create("c", "Contact", Optional.empty(), Map.of("LastName", "n")));
        assertThat(fates(uploader().upload(mutations))).isEqualTo("ADDDDD");
        assertThat(org.backstage().ids("Account")).isEmpty();
        assertThat(sent("DELETE", JOBS + "/ID")).isEqualTo(2);
        assertThat(fates(uploader().upload(mutations.subList(1, 6)))).isEqualTo("AAAAA");
    }

    @Test
    void anObjectThatHasNoJobsIsWrittenByCollections() {
        org.faults()
                .on("POST", JOBS)
                .answer(
                        400,
                        Map.of("Content-Type", "application/json"),
                        "[{\"errorCode\":\"INVALIDENTITY\",\"message\":\"Account is not supported by the Bulk API\"}]");
        assertThat(fates(uploader().upload(creates(250)))).isEqualTo("A".repeat(250));
        assertThat(collections()).isEqualTo(2 + 2);
        uploader().upload(List.of(create("a", Map.of("Name", "a")), create("b", Map.of("Name", "b"))));
        assertThat(jobs()).isLessThanOrEqualTo(1);
    }

    @Test
    void rowsThatAFailedJobDidNotReachWaitAndGoByCollectionsThen() {
        Map<String, String> json = Map.of("Content-Type", "application/json");
        Map<String, String> csv = Map.of("Content-Type", "text/csv");
        org.faults().on("PATCH", JOBS).answer(200, json, "{\"state\":\"UploadComplete\"}");
        org.faults()
                .on(request -> request.method().equals("GET") && request.path().matches(".*/jobs/ingest/\\w+"))
                .answer(200, json, "{\"state\":\"Failed\",\"errorMessage\":\"InvalidBatch : Field name not found\"}");
        org.faults().on("GET", "/successfulResults").answer(200, csv, "sf__Id,sf__Created,Sync_Key__c,Name\n");
        org.faults().on("GET", "/failedResults").answer(200, csv, "");
        org.faults()
                .on("GET", "/unprocessedrecords")
                .answer(200, csv, "Name,Sync_Key__c\na,operation-2\nb,operation-0\nc,operation-1\n");
        List<MutationResult> results = uploader().upload(creates(3));
        assertThat(fates(results)).isEqualTo("DDD");
        assertThat(((MutationResult.Deferred) results.get(0)).cause()).hasMessageContaining("Field name not found");
        assertThat(fates(uploader().upload(creates(3)))).isEqualTo("AAA");
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void aJobThatTakesTooLongIsEndedAndWhatItDidIsTold() {
        reopen(Map.of("bulk-ingest-rows", "3", "call-timeout", "1s"));
        context.sleeper = Sleeper.SYSTEM;
        org.settings().jobPolls(Integer.MAX_VALUE);
        assertThat(fates(uploader().upload(creates(3)))).isEqualTo("AAA");
        assertThat(sent("PATCH", JOBS + "/ID")).isEqualTo(2);
        assertThat(sent("GET", JOBS + "/ID")).isGreaterThan(1);
    }

    @Test
    void anInterruptAfterTheClosingHasAnUnknownOutcome() {
        org.settings().jobPolls(5);
        uploader().upload(List.of(create("first", Map.of("Name", "first"))));
        context.sleeper = duration -> {
            throw new InterruptedException();
        };
        try {
            assertThatThrownBy(() -> uploader().upload(creates(3)))
                    .isInstanceOfSatisfying(ConnectorException.class, error -> {
                        assertThat(error.kind()).isEqualTo(ErrorKind.CANCELLED);
                        assertThat(error.outcome()).isEqualTo(Outcome.UNKNOWN);
                    });
            assertThat(Thread.interrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }
}
