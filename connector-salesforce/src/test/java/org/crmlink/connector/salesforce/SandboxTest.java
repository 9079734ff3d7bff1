package org.crmlink.connector.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.crmlink.sandbox.SalesforceOptions;
import org.crmlink.sandbox.SalesforceSandbox;
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
import org.crmlink.sdk.change.IdStream;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntitySummary;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.sdk.upload.Uploader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole connector against a whole org. */
class SandboxTest {

    private static final List<String> FIELDS =
            List.of("Name", "Industry", "AnnualRevenue", "NumberOfEmployees", "Description", "ParentId", "OwnerId");

    @TempDir
    Path directory;

    private SalesforceSandbox org;
    private Connector connector;
    private int operations;

    @BeforeEach
    void start() throws Exception {
        org = SalesforceSandbox.of(SalesforceOptions.builder().build()).start();
        connector = open(Map.of());
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
        return new SalesforceConnectorProvider()
                .open(
                        Configuration.of(
                                new SalesforceConnectorProvider().descriptor().options(), options),
                        new TestContext(directory));
    }

    private ChangeReader reader() {
        return connector.facet(ChangeReader.class).orElseThrow();
    }

    private Uploader uploader() {
        return connector.facet(Uploader.class).orElseThrow();
    }

    private Mutation.Create create(String entity, Map<String, Object> values) {
        return new Mutation.Create("operation-" + ++operations, entity, Optional.empty(), values);
    }

    private MutationResult.Applied made(Mutation mutation) {
        MutationResult result = uploader().upload(List.of(mutation)).get(0);
        assertThat(result).isInstanceOf(MutationResult.Applied.class);
        return (MutationResult.Applied) result;
    }

    private record Read(List<Row> rows, List<Removal> removals, SyncToken token) {}

    private Read read(ChangeQuery query) {
        List<Row> rows = new ArrayList<>();
        List<Removal> removals = new ArrayList<>();
        try (ChangeStream stream = reader().changes(query)) {
            for (int i = 0; i < 1_000; i++) {
                ChangeStep step = stream.next();
                if (step instanceof ChangeStep.End end) {
                    return new Read(rows, removals, end.token());
                }
                ChangePage page = (ChangePage) step;
                assertThat(page.unreadable()).isEmpty();
                rows.addAll(page.rows());
                removals.addAll(page.removals());
            }
        }
        throw new AssertionError("the read does not end");
    }

    private static ChangeQuery accounts(Filter filter) {
        return new ChangeQuery("Account", FIELDS, filter, ChangePath.Tracking.WATERMARK, Optional.empty(), 2_000);
    }

    @Test
    void everyEntityIsDescribedAndRead() {
        assertThat(connector.identify().userId()).isEqualTo(org.userId());
        EntityMetadata metadata = connector.facet(EntityMetadata.class).orElseThrow();
        LinkedHashSet<String> names = new LinkedHashSet<>();
        metadata.entities().stream().map(EntitySummary::name).forEach(names::add);
        assertThat(names).contains("Account", "Contact", "Opportunity", "Task", "User", "RecordType");
        for (EntityType type : metadata.describe(names)) {
            List<String> fields =
                    type.fields().stream().map(field -> field.name()).toList();
            ChangePath path = type.capabilities().changePaths().get(0);
            ChangeQuery query =
                    new ChangeQuery(type.name(), fields, Filter.all(), path.tracking(), Optional.empty(), 2_000);
            Read full = read(query);
            Read again = read(query.since(full.token()));
            assertThat(again.rows().size())
                    .as(type.name())
                    .isLessThanOrEqualTo(full.rows().size());
        }
    }

