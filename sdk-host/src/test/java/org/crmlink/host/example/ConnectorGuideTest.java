package org.crmlink.host.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/connector-guide.md} quotes the example as it is. */
class ConnectorGuideTest {

    private static final String HOW_TO_UPDATE =
            "docs/connector-guide.md does not quote the example as it is. Quote it anew:%n"
                    + "    mvn -pl sdk-host -am test -Dtest=ConnectorGuideTest -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.update=true";
    private static final Pattern QUOTE = Pattern.compile("(?s)<!-- file: (\\S+) -->\n```java\n(.*?)```\n");

    private static final Path MODULE =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    private static final Path PAGE = MODULE.resolveSibling("docs").resolve("connector-guide.md");

    @Test
    void theGuideQuotesTheExampleThatIsCompiledAndTested() throws IOException {
        String page = Files.readString(PAGE);
        String quoted = QUOTE.matcher(page).replaceAll(found -> Matcher.quoteReplacement(quote(found.group(1))));
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(PAGE, quoted);
            page = quoted;
        }

        List<String> files = new ArrayList<>();
        QUOTE.matcher(page).results().forEach(found -> files.add(found.group(1)));
        assertThat(files)
                .as("the files quoted")
                .containsExactly("NotesProvider.java", "NotesConnector.java", "NotesUploader.java");
        assertThat(page).as(HOW_TO_UPDATE).isEqualTo(quoted);
    }

    private static String quote(String file) {
        return "<!-- file: " + file + " -->\n```java\n" + code(file) + "```\n";
    }

    /** A file without its package and imports. */
    private static String code(String file) {
        Path source = MODULE.resolve("src/test/java/org/crmlink/host/example").resolve(file);
        try {
            String body = Files.readAllLines(source).stream()
                    .filter(line -> !line.startsWith("package ") && !line.startsWith("import "))
                    .collect(Collectors.joining("\n", "", "\n"));
            return body.replaceFirst("^\n+", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
