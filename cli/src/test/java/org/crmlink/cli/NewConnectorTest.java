package org.crmlink.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeSet;
import org.crmlink.host.context.HostContext;
import org.crmlink.host.guard.GuardedConnector;
import org.crmlink.host.plugin.ConnectorLoader;
import org.crmlink.host.plugin.LoadedConnector;
import org.crmlink.host.plugin.LoadedConnectors;
import org.crmlink.sdk.Capabilities;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Identity;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.sdk.upload.Uploader;
import org.crmlink.tck.Backdoor;
import org.crmlink.tck.Fixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code new-connector} writes compiles, loads and works. */
class NewConnectorTest {

    @TempDir
    private Path folder;

    @Test
    void aConnectorThatReadsAndWritesHasAtMost300LinesItsFixture30AndItsBackDoor80() {
        new Cli(folder).run("new-connector", "my-crm").endsWith(ExitCode.OK);
        GeneratedProject project = new GeneratedProject(folder.resolve("my-crm"));

        assertThat(project.lines("src/main/java")).isLessThanOrEqualTo(300);
        assertThat(project.lines("src/test/java/org/example/mycrm/fixture/MyCrmFixture.java"))
                .isLessThanOrEqualTo(30);
        assertThat(project.lines("src/test/java/org/example/mycrm/fixture/MyCrmBackdoor.java"))
                .isLessThanOrEqualTo(80);
        assertThat(project.longestLine()).isLessThanOrEqualTo(150);
    }

    @Test
    void aConnectorThatOnlyReadsHasAtMost150Lines() {
        new Cli(folder).run("new-connector", "my-crm", "--read-only").endsWith(ExitCode.OK);

        assertThat(new GeneratedProject(folder.resolve("my-crm")).lines("src/main/java"))
                .isLessThanOrEqualTo(150);
    }

    @Test
    void theAnswerSaysWhatWasWrittenAndWhatToDoNext() throws Exception {
        Cli.Answer answer = new Cli(folder)
                .json("new-connector", "my-crm", "--directory", "elsewhere", "--package", "com.acme.crm")
                .endsWith(ExitCode.OK);

        assertThat(answer.document()).containsEntry("connector", "my-crm").containsEntry("package", "com.acme.crm");
        assertThat(answer.out()).contains("mvn clean package", "crmlink certify --plugin target/plugins/my-crm");
        List<String> files = ((List<?>) answer.document().get("files"))
                .stream().map(String.class::cast).toList();
        assertThat(files).contains("pom.xml", "src/main/java/com/acme/crm/MyCrmProvider.java");
        for (String file : files) {
            assertThat(Files.readString(folder.resolve("elsewhere").resolve(file)))
                    .as(file)
                    .doesNotContainPattern("__[A-Za-z_]+__");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "My CRM|cannot be the name of a connector|such as my-crm",
                "9lives|cannot be the name of a connector|such as lives",
                "a--b|cannot be the name of a connector|such as a-b",
                "new|'org.example.new' cannot be the name of a Java package|--package",
                "dynamics|there is a connector 'dynamics' already|choose another name"
            })
    void aNameThatCannotBeIsRefusedWithOneThatCan(String name, String message, String hint) {
        Cli.Answer answer = new Cli(folder).run("new-connector", name).endsWith(ExitCode.USAGE);

        assertThat(answer.err()).contains(message, hint);
        assertThat(folder.resolve(name)).doesNotExist();
    }

    @Test
    void aFolderThatHoldsSomethingIsLeftAlone() throws Exception {
        Files.createDirectories(folder.resolve("my-crm"));
        Files.writeString(folder.resolve("my-crm/mine.txt"), "mine");

        Cli.Answer answer = new Cli(folder).run("new-connector", "my-crm").endsWith(ExitCode.USAGE);

        assertThat(answer.err()).contains("my-crm is not empty", "nothing was written");
        try (var content = Files.list(folder.resolve("my-crm"))) {
            assertThat(content).hasSize(1);
        }
    }

