package org.crmlink.connector.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.crmlink.sandbox.http.Faults;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.upload.FieldError;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.sdk.upload.Uploader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writing through $batch (dynamics.md §7). */
class DynamicsUploaderTest {

    @TempDir
    Path directory;

    private SandboxConnection crm;

    @BeforeEach
    void connect() {
        crm = SandboxConnection.open(directory, options -> options.records(10), Map.of());
    }

    @AfterEach
    void disconnect() {
        crm.close();
    }

    private Optional<Row> stored(String table, String id) {
        return crm.sandbox.store().get(table, RecordId.guid(id));
    }

    private Row anyAccount() {
        return crm.sandbox.store().scan("account", null, 1).get(0);
    }

    private static Mutation.Create create(String entity, String id, Map<String, Object> values) {
        return new Mutation.Create("create-" + id, entity, Optional.of(id), new HashMap<>(values));
    }

    private static Mutation.Update update(String entity, String id, Map<String, Object> values, Optional<String> base) {
        return new Mutation.Update("update-" + id, entity, id, new HashMap<>(values), base);
    }

    private String version(String entity, String id) {
        return crm.facet(ChangeReader.class)
                .fetch(entity, List.of(id), List.of())
                .rows()
                .get(0)
                .version()
                .orElseThrow();
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    @Test
    void TYPE_1_everyKindOfValueComesBackAsItWasSent() {
        String id = id();
        String account = anyAccount().id().text();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("new_name", "Tajný projekt „žluť“ 🦄 <&>'\"\\ \t");
        values.put("new_notes", "first\nsecond");
        values.put("new_effort", 99_999L);
        values.put("new_factor", new BigDecimal("12345.0000000001"));
        values.put("new_budget", new BigDecimal("1234567.8900"));
        values.put("new_weight", 0.25);
        values.put("new_ispublic", true);
        values.put("new_deadline", Instant.parse("2024-02-29T23:59:59Z"));
        values.put("new_startdate", LocalDate.of(2024, 2, 29));
        values.put("new_kickoff", LocalDateTime.of(2024, 3, 31, 2, 30, 0));
        values.put("new_phase", "896320002");
        values.put("new_tags", List.of("896320000", "896320003"));
        values.put("new_externalid", id());
        values.put("new_account", new RecordRef("account", account));

        MutationResult result = crm.upload(create("new_project", id, values)).get(0);
        assertThat(result).isInstanceOfSatisfying(MutationResult.Applied.class, applied -> {
            assertThat(applied.id()).isEqualTo(id);
            assertThat(applied.version()).contains(version("new_project", id));
            assertThat(applied.serverValues().keySet()).isSubsetOf("new_factor", "new_budget", "new_notes");
        });
        FetchResult back =
                crm.facet(ChangeReader.class).fetch("new_project", List.of(id), List.copyOf(values.keySet()));
        assertThat(back.unreadable()).isEmpty();
        EntityType type = crm.describe("new_project");
        int index = 0;
        for (Map.Entry<String, Object> sent : values.entrySet()) {
            Object held = back.rows().get(0).value(index++);
            Field field = type.field(sent.getKey()).orElseThrow();
            assertThat(WrittenValues.equivalent(field.type(), sent.getValue(), held))
                    .as("%s: sent %s, held %s", sent.getKey(), sent.getValue(), held)
                    .isTrue();
        }
        assertThat((BigDecimal) back.rows().get(0).value(3)).isEqualByComparingTo("12345.0000000001");
    }

    @Test
    void everyFieldCanBeCleared() {
        String id = id();
        crm.upload(create(
                "new_project",
                id,
                Map.of(
                        "new_name",
                        "x",
                        "new_effort",
                        5L,
                        "new_account",
                        new RecordRef("account", anyAccount().id().text()),
                        "new_tags",
                        List.of("896320001"))));
        Map<String, Object> nulls = new HashMap<>();
        nulls.put("new_effort", null);
        nulls.put("new_account", null);
        nulls.put("new_tags", null);
        assertThat(crm.upload(update("new_project", id, nulls, Optional.empty())))
                .singleElement()
                .isInstanceOf(MutationResult.Applied.class);
        Row row = stored("new_project", id).orElseThrow();
        assertThat(row.get("new_effort")).isNull();
        assertThat(row.get("new_account")).isNull();
        assertThat(row.get("new_tags")).isNull();
    }

    @Test
    void aPolymorphicLookupIsBoundByTheNavigationOfItsTarget() {
        String first = id();
        String second = id();
        RecordRef account = new RecordRef("account", anyAccount().id().text());
        List<MutationResult> results = crm.upload(
                create("contact", first, Map.of("lastname", "A", "parentcustomerid", account)),
                create(
                        "contact",
                        second,
                        Map.of("lastname", "B", "parentcustomerid", new RecordRef("contact", first))));
        assertThat(results)
                .allSatisfy(result -> assertThat(result)
                        .isInstanceOfSatisfying(
                                MutationResult.Applied.class,
                                applied -> assertThat(applied.serverValues()).isEmpty()));
        assertThat(stored("contact", first).orElseThrow().get("parentcustomerid"))
                .isEqualTo(new Reference("account", anyAccount().id()));
        assertThat(((Reference) stored("contact", second).orElseThrow().get("parentcustomerid")).table())
                .isEqualTo("contact");
        Map<String, Object> cleared = new HashMap<>();
        cleared.put("parentcustomerid", null);
        crm.upload(update("contact", second, cleared, Optional.empty()));
        assertThat(stored("contact", second).orElseThrow().get("parentcustomerid"))
                .isNull();
    }

    @Test
    void UP_3_updatesAndDeletesOfAMissingRecord() {
        String gone = id();
        List<MutationResult> results = crm.upload(
                update("account", gone, Map.of("name", "x"), Optional.empty()),
                update("account", gone, Map.of("name", "x"), Optional.of("W/\"1\"")),
                new Mutation.Delete("delete", "account", gone, Optional.empty()));
        assertThat(results.get(0))
                .isInstanceOfSatisfying(
                        MutationResult.Rejected.class,
                        rejected -> assertThat(rejected.error().kind()).isEqualTo(ErrorKind.NOT_FOUND));
        assertThat(results.get(1)).isEqualTo(new MutationResult.Conflict("update-" + gone, true, Optional.empty()));
        assertThat(results.get(2))
                .isInstanceOfSatisfying(
                        MutationResult.Applied.class,
                        applied -> assertThat(applied.alreadySo()).isTrue());
        assertThat(stored("account", gone)).isEmpty();
    }

    @Test
    void CFL_2_aStaleVersionIsAConflictAndChangesNothing() {
        String id = anyAccount().id().text();
        String old = version("account", id);
        crm.sandbox.store().update("account", anyAccount().id(), Map.of("name", "Theirs"));
        List<MutationResult> results = crm.upload(
                update("account", id, Map.of("name", "Mine"), Optional.of(old)),
                new Mutation.Delete("d", "account", id, Optional.of(old)));
        assertThat(results)
                .allSatisfy(result -> assertThat(result)
                        .isInstanceOfSatisfying(
                                MutationResult.Conflict.class,
                                conflict -> assertThat(conflict.deleted()).isFalse()));
        assertThat(stored("account", id).orElseThrow().get("name")).isEqualTo("Theirs");
        assertThat(crm.upload(update("account", id, Map.of("name", "Mine"), Optional.of(version("account", id)))))
                .singleElement()
                .isInstanceOf(MutationResult.Applied.class);
    }

    @Test
    void CFL_3_aBaseVersionIsRefusedWhereTheServerChecksNone() {
        Row post = crm.sandbox.store().insert("post", Map.of("text", "hello"));
        assertThat(crm.upload(update("post", post.id().text(), Map.of("text", "x"), Optional.of("W/\"1\""))))
                .singleElement()
                .isInstanceOfSatisfying(MutationResult.Rejected.class, rejected -> {
                    assertThat(rejected.error().kind()).isEqualTo(ErrorKind.UNSUPPORTED);
                    assertThat(rejected.error().getMessage()).contains("does not declare");
                });
    }

    @Test
    void IDEM_1_aSecondCreateWithTheSameIdMakesNoSecondRecord() {
        String id = id();
        Mutation.Create create = create("account", id, Map.of("name", "Once"));
        assertThat(crm.upload(create)).singleElement().isInstanceOf(MutationResult.Applied.class);
        int count = crm.sandbox.store().count("account");
        assertThat(crm.upload(create))
                .singleElement()
                .isInstanceOfSatisfying(
                        MutationResult.Rejected.class,
                        rejected -> assertThat(rejected.error().kind()).isEqualTo(ErrorKind.ALREADY_EXISTS));
        assertThat(crm.sandbox.store().count("account")).isEqualTo(count);
        assertThat(crm.facet(Uploader.class).settle(create, Instant.now())).isInstanceOf(MutationResult.Applied.class);
    }

    @Test
    void LOAD_6_nothingIsAnsweredAfterCloseEvenWhereNothingHadToBeAsked() {
        Mutation.Create create = new Mutation.Create("op", "account", Optional.empty(), Map.of("name", "x"));
        Uploader uploader = crm.facet(Uploader.class);
        uploader.upload(List.of(create));
        crm.connector.close();
        assertThatThrownBy(() -> uploader.settle(create, Instant.now())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> uploader.upload(List.of())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> crm.upload(create("nosuchentity", id(), Map.of())))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void CFL_4_aKeyThatIsTakenDoesNotNameTheRecordThatWasRefused() throws Exception {
        crm.sandbox.define(
                "key.json",
                Map.of(
                        "tables",
                        List.of(Map.of(
                                "schemaName",
                                "new_Part",
                                "primaryName",
                                "new_code",
                                "columns",
                                List.of(Map.of("schemaName", "new_Code", "type", "string")),
                                "keys",
                                List.of(Map.of("schemaName", "new_CodeKey", "columns", List.of("new_code")))))));
        String first = id();
        String second = id();
        crm.upload(create("new_part", first, Map.of("new_code", "A-1")));
        assertThat(crm.upload(
                        create("new_part", second, Map.of("new_code", "A-1")),
                        create("new_part", first, Map.of("new_code", "A-2"))))
                .satisfiesExactly(
                        key -> assertThat(existing(key))
                                .as("which one it is, the server does not tell")
                                .isEmpty(),
                        record -> assertThat(existing(record)).contains(first));
    }

    private static Optional<String> existing(MutationResult result) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        MutationResult.Rejected.class,
                        rejected -> assertThat(rejected.error().kind()).isEqualTo(ErrorKind.ALREADY_EXISTS));
        return ((MutationResult.Rejected) result).error().recordId();
    }