    @Test
    void recordsAreWrittenChangedAndDeletedAndTheChangesRead() {
        Read before = read(accounts(Filter.all()));
        MutationResult.Applied parent = made(create("Account", Map.of("Name", "  O'Neil & \"Söhne\" 🎈 ")));
        Map<String, Object> values = new HashMap<>();
        values.put("Name", "Child");
        values.put("AnnualRevenue", new BigDecimal("1234567.5"));
        values.put("NumberOfEmployees", 7L);
        values.put("ParentId", new RecordRef("Account", parent.id()));
        MutationResult.Applied child = made(create("Account", values));
        assertThat(child.version()).isPresent();

        Read changed = read(accounts(Filter.all()).since(before.token()));
        Row row = changed.rows().stream()
                .filter(one -> one.id().equals(child.id()))
                .findFirst()
                .orElseThrow();
        assertThat(row.value(FIELDS.indexOf("ParentId"))).isEqualTo(new RecordRef("Account", parent.id()));
        // the field has no digits behind the point: the server rounds, and the write's result told so
        assertThat(row.value(FIELDS.indexOf("AnnualRevenue"))).isEqualTo(new BigDecimal("1234568"));
        assertThat(child.serverValues()).containsEntry("AnnualRevenue", new BigDecimal("1234568"));
        assertThat(row.version()).isEqualTo(child.version());

        org.clock().shift(Duration.ofSeconds(5));
        Map<String, Object> cleared = new HashMap<>();
        cleared.put("AnnualRevenue", null);
        MutationResult.Applied updated =
                made(new Mutation.Update("u1", "Account", child.id(), cleared, child.version()));
        assertThat(updated.version()).isPresent().isNotEqualTo(child.version());
        org.clock().shift(Duration.ofSeconds(5));
        List<MutationResult> refused = uploader()
                .upload(List.of(
                        new Mutation.Update("u2", "Account", child.id(), Map.of("Name", "late"), child.version()),
                        new Mutation.Delete("d1", "Account", child.id(), child.version()),
                        create("Contact", Map.of("FirstName", "nobody"))));
        assertThat(refused.get(0)).isEqualTo(new MutationResult.Conflict("u2", false, updated.version()));
        assertThat(refused.get(1)).isEqualTo(new MutationResult.Conflict("d1", false, updated.version()));
        assertThat(refused.get(2)).isInstanceOfSatisfying(MutationResult.Rejected.class, one -> {
            assertThat(one.error().kind()).isEqualTo(ErrorKind.INVALID_DATA);
            assertThat(one.fieldErrors()).extracting(error -> error.field()).containsExactly("LastName");
        });

        made(new Mutation.Delete("d2", "Account", child.id(), updated.version()));
        assertThat(made(new Mutation.Delete("d3", "Account", child.id(), Optional.empty()))
                        .alreadySo())
                .isTrue();
        assertThat(uploader()
                        .upload(List.of(new Mutation.Update(
                                "u3", "Account", child.id(), Map.of("Name", "x"), Optional.empty())))
                        .get(0))
                .isInstanceOfSatisfying(
                        MutationResult.Rejected.class,
                        one -> assertThat(one.error().kind()).isEqualTo(ErrorKind.NOT_FOUND));
        assertThat(uploader()
                        .upload(List.of(new Mutation.Update(
                                "u4", "Account", child.id(), Map.of("Name", "x"), updated.version())))
                        .get(0))
                .isInstanceOfSatisfying(
                        MutationResult.Conflict.class,
                        one -> assertThat(one.deleted()).isTrue());
        Read after = read(accounts(Filter.all()).since(changed.token()));
        assertThat(after.removals()).contains(new Removal(child.id(), Removal.Reason.DELETED));
        assertThat(after.rows()).extracting(Row::id).doesNotContain(child.id());
    }

