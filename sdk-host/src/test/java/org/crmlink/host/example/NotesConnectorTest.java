package org.crmlink.host.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.crmlink.host.context.HostContext;
import org.crmlink.host.guard.GuardedConnector;
import org.crmlink.host.plugin.ConnectorLoader;
import org.crmlink.host.plugin.LoadedConnector;
import org.crmlink.host.plugin.LoadedConnectors;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ConnectorProvider;
import org.crmlink.sdk.ErrorKind;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connector of the connector guide, loaded from a plugin folder as any other one. */
class NotesConnectorTest {

    private static final int MOST_STEPS = 20;

    @TempDir
    Path folder;

    private LoadedConnectors loaded;
    private HostContext context;

    @BeforeEach
    void load() throws IOException {
        pack(Files.createDirectories(folder.resolve("plugins/notes")).resolve("notes.jar"));
        loaded = ConnectorLoader.create()
                .pluginDirectory(folder.resolve("plugins"))
                .load();
        context = HostContext.builder()
                .tempDirectory(Files.createDirectory(folder.resolve("temp")))
                .build();
    }

    @AfterEach
    void close() {
        context.close();
        loaded.close();
    }

    /** What a build does: the classes and one line that names the provider. */
    private static void pack(Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (String type : List.of(
                    "NotesProvider",
                    "NotesConnector",
                    "NotesConnector$1",
                    "NotesConnector$2",
                    "NotesUploader",
                    "Notes",
                    "Notes$Note")) {
                String name = "org/crmlink/host/example/" + type + ".class";
                out.putNextEntry(new JarEntry(name));
                try (InputStream in = NotesConnectorTest.class.getClassLoader().getResourceAsStream(name)) {
                    assertThat(in).as(name).isNotNull();
                    in.transferTo(out);
                }
            }
            out.putNextEntry(new JarEntry("META-INF/services/" + ConnectorProvider.class.getName()));
            out.write("org.crmlink.host.example.NotesProvider\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    private GuardedConnector open() {
        LoadedConnector notes = loaded.find("notes").orElseThrow();
        Configuration configuration = Configuration.of(notes.descriptor().options(), Map.of("owner", "Ada"));
        return GuardedConnector.open(notes.provider(), configuration, context);
    }

    private static Mutation create(String id, String text) {
        return new Mutation.Create("create-" + id, "note", Optional.of(id), Map.of("text", text));
    }

    private static ChangeQuery query(Optional<SyncToken> since) {
        return new ChangeQuery("note", List.of("noteid", "text"), Filter.all(), ChangePath.Tracking.TOKEN, since, 2);
    }

    private static List<ChangePage> read(GuardedConnector connector, Optional<SyncToken> since, List<SyncToken> end) {
        List<ChangePage> pages = new ArrayList<>();
        try (ChangeStream stream = connector.require(ChangeReader.class).changes(query(since))) {
            for (int i = 0; i < MOST_STEPS; i++) {
                ChangeStep step = stream.next();
                if (step instanceof ChangePage page) {
                    pages.add(page);
                } else {
                    end.add(((ChangeStep.End) step).token());
                    return pages;
                }
            }
        }
        throw new AssertionError("the stream does not end");
    }

    @Test
    void itIsFoundInAPluginFolderAndSaysWhatIsWrongWithItsConfiguration() {
        assertThat(loaded.quarantined()).isEmpty();
        LoadedConnector notes = loaded.find("notes").orElseThrow();
        assertThat(notes.provider().getClass().getClassLoader())
                .isNotSameAs(getClass().getClassLoader());

        Configuration wrong = Configuration.of(notes.descriptor().options(), Map.of("onwer", "Ada"));

        assertThat(notes.provider().validate(wrong)).extracting("key").containsExactlyInAnyOrder("onwer", "owner");
    }

    @Test
    void whatIsUploadedComesDownAndDeletionsFollow() {
        try (GuardedConnector connector = open()) {
            Uploader uploader = connector.require(Uploader.class);
            assertThat(uploader.upload(List.of(create("a", "one"), create("b", "two"), create("c", "three"))))
                    .allMatch(result -> result instanceof MutationResult.Applied);
            List<SyncToken> ends = new ArrayList<>();

            List<ChangePage> first = read(connector, Optional.empty(), ends);

            assertThat(first).hasSize(2);
            assertThat(first)
                    .flatExtracting(ChangePage::rows)
                    .extracting(Row::values)
                    .containsExactly(new Object[] {"a", "one"}, new Object[] {"b", "two"}, new Object[] {"c", "three"});

            MutationResult stale = uploader.upload(List.of(new Mutation.Delete("d1", "note", "b", Optional.of("99"))))
                    .get(0);
            MutationResult deleted = uploader.upload(List.of(new Mutation.Delete("d2", "note", "b", Optional.of("2"))))
                    .get(0);
            List<ChangePage> second = read(connector, Optional.of(ends.get(0)), ends);

            assertThat(stale).isEqualTo(new MutationResult.Conflict("d1", false, Optional.of("2")));
            assertThat(deleted).isInstanceOf(MutationResult.Applied.class);
            assertThat(second).flatExtracting(ChangePage::rows).isEmpty();
            assertThat(second)
                    .flatExtracting(ChangePage::removals)
                    .containsExactly(new Removal("b", Removal.Reason.DELETED));
        }
    }

    @Test
    void aCreateSentTwiceMakesOneNoteAndARefusalDoesNotStopTheOthers() {
        try (GuardedConnector connector = open()) {
            Mutation empty = new Mutation.Create("e", "note", Optional.of("e"), Map.of());

            List<MutationResult> results =
                    connector.require(Uploader.class).upload(List.of(create("a", "one"), empty, create("b", "two")));
            MutationResult again = connector
                    .require(Uploader.class)
                    .upload(List.of(create("a", "one")))
                    .get(0);

            assertThat(results.get(1))
                    .isInstanceOfSatisfying(
                            MutationResult.Rejected.class,
                            refused -> assertThat(refused.error().kind()).isEqualTo(ErrorKind.INVALID_DATA));
            assertThat(results.get(2)).isInstanceOf(MutationResult.Applied.class);
            assertThat(again)
                    .isInstanceOfSatisfying(
                            MutationResult.Rejected.class,
                            refused -> assertThat(refused.error().kind()).isEqualTo(ErrorKind.ALREADY_EXISTS));
            assertThat(read(connector, Optional.empty(), new ArrayList<>()))
                    .flatExtracting(ChangePage::rows)
                    .hasSize(2);
        }
    }

    @Test
    void aCheckpointGoesOnAfterItsPageAndAForeignTokenIsRefused() {
        try (GuardedConnector connector = open()) {
            connector.require(Uploader.class).upload(List.of(create("a", "1"), create("b", "2"), create("c", "3")));
            SyncToken checkpoint = read(connector, Optional.empty(), new ArrayList<>())
                    .get(0)
                    .checkpoint()
                    .orElseThrow();

            assertThat(read(connector, Optional.of(checkpoint), new ArrayList<>()))
                    .flatExtracting(ChangePage::rows)
                    .extracting(Row::id)
                    .containsExactly("c");
            assertThatThrownBy(() -> read(connector, Optional.of(new SyncToken("other:1:0")), new ArrayList<>()))
                    .isInstanceOfSatisfying(
                            ConnectorException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID_DATA));
        }
    }
}