    @Test
    void TYPE_5_aTextThatIsTooLongIsBeyondTheLimitAndAnythingElseIsWrong() {
        Map<String, Object> tooLong = Map.of("name", "x".repeat(161));
        Map<String, Object> alsoWrong = Map.of("name", "x".repeat(161), "numberofemployees", -1L);
        assertThat(crm.upload(create("account", id(), tooLong), create("account", id(), alsoWrong)))
                .satisfiesExactly(
                        limit -> assertRejected(limit, ErrorKind.LIMIT_EXCEEDED, "name"),
                        wrong -> assertRejected(wrong, ErrorKind.INVALID_DATA, "name", "numberofemployees"));
    }

    private static void assertRejected(MutationResult result, ErrorKind kind, String... fields) {
        assertThat(result).isInstanceOfSatisfying(MutationResult.Rejected.class, rejected -> {
            assertThat(rejected.error().kind()).isEqualTo(kind);
            assertThat(rejected.fieldErrors()).extracting(FieldError::field).containsExactlyInAnyOrder(fields);
        });
    }

    @Test
    void aCreateWithoutIdLearnsItFromTheServer() {
        List<MutationResult> results =
                crm.upload(new Mutation.Create("op", "account", Optional.empty(), Map.of("name", "Server's choice")));
        assertThat(results)
                .singleElement()
                .isInstanceOfSatisfying(
                        MutationResult.Applied.class,
                        applied -> assertThat(stored("account", applied.id())).isPresent());
    }

