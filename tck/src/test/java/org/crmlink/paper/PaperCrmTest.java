package org.crmlink.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.crmlink.host.context.HostContext;
import org.crmlink.host.plugin.ConnectorLoader;
import org.crmlink.host.plugin.LoadedConnectors;
import org.crmlink.sdk.BinaryRef;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.AttachmentChange;
import org.crmlink.sdk.attachment.AttachmentFeed;
import org.crmlink.sdk.attachment.AttachmentStep;
import org.crmlink.sdk.attachment.AttachmentStore;
import org.crmlink.sdk.attachment.Download;
import org.crmlink.sdk.attachment.HashKind;
import org.crmlink.sdk.attachment.UploadSession;
import org.crmlink.sdk.attachment.UploadTarget;
import org.crmlink.sdk.attachment.WriteCondition;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.IdStream;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.sdk.config.Secret;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath.Tracking;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.sdk.upload.MutationResult.Applied;
import org.crmlink.sdk.upload.Uploader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference connector, out of its plugin directory, against its backend. */
class PaperCrmTest {

    @TempDir
    static Path plugins;

    static LoadedConnectors loaded;

    private PaperBackdoor back;
    private HostContext context;
    private Connector connector;

    @BeforeAll
    static void load() throws Exception {
        PaperPlugin.build(plugins);
        loaded = ConnectorLoader.create().pluginDirectory(plugins).load();
        assertThat(loaded.quarantined()).isEmpty();
    }

    @AfterAll
    static void unload() throws Exception {
        loaded.close();
    }

    @BeforeEach
    void open() throws Exception {
        PaperFixture fixture = new PaperFixture();
        back = (PaperBackdoor) fixture.open();
        context = HostContext.builder().build();
        var provider = loaded.find("paper").orElseThrow().provider();
        Configuration configuration =
                Configuration.of(provider.descriptor().options(), fixture.configuration(back, back.url()));
        assertThat(provider.validate(configuration)).isEmpty();
        connector = provider.open(configuration, context);
    }

    @AfterEach
    void close() {
        connector.close();
        context.close();
        back.close();
    }

    private <F extends org.crmlink.sdk.Facet> F facet(Class<F> type) {
        return connector.facet(type).orElseThrow();
    }

    private EntityType type(String entity) {
        return facet(EntityMetadata.class).describe(Set.of(entity)).get(0);
    }

    private ChangeQuery query(String entity, Tracking path, Filter filter, String... fields) {
        return new ChangeQuery(entity, List.of(fields), filter, path, Optional.empty(), 5);
    }

    /** All that a stream gives. */
    private static final class Read {
        final List<Row> rows = new ArrayList<>();
        final List<Removal> removals = new ArrayList<>();
        int pages;

        @Nullable
        SyncToken token;

        boolean resync;

        Set<String> ids() {
            Set<String> ids = new java.util.LinkedHashSet<>();
            rows.forEach(row -> ids.add(row.id()));
            return ids;
        }
    }

    private Read read(ChangeQuery query) {
        Read read = new Read();
        try (ChangeStream stream = facet(ChangeReader.class).changes(query)) {
            for (int i = 0; i < 100; i++) {
                ChangeStep step = stream.next();
                if (step instanceof ChangePage page) {
                    assertThat(page.unreadable()).isEmpty();
                    read.pages++;
                    read.rows.addAll(page.rows());
                    read.removals.addAll(page.removals());
                } else if (step instanceof ChangeStep.End end) {
                    read.token = end.token();
                    return read;
                } else {
                    read.resync = true;
                    return read;
                }
            }
        }
        throw new AssertionError("the stream does not end");
    }

    private static Map<String, @Nullable Object> everything() {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("name", "Ærøskøbing 'x' or 1 eq 1 \uD83D\uDE00 ");
        values.put("notes", "");
        values.put("age", 40L);
        values.put("big", (1L << 53) + 1);
        values.put("salary", new BigDecimal("12345678901234567.80"));
        values.put("rate", new BigDecimal("0.0000000010"));
        values.put("budget", new BigDecimal("-0.01"));
        values.put("ratio", 0.1);
        values.put("active", false);
        values.put("seen", Instant.parse("1969-12-31T23:59:59.999Z"));
        values.put("born", LocalDate.of(1, 1, 1));
        values.put("wakes", LocalTime.of(6, 0));
        values.put("appointment", LocalDateTime.of(2026, 3, 29, 2, 30));
        values.put("colour", "100000001");
        values.put("hobbies", List.of("30", "10"));
        values.put("employer", new RecordRef("company", "c1"));
        values.put("party", new RecordRef("person", "p1"));
        values.put("friends", List.of(new RecordRef("person", "p1"), new RecordRef("person", "p2")));
        values.put("code", "K1");
        values.put("fixed", "once");
        return values;
    }

