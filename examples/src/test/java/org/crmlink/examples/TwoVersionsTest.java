package org.crmlink.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.crmlink.examples.SmallHost.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two versions of the connector guide's connector in one process: same id, same class names, different code. */
class TwoVersionsTest {

    private static final Path GUIDE =
            SmallHost.MODULE.resolveSibling("sdk-host").resolve("src/test/java/org/crmlink/host/example");

    /**
     * What a version does when it is read: it waits until the other one is being read, too. The system's properties are the one thing that both
     * see.
     */
    private static final String MEETING = """
                private static void meet() {
                    System.setProperty("notes.reading.%1$d", "yes");
                    for (int i = 0; i < 400 && System.getProperty("notes.reading.%2$d") == null; i++) {
                        try {
                            Thread.sleep(50);
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                    if (System.getProperty("notes.reading.%2$d") == null) {
                        throw new IllegalStateException("version %2$d was not read at the same time");
                    }
                }
            """;

    @TempDir
    Path folder;

    private Path source(int version) throws IOException {
        Path sources = Files.createDirectories(folder.resolve("sources-" + version));
        for (String file : List.of("Notes", "NotesConnector", "NotesProvider", "NotesUploader")) {
            Files.copy(GUIDE.resolve(file + ".java"), sources.resolve(file + ".java"));
        }
        return sources;
    }

    private static void change(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertThat(text).as("the guide's code").containsOnlyOnce(from);
        Files.writeString(file, text.replace(from, to));
    }

    /** Each version counts in a static field how often it was opened, and says so in a note. */
    private static void seed(Path sources, int version) throws IOException {
        String journal = "private final List<String> journal = new ArrayList<>();\n";
        change(
                sources.resolve("Notes.java"),
                journal,
                journal + """
                    private static int opened;
                    { opened++; add("seed", "version %d, opened " + opened + " times"); }
                """.formatted(version) + MEETING.formatted(version, 3 - version));
        String changes = "int start = Math.min(from, journal.size());";
        change(sources.resolve("Notes.java"), changes, changes + " if (from == 0) { meet(); }");
        change(sources.resolve("NotesProvider.java"), "\"1.0\", Conn", "\"" + version + ".0\", Conn");
    }

    /** The second version has a note that it cannot decode. */
    private static void unreadableNote(Path sources) throws IOException {
        Path connector = sources.resolve("NotesConnector.java");
        change(sources.resolve("Notes.java"), "{ opened++;", "{ opened++; add(\"broken\", \"?\");");
        change(
                connector,
                "for (String id : ids) {",
                "List<org.crmlink.sdk.change.Unreadable> unreadable = new ArrayList<>(); for (String id : ids) {"
                        + " if (id.equals(\"broken\")) { unreadable.add(new org.crmlink.sdk.change.Unreadable(id,"
                        + " refusal(ErrorKind.PROTOCOL_ERROR, \"the text is cut short\"))); continue; }");
        change(
                connector,
                "return new FetchResult(rows, missing, List.of());",
                "return new FetchResult(rows, missing, unreadable);");
        change(
                connector,
                "ChangePage.of(now.rows(), gone, List.of())",
                "ChangePage.of(now.rows(), gone, now.unreadable())");
    }

    private void pack(Path sources, int version) throws IOException {
        Path plugin = Files.createDirectories(folder.resolve("plugins-" + version + "/notes"));
        Jars.build(
                sources,
                "--class-path",
                SmallHost.libraries(),
                Map.of(
                        "META-INF/services/org.crmlink.sdk.ConnectorProvider",
                        "org.crmlink.host.example.NotesProvider\n"),
                plugin.resolve("notes.jar"));
        Files.writeString(folder.resolve("notes" + version + ".properties"), """
                plugins = plugins-%d
                connector = notes
                entity = note
                fields = text
                option.owner = Ada
                """.formatted(version));
    }

    @Test
    void bothAreReadAtTheSameTimeAndEachHasItsOwnCodeAndState() throws Exception {
        Path first = source(1);
        seed(first, 1);
        pack(first, 1);
        Path second = source(2);
        seed(second, 2);
        unreadableNote(second);
        pack(second, 2);
        SmallHost host = SmallHost.onClassPath(folder);

        Run run = host.run("read", "notes1.properties", "notes2.properties");

        assertThat(run.fine().lines())
                .containsExactly(
                        "notes1 (notes 1.0): full read, 1 received, 0 removed, 0 unread, 1 rows in notes1.csv, 0 requests",
                        "notes2 (notes 2.0): full read, 1 received, 0 removed, 1 unread, 1 rows in notes2.csv, 0 requests");
        assertThat(run.err().lines()).containsExactly("notes2: record 'broken' cannot be read: the text is cut short");
        assertThat(Files.readString(folder.resolve("notes1.csv"))).contains("\"version 1, opened 1 times\"");
        assertThat(Files.readString(folder.resolve("notes2.csv"))).contains("\"version 2, opened 1 times\"");
        assertThat(Files.readString(folder.resolve("notes2.csv.state"))).contains("unread=broken");
    }
}