    @Test
    void PART_1_refusedMutationsDoNotStopTheOthers() {
        String good = id();
        String missing = id();
        Map<String, Object> unknown = Map.of("name", "x", "nosuchfield", 1L);
        List<MutationResult> results = crm.upload(
                create("account", id(), unknown),
                create("account", id(), Map.of("name", "x".repeat(161))),
                create("account", id(), Map.of("name", 5L)),
                create("account", id(), Map.of("name", "x", "modifiedon", Instant.EPOCH)),
                create("account", id(), Map.of("name", "x", "primarycontactid", new RecordRef("contact", missing))),
                create("account", id(), Map.of("name", "x", "primarycontactid", new RecordRef("lead", missing))),
                create("account", id(), Map.of("name", "x", "industrycode", "99999")),
                create("nosuchentity", id(), Map.of("name", "x")),
                create("account", good, Map.of("name", "good")));
        assertThat(results.subList(0, 8))
                .allSatisfy(result -> assertThat(result)
                        .isInstanceOfSatisfying(
                                MutationResult.Rejected.class,
                                rejected ->
                                        assertThat(rejected.error().outcome()).isEqualTo(Outcome.NOT_APPLIED)));
        List<MutationResult.Rejected> rejected = results.subList(0, 8).stream()
                .map(MutationResult.Rejected.class::cast)
                .toList();
        assertThat(rejected.get(0).fieldErrors())
                .singleElement()
                .satisfies(error -> assertThat(error.field()).isEqualTo("nosuchfield"));
        assertThat(rejected.get(1).error().kind()).isEqualTo(ErrorKind.LIMIT_EXCEEDED);
        assertThat(rejected.get(3).fieldErrors())
                .extracting(error -> error.field())
                .containsExactly("modifiedon");
        assertThat(rejected.get(4).error().kind()).isEqualTo(ErrorKind.INVALID_DATA);
        assertThat(rejected.get(4).fieldErrors())
                .extracting(error -> error.field())
                .containsExactly("primarycontactid");
        assertThat(rejected.get(5).fieldErrors())
                .extracting(error -> error.field())
                .containsExactly("primarycontactid");
        assertThat(rejected.get(7).error().kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(results.get(8)).isInstanceOf(MutationResult.Applied.class);
        assertThat(stored("account", good)).isPresent();
    }

    @Test
    void aDeletionThatOtherRecordsForbidIsRefused() {
        Row product = crm.sandbox.store().insert("product", Map.of("name", "P", "productnumber", "p-1"));
        Row customer = anyAccount();
        crm.sandbox
                .store()
                .insert(
                        "incident",
                        Map.of(
                                "title", "I",
                                "customerid", new Reference("account", customer.id()),
                                "productid", new Reference("product", product.id())));
        List<MutationResult> results =
                crm.upload(new Mutation.Delete("d", "product", product.id().text(), Optional.empty()));
        assertThat(results)
                .singleElement()
                .isInstanceOfSatisfying(
                        MutationResult.Rejected.class,
                        rejected -> assertThat(rejected.error().vendorCode()).contains("0x80040227"));
        assertThat(stored("product", product.id().text())).isPresent();
    }

    @Test
    void UP_4_anyNumberOfMutationsHasResultsInTheirOrder() {
        List<Mutation> mutations = new ArrayList<>();
        for (int i = 0; i < 1_150; i++) {
            mutations.add(
                    i % 100 == 7
                            ? new Mutation.Update(
                                    "op-" + i, "account", id(), Map.of("name", "missing"), Optional.empty())
                            : new Mutation.Create("op-" + i, "account", Optional.of(id()), Map.of("name", "n" + i)));
        }
        crm.upload(create("account", id(), Map.of("name", "warm up")));
        crm.sandbox.requests().clear();
        List<MutationResult> results = crm.facet(Uploader.class).upload(mutations);
        assertThat(results)
                .extracting(MutationResult::operationId)
                .containsExactlyElementsOf(
                        mutations.stream().map(Mutation::operationId).toList());
        for (int i = 0; i < results.size(); i++) {
            assertThat(results.get(i))
                    .isInstanceOf(i % 100 == 7 ? MutationResult.Rejected.class : MutationResult.Applied.class);
        }
        assertThat(crm.sandbox.requests().calls()).isEqualTo(2);
    }

    @Test
    void pairsAreLinkedAndUnlinkedAndRepeatingIsNoError() {
        Row project = crm.sandbox.store().insert("new_project", Map.of("new_name", "P"));
        RecordRef first = new RecordRef("new_project", project.id().text());
        RecordRef second = new RecordRef(
                "contact",
                crm.sandbox.store().scan("contact", null, 1).get(0).id().text());
        Mutation.Link link = new Mutation.Link("l", "new_new_project_contact", first, second);
        Mutation.Link backwards = new Mutation.Link("l2", "new_new_project_contact", second, first);
        Mutation.Unlink unlink = new Mutation.Unlink("u", "new_new_project_contact", first, second);
        int before = crm.sandbox.store().count("new_new_project_contact");

        Uploader uploader = crm.facet(Uploader.class);
        assertThat(uploader.settle(link, Instant.now())).isInstanceOf(MutationResult.Deferred.class);
        assertThat(((MutationResult.Applied) crm.upload(link).get(0)).alreadySo())
                .isFalse();
        assertThat(uploader.settle(link, Instant.now())).isInstanceOf(MutationResult.Applied.class);
        assertThat(((MutationResult.Applied) crm.upload(backwards).get(0)).alreadySo())
                .isTrue();
        assertThat(crm.sandbox.store().count("new_new_project_contact")).isEqualTo(before + 1);
        assertThat(uploader.settle(unlink, Instant.now())).isInstanceOf(MutationResult.Deferred.class);
        assertThat(((MutationResult.Applied) crm.upload(unlink).get(0)).alreadySo())
                .isFalse();
        assertThat(((MutationResult.Applied) crm.upload(unlink).get(0)).alreadySo())
                .isTrue();
        assertThat(crm.sandbox.store().count("new_new_project_contact")).isEqualTo(before);
    }

    @Test
    void anUpsertByKeyCreatesAndThenUpdates() {
        Mutation.Upsert first =
                new Mutation.Upsert("u1", "new_project", Map.of("new_code", "A/1'&?"), Map.of("new_name", "First"));
        MutationResult.Applied created =
                (MutationResult.Applied) crm.upload(first).get(0);
        Mutation.Upsert second =
                new Mutation.Upsert("u2", "new_project", Map.of("new_code", "A/1'&?"), Map.of("new_name", "Second"));
        MutationResult.Applied updated =
                (MutationResult.Applied) crm.upload(second).get(0);
        assertThat(updated.id()).isEqualTo(created.id());
        assertThat(stored("new_project", created.id()).orElseThrow().get("new_name"))
                .isEqualTo("Second");
        assertThat(crm.facet(Uploader.class).settle(second, Instant.now())).isInstanceOf(MutationResult.Applied.class);
        assertThat(crm.upload(
                        new Mutation.Upsert("u3", "new_project", Map.of("new_name", "First"), Map.of("new_code", "x"))))
                .singleElement()
                .isInstanceOf(MutationResult.Rejected.class);
    }

    @Test
    void IDEM_2_aLostAnswerIsUnknownAndTheRequestTravelsOnce() {
        String id = id();
        Mutation.Create create = create("account", id, Map.of("name", "Lost"));
        crm.describe("account");
        Faults.Fault lost = crm.sandbox.faults().on("POST", "$batch").cutAfter();
        crm.sandbox.requests().clear();
        List<MutationResult> results = crm.upload(create);
        assertThat(lost.fired()).isEqualTo(1);
        assertThat(results).singleElement().isInstanceOf(MutationResult.Unknown.class);
        assertThat(crm.sandbox
                        .requests()
                        .count(entry -> !entry.batched() && entry.target().contains("$batch")))
                .isEqualTo(1);
        assertThat(stored("account", id)).isPresent();
        assertThat(crm.facet(Uploader.class).settle(create, Instant.now()))
                .isInstanceOfSatisfying(MutationResult.Applied.class, applied -> {
                    assertThat(applied.id()).isEqualTo(id);
                    assertThat(applied.version()).contains(version("account", id));
                });
    }

    @Test
    void aWriteThatNeverArrivedIsSettledAsDeferred() {
        String id = id();
        Mutation.Create create = create("account", id, Map.of("name", "Never"));
        String account = anyAccount().id().text();
        Mutation.Update update =
                update("account", account, Map.of("name", "Never"), Optional.of(version("account", account)));
        Mutation.Delete delete = new Mutation.Delete("d", "account", account, Optional.of(version("account", account)));
        crm.describe("account");
        Faults.Fault cut = crm.sandbox.faults().on("POST", "$batch").cutBefore();
        List<MutationResult> results = crm.upload(create, update, delete);
        assertThat(cut.fired()).isEqualTo(1);
        assertThat(results).allSatisfy(result -> assertThat(result).isInstanceOf(MutationResult.Unknown.class));
        Uploader uploader = crm.facet(Uploader.class);
        assertThat(uploader.settle(create, Instant.now())).isInstanceOf(MutationResult.Deferred.class);
        assertThat(uploader.settle(update, Instant.now())).isInstanceOf(MutationResult.Deferred.class);
        assertThat(uploader.settle(delete, Instant.now())).isInstanceOf(MutationResult.Deferred.class);
        crm.sandbox.store().update("account", anyAccount().id(), Map.of("name", "Somebody else"));
        assertThat(uploader.settle(update, Instant.now()))
                .isInstanceOfSatisfying(
                        MutationResult.Conflict.class,
                        conflict -> assertThat(conflict.currentVersion()).contains(version("account", account)));
        assertThat(uploader.settle(
                        new Mutation.Create("s", "account", Optional.empty(), Map.of("name", "x")), Instant.now()))
                .isInstanceOf(MutationResult.Unknown.class);
    }

    @Test
    void PART_2_whatWasReadBeforeACutIsTrueAndTheRestUnknown() {
        List<Mutation> mutations = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            mutations.add(new Mutation.Create("op-" + i, "account", Optional.of(id()), Map.of("name", "n" + i)));
        }
        crm.describe("account");
        Faults.Fault cut = crm.sandbox.faults().on("POST", "$batch").cutWithin(6_000);
        List<MutationResult> results = crm.facet(Uploader.class).upload(mutations);
        assertThat(cut.fired()).isEqualTo(1);
        assertThat(results).hasSize(300);
        int applied = 0;
        for (MutationResult result : results) {
            if (result instanceof MutationResult.Applied known) {
                applied++;
                assertThat(stored("account", known.id())).isPresent();
            } else {
                assertThat(result).isInstanceOf(MutationResult.Unknown.class);
            }
        }
        assertThat(applied).isBetween(1, 299);
        assertThat(results.get(0)).isInstanceOf(MutationResult.Applied.class);
        assertThat(results.get(299)).isInstanceOf(MutationResult.Unknown.class);
    }