    @Test
    void whoeverIsLoggedInIsTold() {
        assertThat(connector.identify().userName()).isEqualTo("Paula Paper");
        back.server().lockUser(true);
        assertThatThrownBy(connector::identify).isInstanceOfSatisfying(ConnectorException.class, e -> {
            assertThat(e.kind()).isEqualTo(ErrorKind.FORBIDDEN);
            assertThat(e.vendorCode()).contains("NO_RIGHT");
            assertThat(e.requestId()).isPresent();
        });
    }

    @Test
    void everyValueIsWrittenAndReadToTheLetter() throws Exception {
        byte[] photo = {1, 2, 3, 0, -1};
        Map<String, @Nullable Object> values = everything();
        values.put("photo", photo);
        values.put("secretnote", "hush");
        Applied applied = (Applied) facet(Uploader.class)
                .upload(List.of(new Mutation.Create("op1", "person", Optional.empty(), values)))
                .get(0);
        assertThat(applied.serverValues()).containsKeys("number", "display", "modified");
        assertThat(back.get("person", applied.id()).orElseThrow()).containsAllEntriesOf(everything());

        EntityType person = type("person");
        List<String> fields = person.fields().stream()
                .filter(Field::readable)
                .map(Field::name)
                .toList();
        FetchResult fetched = facet(ChangeReader.class).fetch("person", List.of(applied.id(), "none"), fields);
        assertThat(fetched.missing()).containsExactly("none");
        Row row = fetched.rows().get(0);
        assertThat(row.version()).isEqualTo(applied.version());
        for (int i = 0; i < fields.size(); i++) {
            Field field = person.field(fields.get(i)).orElseThrow();
            if (field.type() == FieldType.BINARY) {
                try (var in = ((BinaryRef) row.value(i)).open()) {
                    assertThat(in.readAllBytes()).isEqualTo(photo);
                }
            } else if (everything().containsKey(field.name())) {
                assertThat(row.value(i)).as(field.name()).isEqualTo(everything().get(field.name()));
            }
        }
    }