    @Test
    void longListsComeWholeByQueryAndByJob() {
        List<Mutation> creates = new ArrayList<>();
        for (int i = 0; i < 450; i++) {
            creates.add(create(
                    "Account",
                    Map.of(
                            "Name",
                            "Account " + i,
                            "AnnualRevenue",
                            new BigDecimal(i + ".25"),
                            "Description",
                            "a\r\nb \"" + i + "\", #N/A")));
        }
        List<MutationResult> results = uploader().upload(creates);
        assertThat(results).hasSize(450).allMatch(result -> result instanceof MutationResult.Applied);
        for (int i = 0; i < 450; i++) {
            assertThat(results.get(i).operationId()).isEqualTo(creates.get(i).operationId());
        }
        org.settings().pageSize(100);
        List<Row> byQuery = read(accounts(Filter.all())).rows();
        assertThat(byQuery).hasSize(450);
        org.settings().jobPage(100);
        connector.close();
        connector = open(Map.of("bulk-threshold", "10"));
        assertThat(read(accounts(Filter.all())).rows()).containsExactlyInAnyOrderElementsOf(byQuery);
        assertThat(reader().estimate(accounts(Filter.all()))).isEqualTo(OptionalLong.of(450));
        Filter some = Filter.compare("AnnualRevenue", Filter.Operator.LT, new BigDecimal("10"))
                .and(new Filter.Not(Filter.compare("NumberOfEmployees", Filter.Operator.EQ, 3L)));
        assertThat(read(accounts(some)).rows()).hasSize(10);
        List<String> ids = new ArrayList<>();
        try (IdStream stream = reader().ids("Account", Filter.all())) {
            for (List<String> more = stream.next(); !more.isEmpty(); more = stream.next()) {
                ids.addAll(more);
            }
        }
        assertThat(ids).hasSize(450).doesNotHaveDuplicates();
    }

    @Test
    void whatComesAfterALostAnswerWaits() {
        connector.identify();
        List<Mutation> creates = new ArrayList<>();
        for (int i = 0; i < 450; i++) {
            creates.add(create("Account", Map.of("Name", "n" + i)));
        }
        org.faults()
                .on(request -> request.path().endsWith("/composite/sobjects")
                        && request.method().equals("POST"))
                .skip(1)
                .cutWithin(30);
        List<MutationResult> results = uploader().upload(creates);
        assertThat(results.subList(0, 200)).allMatch(MutationResult.Applied.class::isInstance);
        assertThat(results.subList(200, 400)).allMatch(MutationResult.Unknown.class::isInstance);
        assertThat(results.subList(400, 450)).allMatch(MutationResult.Deferred.class::isInstance);
        assertThat(org.backstage().ids("Account")).hasSize(400);
    }

    @Test
    void aLostAnswerIsUnknownAndSettledByWhatWasSent() {
        connector.identify();
        made(create("Account", Map.of("Name", "another")));
        org.faults().on("POST", "/composite/sobjects").cutAfter();
        Mutation.Create arrived = create("Account", Map.of("Name", "arrived", "Industry", "Banking"));
        assertThat(uploader().upload(List.of(arrived)).get(0)).isInstanceOf(MutationResult.Unknown.class);
        assertThat(uploader().settle(arrived, Instant.now())).isInstanceOf(MutationResult.Applied.class);
        org.faults().clear();
        org.faults().on("POST", "/composite/sobjects").cutBefore();
        Mutation.Create lost = create("Account", Map.of("Name", "lost", "Industry", "Energy"));
        assertThat(uploader().upload(List.of(lost)).get(0)).isInstanceOf(MutationResult.Unknown.class);
        assertThat(uploader().settle(lost, Instant.now())).isInstanceOf(MutationResult.Deferred.class);
        org.faults().clear();
        made(create("Account", Map.of("Name", "twin")));
        Mutation.Create twin = create("Account", Map.of("Name", "twin"));
        made(create("Account", Map.of("Name", "twin")));
        // both twins are known to be others': this one was never sent
        assertThat(uploader().settle(twin, Instant.now())).isInstanceOf(MutationResult.Deferred.class);
    }

    @Test
    void endedSessionsAndSpentBudgetsAreToldApart() {
        connector.identify();
        org.settings().dailyRequests(1);
        org.settings().use(10);
        try {
            read(accounts(Filter.all()));
            throw new AssertionError("the budget is spent");
        } catch (ConnectorException e) {
            assertThat(e.kind()).isEqualTo(ErrorKind.QUOTA_EXHAUSTED);
        }
        org.settings().newDay();
        org.settings().dailyRequests(100_000);
        assertThat(read(accounts(Filter.all())).rows()).isNotNull();
    }
}