    @Test
    void THR_1_aThrottledUploadIsThrownWithTheServersDelay() {
        crm.describe("account");
        Faults.Fault throttled = crm.sandbox
                .faults()
                .on("POST", "$batch")
                .answer(
                        429,
                        Map.of("Retry-After", "12", "Content-Type", "application/json"),
                        "{\"error\":{\"code\":\"0x80072321\",\"message\":\"Combined execution time exceeded.\"}}");
        String id = id();
        Mutation.Create create = create("account", id, Map.of("name", "Later"));
        assertThatThrownBy(() -> crm.upload(create)).isInstanceOfSatisfying(ConnectorException.class, e -> {
            assertThat(e.kind()).isEqualTo(ErrorKind.RATE_LIMITED);
            assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(e.retryAdvice().delay()).contains(Duration.ofSeconds(12));
        });
        assertThat(throttled.fired()).isEqualTo(1);
        assertThat(stored("account", id)).isEmpty();
        assertThat(crm.upload(create)).singleElement().isInstanceOf(MutationResult.Applied.class);
    }

    /** A batch answer with the boundary "r"; a bar stands for a line end. */
    private static String multipart(String... parts) {
        StringBuilder body = new StringBuilder();
        for (String part : parts) {
            body.append("--r|Content-Type: application/http||").append(part).append('|');
        }
        return body.append("--r--|").toString().replace("|", "\r\n");
    }