    @Test
    void aFullReadIsFollowedByChangesRemovalsAndNothing() {
        for (int i = 0; i < 12; i++) {
            back.insert("person", Map.of("name", "P" + i));
        }
        ChangeQuery query = query("person", Tracking.TOKEN, Filter.all(), "name", "display");
        Read full = read(query);
        assertThat(full.ids()).isEqualTo(back.ids("person"));
        assertThat(full.pages).isEqualTo(3);
        List<String> ids = List.copyOf(back.ids("person"));
        back.update("person", ids.get(0), Map.of("name", "new"));
        back.delete("person", ids.get(1));
        back.hide("person", ids.get(2));
        Read changes = read(query.since(full.token));
        assertThat(changes.ids()).containsExactly(ids.get(0));
        assertThat(changes.removals)
                .containsExactly(
                        new Removal(ids.get(1), Removal.Reason.DELETED),
                        new Removal(ids.get(2), Removal.Reason.ACCESS_LOST));
        Read idle = read(query.since(changes.token));
        assertThat(idle.rows).isEmpty();
        back.expireTokens();
        assertThat(read(query.since(changes.token)).resync).isTrue();
        assertThatThrownBy(() -> read(query.since(new SyncToken(changes.token.value() + "x"))))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_DATA));
    }

    @Test
    void aReadByTimeFindsTiesAndLateCommits() {
        List<Map<String, @Nullable Object>> together = new ArrayList<>();
        for (int i = 0; i < 13; i++) {
            together.add(Map.of("subject", "T" + i));
        }
        back.insertTogether("ticket", together);
        ChangeQuery query = query("ticket", Tracking.WATERMARK, Filter.all(), "subject");
        Read full = read(query);
        assertThat(full.ids()).isEqualTo(back.ids("ticket"));
        String late = back.insertLate("ticket", Map.of("subject", "late"), Duration.ofMinutes(4));
        assertThat(read(query.since(full.token)).ids()).contains(late);
    }

    @Test
    void filtersAreEvaluatedByTheServerExceptRelativeDates() {
        back.insert("person", Map.of("name", "Ann", "age", 30L, "born", LocalDate.of(1990, 1, 1)));
        String bob = back.insert("person", Map.of("name", "Bob's", "age", 50L));
        Filter filter =
                Filter.compare("name", Filter.Operator.EQ, "bob's").and(Filter.compare("age", Filter.Operator.GT, 40L));
        assertThat(read(query("person", Tracking.TOKEN, filter, "name")).ids()).containsExactly(bob);
        assertThat(read(query("person", Tracking.WATERMARK, new Filter.Not(new Filter.IsNull("born")), "name"))
                        .ids())
                .hasSize(1);
        Filter relative = new Filter.RelativeDate("born", Filter.Period.LAST_DAYS, 3);
        try (ChangeStream stream =
                facet(ChangeReader.class).changes(query("person", Tracking.TOKEN, relative, "born"))) {
            assertThat(stream.residual()).isEqualTo(relative);
        }
        try (IdStream ids = facet(ChangeReader.class).ids("person", filter)) {
            assertThat(ids.next()).containsExactly(bob);
            assertThat(ids.next()).isEmpty();
        }
        assertThatThrownBy(() -> read(query("person", Tracking.TOKEN, Filter.all(), "nmae", "secretnote")))
                .isInstanceOfSatisfying(ConnectorException.class, e -> {
                    assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_DATA);
                    assertThat(e).hasMessageContaining("nmae").hasMessageContaining("secretnote");
                });
    }

    @Test
    void eachMutationHasItsOwnFate() {
        Uploader uploader = facet(Uploader.class);
        String company = back.insert("company", Map.of("name", "C"));
        String person = back.insert("person", Map.of("name", "P", "code", "K", "age", 7L));
        String memo = back.insert("memo", Map.of("title", "m"));
        List<Mutation> mutations = new ArrayList<>();
        mutations.add(new Mutation.Update("o1", "person", person, Map.of("notes", "n"), Optional.of("1")));
        mutations.add(new Mutation.Update("o2", "person", "nobody", Map.of("notes", "n"), Optional.empty()));
        mutations.add(new Mutation.Create("o3", "person", Optional.of(person), Map.of("name", "again")));
        mutations.add(new Mutation.Create("o4", "person", Optional.empty(), Map.of("name", "x".repeat(201))));
        mutations.add(new Mutation.Upsert("o5", "person", Map.of("code", "K"), Map.of("notes", "up")));
        mutations.add(new Mutation.Link(
                "o6", "person_company", new RecordRef("person", person), new RecordRef("company", company)));
        mutations.add(new Mutation.Delete("o7", "memo", memo, Optional.empty()));
        mutations.add(new Mutation.Delete("o8", "person", "nobody", Optional.empty()));
        mutations.add(new Mutation.Update("o9", "memo", memo, Map.of("done", true), Optional.of("1")));
        for (int i = 0; i < 30; i++) {
            mutations.add(new Mutation.Create("c" + i, "ticket", Optional.empty(), Map.of("subject", "s" + i)));
        }
        List<MutationResult> results = uploader.upload(mutations);
        assertThat(results)
                .extracting(MutationResult::operationId)
                .isEqualTo(mutations.stream().map(Mutation::operationId).toList());
        assertThat(results.get(0))
                .isInstanceOfSatisfying(
                        MutationResult.Conflict.class,
                        conflict -> assertThat(conflict.currentVersion()).isPresent());
        assertThat(kind(results.get(1))).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(kind(results.get(2))).isEqualTo(ErrorKind.ALREADY_EXISTS);
        assertThat(kind(results.get(3))).isEqualTo(ErrorKind.LIMIT_EXCEEDED);
        assertThat(((Applied) results.get(4)).id()).isEqualTo(person);
        assertThat(results.get(5)).isInstanceOf(Applied.class);
        assertThat(kind(results.get(6))).isEqualTo(ErrorKind.UNSUPPORTED);
        assertThat(((Applied) results.get(7)).alreadySo()).isTrue();
        assertThat(results.get(8)).isInstanceOf(MutationResult.Conflict.class);
        assertThat(results.subList(9, 39)).allMatch(Applied.class::isInstance);
        assertThat(back.ids("ticket")).hasSize(30);
        assertThat(back.get("person", person).orElseThrow())
                .containsEntry("age", 7L)
                .containsEntry("notes", "up");
        assertThat(back.ids("person_company")).containsExactly(person + "~" + company);
        assertThat(uploader.settle(mutations.get(9), Instant.now())).isInstanceOf(Applied.class);
        assertThat(uploader.settle(
                        new Mutation.Create("never", "ticket", Optional.empty(), Map.of("subject", "s")),
                        Instant.now()))
                .isInstanceOf(MutationResult.Deferred.class);
    }

    private static ErrorKind kind(MutationResult result) {
        return ((MutationResult.Rejected) result).error().kind();
    }

    @Test
    void sendingACreateAgainMakesNoSecondRecord() {
        Uploader uploader = facet(Uploader.class);
        for (String entity : List.of("person", "memo")) {
            String name = entity.equals("person") ? "name" : "title";
            List<Mutation> create =
                    List.of(new Mutation.Create("op-" + entity, entity, Optional.empty(), Map.of(name, "x")));
            Applied first = (Applied) uploader.upload(create).get(0);
            Applied again = (Applied) uploader.upload(create).get(0);
            assertThat(again.id()).isEqualTo(first.id());
            assertThat(back.ids(entity)).hasSize(1);
        }
    }

    @Test
    void anEndedLoginIsRenewedAndARefusedOneToldOnce() {
        back.insert("company", Map.of("name", "C"));
        ChangeQuery query = query("company", Tracking.TOKEN, Filter.all(), "name");
        read(query);
        back.expireLogin();
        assertThat(read(query).rows).hasSize(1);
        back.refuseLogin();
        assertThatThrownBy(() -> read(query))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED));
        back.allowLogin();
        assertThat(read(query).rows).hasSize(1);
    }

    @Test
    void aNewFieldShowsAtOnce() {
        String before = facet(EntityMetadata.class).schemaVersion();
        type("company");
        String field = back.addField("company");
        assertThat(facet(EntityMetadata.class).schemaVersion()).isNotEqualTo(before);
        back.insert("company", Map.of("name", "C", field, "v"));
        assertThat(read(query("company", Tracking.TOKEN, Filter.all(), field))
                        .rows
                        .get(0)
                        .value(0))
                .isEqualTo("v");
    }

    @Test
    void aFileIsUploadedResumedReadInPartAndConditioned() throws Exception {
        AttachmentStore store = facet(AttachmentStore.class);
        byte[] content = new byte[3 * 1024 * 1024 + 17];
        new Random(7).nextBytes(content);
        UploadTarget target = new UploadTarget(
                Optional.empty(),
                Optional.empty(),
                Optional.of(new RecordRef("person", "p1")),
                "nasty 'näme' %2F & +.bin",
                "application/x-test",
                OptionalLong.of(content.length),
                Map.of(HashKind.SHA256, sha256(content)),
                new WriteCondition.IfAbsent());
        UploadSession session = store.begin(target);
        int half = 1024 * 1024 + 64 * 1024;
        session = store.append(session, new ByteArrayInputStream(content), half);
        assertThat(back.files().paths()).isEmpty();
        UploadSession resumed =
                store.resume(new UploadSession(Secret.of(session.state().reveal()), 0));
        assertThat(resumed.offset()).isEqualTo(half);
        resumed = store.append(
                resumed, new ByteArrayInputStream(content, half, content.length - half), content.length - half);
        Attachment file = store.finish(resumed);
        assertThat(store.finish(resumed)).isEqualTo(file);
        assertThat(back.files().get("nasty 'näme' %2F & +.bin")).contains(content);
        try (Download download = store.download(file.ref(), 1_000, Optional.of(file.version()))) {
            assertThat(download.content().readAllBytes())
                    .isEqualTo(java.util.Arrays.copyOfRange(content, 1_000, content.length));
        }
        assertThatThrownBy(() -> store.download(file.ref(), content.length + 1L, Optional.empty()))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_DATA));
        assertThatThrownBy(() -> store.begin(target))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.ALREADY_EXISTS));
        assertThatThrownBy(() -> store.delete(file.ref(), new WriteCondition.IfVersion("0")))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONFLICT));
        try (AttachmentFeed feed = store.list(new RecordRef("person", "p1"))) {
            assertThat(((AttachmentStep.Page) feed.next()).changes())
                    .containsExactly(new AttachmentChange.Changed(file));
            SyncToken token = ((AttachmentStep.End) feed.next()).token();
            Attachment folder = store.createFolder(Optional.empty(), "folder");
            store.rename(file.ref(), Optional.of(folder.ref()), "new name", new WriteCondition.Always());
            assertThat(back.files().paths()).containsExactly("folder/new name");
            store.delete(folder.ref(), new WriteCondition.Always());
            store.delete(folder.ref(), new WriteCondition.Always());
            assertThat(back.files().paths()).isEmpty();
            try (AttachmentFeed changes = store.changes(Optional.of(token))) {
                assertThat(((AttachmentStep.Page) changes.next()).changes())
                        .containsExactly(new AttachmentChange.Removed(folder.ref(), true));
            }
        }
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