    @Test
    void theConnectorReadsInFullAndThenWhatChangedWithDeletions() throws Exception {
        try (Bench bench = new Bench(folder, "my-crm")) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                ids.add(bench.backdoor.insert("contact", Map.of("name", "Contact " + i, "age", (long) i)));
            }
            Read all = bench.read(Optional.empty());

            assertThat(all.pages).isEqualTo(3);
            assertThat(all.rows.keySet()).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(all.rows.get(ids.get(7)).values()).containsExactly("Contact 7", 7L);

            bench.backdoor.update("contact", ids.get(3), Map.of("name", "Renamed"));
            bench.backdoor.delete("contact", ids.get(4));
            Read changes = bench.read(Optional.of(all.token));

            assertThat(changes.rows.keySet()).containsExactly(ids.get(3));
            assertThat(changes.gone).containsExactly(new Removal(ids.get(4), Removal.Reason.DELETED));
            assertThat(bench.read(Optional.of(changes.token)).rows).isEmpty();

            bench.backdoor.expireTokens();
            ChangeStep step =
                    bench.reader().changes(bench.query().since(all.token)).next();
            assertThat(step).isInstanceOf(ChangeStep.ResyncRequired.class);
        }
    }

    @Test
    void theConnectorWritesChecksVersionsAndTellsTheCurrentOne() throws Exception {
        try (Bench bench = new Bench(folder, "my-crm")) {
            Uploader uploader = bench.connector.facet(Uploader.class).orElseThrow();
            Mutation create = new Mutation.Create("op1", "contact", Optional.of("c1"), Map.of("name", "Ada"));
            MutationResult.Applied made =
                    (MutationResult.Applied) uploader.upload(List.of(create)).get(0);
            bench.backdoor.update("contact", "c1", Map.of("email", "ada@example.org"));

            List<MutationResult> results = uploader.upload(List.of(
                    create,
                    new Mutation.Create("op2", "contact", Optional.of("c1"), Map.of("name", "Another")),
                    new Mutation.Update("op3", "contact", "c1", Map.of("name", "Late"), made.version()),
                    new Mutation.Update("op4", "contact", "c1", Map.of("age", 200L), Optional.empty()),
                    new Mutation.Update("op5", "contact", "none", Map.of("age", 20L), Optional.empty()),
                    new Mutation.Update("op6", "contact", "c1", Map.of("age", 36L), Optional.empty()),
                    new Mutation.Delete("op7", "contact", "none", Optional.empty())));

            Row now = bench.reader()
                    .fetch("contact", List.of("c1"), List.of("name", "email", "age"))
                    .rows()
                    .get(0);
            assertThat(now.values()).containsExactly("Ada", "ada@example.org", 36L);
            assertThat(bench.backdoor.ids("contact")).hasSize(1);
            assertThat(results.get(0)).isInstanceOf(MutationResult.Applied.class);
            assertThat(kind(results.get(1))).isEqualTo(ErrorKind.ALREADY_EXISTS);
            MutationResult.Conflict conflict = (MutationResult.Conflict) results.get(2);
            assertThat(conflict.currentVersion()).isPresent().isNotEqualTo(made.version());
            assertThat(kind(results.get(3))).isEqualTo(ErrorKind.INVALID_DATA);
            assertThat(((MutationResult.Rejected) results.get(3))
                            .fieldErrors()
                            .get(0)
                            .field())
                    .isEqualTo("age");
            assertThat(kind(results.get(4))).isEqualTo(ErrorKind.NOT_FOUND);
            assertThat(((MutationResult.Applied) results.get(5)).serverValues()).containsKey("modified");
            assertThat(((MutationResult.Applied) results.get(6)).alreadySo()).isTrue();
        }
    }

    private static ErrorKind kind(MutationResult result) {
        return ((MutationResult.Rejected) result).error().kind();
    }

    @Test
    void theReadOnlyConnectorReadsAndOffersNoUpload() throws Exception {
        try (Bench bench = new Bench(folder, "reader", "--read-only")) {
            String id = bench.backdoor.insert("contact", Map.of("name", "Ada", "age", 36L));

            assertThat(bench.read(Optional.empty()).rows.keySet()).containsExactly(id);
            Capabilities capabilities = bench.connector.capabilities();
            assertThat(capabilities.facets()).doesNotContain(Uploader.class);
            assertThat(bench.connector.facet(Uploader.class)).isEmpty();
        }
    }

    @Test
    void identifyTellsTheCallerAndAWrongSecretIsNoLogin() throws Exception {
        try (Bench bench = new Bench(folder, "my-crm")) {
            Identity identity = bench.connector.identify();
            assertThat(identity.userName()).isEqualTo("Toy User");

            try (Connector stranger = bench.open(Map.of("client-secret", "wrong"))) {
                ConnectorException refused = assertThrows(ConnectorException.class, stranger::identify);
                assertThat(refused.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
                assertThat(refused.vendorCode()).contains("invalid_client");
                assertThat(refused.requestId()).isPresent();
            }
        }
    }

    /** What a read delivered. */
    private record Read(Map<String, Row> rows, List<Removal> gone, int pages, SyncToken token) {}

    /** A written connector, loaded as a plugin, with its toy running. */
    private static final class Bench implements AutoCloseable {

        private final URLClassLoader fixtureLoader;
        private final LoadedConnectors loaded;
        private final LoadedConnector plugin;
        private final Fixture fixture;
        private final Backdoor backdoor;
        private final HostContext context = HostContext.builder().build();
        private final Connector connector;

        Bench(Path folder, String id, String... options) throws Exception {
            List<String> words = new ArrayList<>(List.of("new-connector", id));
            words.addAll(List.of(options));
            new Cli(folder).run(words.toArray(String[]::new)).endsWith(ExitCode.OK);
            GeneratedProject project = new GeneratedProject(folder.resolve(id));
            loaded = ConnectorLoader.create()
                    .pluginDirectory(project.plugins(id))
                    .load();
            assertThat(loaded.quarantined()).isEmpty();
            plugin = loaded.find(id).orElseThrow();
            fixtureLoader = project.fixture();
            fixture =
                    ServiceLoader.load(Fixture.class, fixtureLoader).findFirst().orElseThrow();
            assertThat(fixture.connector()).isEqualTo(id);
            backdoor = fixture.open();
            connector = open(Map.of());
        }

        Connector open(Map<String, String> changed) {
            URI url = backdoor.url();
            Map<String, String> values = new HashMap<>(fixture.configuration(backdoor, url));
            values.putAll(changed);
            Connector bare =
                    plugin.provider().open(Configuration.of(plugin.descriptor().options(), values), context);
            return GuardedConnector.wrap(plugin.descriptor().id(), bare);
        }

        ChangeReader reader() {
            return connector.facet(ChangeReader.class).orElseThrow();
        }

        ChangeQuery query() {
            return new ChangeQuery(
                    "contact", List.of("name", "age"), Filter.all(), ChangePath.Tracking.TOKEN, Optional.empty(), 10);
        }

        Read read(Optional<SyncToken> since) {
            Map<String, Row> rows = new HashMap<>();
            TreeSet<String> seen = new TreeSet<>();
            List<Removal> gone = new ArrayList<>();
            ChangeQuery query = since.map(token -> query().since(token)).orElse(query());
            try (ChangeStream stream = reader().changes(query)) {
                for (int pages = 0; pages < 100; pages++) {
                    ChangeStep step = stream.next();
                    if (step instanceof ChangeStep.End end) {
                        return new Read(rows, gone, pages, end.token());
                    }
                    ChangePage page = (ChangePage) step;
                    assertThat(page.unreadable()).isEmpty();
                    for (Row row : page.rows()) {
                        assertThat(seen.add(row.id()))
                                .as("%s comes once", row.id())
                                .isTrue();
                        rows.put(row.id(), row);
                    }
                    gone.addAll(page.removals());
                }
            }
            throw new AssertionError("a read that does not end");
        }

        @Override
        public void close() throws IOException {
            connector.close();
            backdoor.close();
            context.close();
            loaded.close();
            fixtureLoader.close();
        }
    }
}