    @Test
    void aThrottledOperationInsideABatchIsDeferred() {
        crm.describe("account");
        String body = multipart(
                "HTTP/1.1 429 Too Many Requests|Retry-After: 3|Content-Type: application/json||"
                        + "{\"error\":{\"code\":\"0x80072326\",\"message\":\"Number of concurrent requests exceeded.\"}}",
                "HTTP/1.1 500 Internal Server Error|Content-Type: application/json||"
                        + "{\"error\":{\"code\":\"0x80044150\",\"message\":\"Generic SQL error.\"}}",
                "HTTP/1.1 400 Bad Request|Content-Type: application/json||"
                        + "{\"error\":{\"code\":\"0x80040265\",\"message\":\"Plug-in says no\"}}");
        crm.sandbox
                .faults()
                .on("POST", "$batch")
                .answer(200, Map.of("Content-Type", "multipart/mixed; boundary=r"), body);
        List<MutationResult> results = crm.upload(
                create("account", id(), Map.of("name", "1")),
                create("account", id(), Map.of("name", "2")),
                create("account", id(), Map.of("name", "3")));
        assertThat(results.get(0))
                .isInstanceOfSatisfying(
                        MutationResult.Deferred.class,
                        deferred -> assertThat(deferred.cause().retryAdvice().delay())
                                .contains(Duration.ofSeconds(3)));
        assertThat(results.get(1)).isInstanceOf(MutationResult.Deferred.class);
        assertThat(results.get(2))
                .isInstanceOfSatisfying(
                        MutationResult.Rejected.class,
                        rejected -> assertThat(rejected.error().getMessage()).contains("Plug-in says no"));
    }

    @Test
    void aServerThatStopsAtTheFirstRefusalIsAskedForTheRest() {
        crm.describe("account");
        String first = multipart("HTTP/1.1 400 Bad Request|Content-Type: application/json||"
                + "{\"error\":{\"code\":\"\",\"message\":\"refused\"}}");
        Faults.Fault stopped = crm.sandbox
                .faults()
                .on("POST", "$batch")
                .answer(400, Map.of("Content-Type", "multipart/mixed; boundary=r"), first);
        String second = id();
        List<MutationResult> results = crm.upload(
                create("account", id(), Map.of("name", "1")), create("account", second, Map.of("name", "2")));
        assertThat(stopped.fired()).isEqualTo(1);
        assertThat(results.get(0)).isInstanceOf(MutationResult.Rejected.class);
        assertThat(results.get(1)).isInstanceOf(MutationResult.Applied.class);
        assertThat(stored("account", second)).isPresent();
    }

    @Test
    void halfACharacterIsRefusedBeforeItIsSent() {
        assertThat(crm.upload(create("account", id(), Map.of("name", "x\uD83D"))))
                .singleElement()
                .isInstanceOfSatisfying(
                        MutationResult.Rejected.class,
                        rejected -> assertThat(rejected.fieldErrors())
                                .extracting(error -> error.field())
                                .containsExactly("name"));
    }

    @Test
    void aGatewayThatFailsInTheMiddleLeavesTheOutcomeUnknown() {
        crm.describe("account");
        crm.sandbox
                .faults()
                .on("POST", "$batch")
                .answer(502, Map.of("Content-Type", "text/html"), "<html>Bad Gateway</html>");
        assertThat(crm.upload(create("account", id(), Map.of("name", "x"))))
                .singleElement()
                .isInstanceOf(MutationResult.Unknown.class);
    }
}
