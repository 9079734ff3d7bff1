package org.crmlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.crmlink.host.plugin.ConnectorLoader;
import org.crmlink.host.plugin.LoadedConnectors;
import org.crmlink.sdk.config.ConfigOption;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of options in {@code docs/backends} are those of the connectors' descriptors. */
class OptionDocumentsTest {

    private static final String HOW_TO_UPDATE =
            "the page does not list the options of the descriptor. Write its table anew:%n"
                    + "    mvn -pl cli -am test -Dtest=OptionDocumentsTest -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.update=true";
    private static final String HEAD = "| option | value | meaning |\n| --- | --- | --- |\n";

    @ParameterizedTest
    @ValueSource(strings = {"dynamics", "salesforce"})
    void everyOptionIsOnThePageAndNoOther(String connector) throws IOException {
        Path file = Path.of(System.getProperty("basedir", ""))
                .toAbsolutePath()
                .resolveSibling("docs/backends/" + connector + ".md");
        List<String> rows = rows(connector);
        String page = Files.readString(file);
        int start = page.indexOf(HEAD);
        assertThat(start).as("the head of the table").isNotNegative();
        start += HEAD.length();
        int end = page.indexOf("\n\n", start - 1) + 1;
        if (Boolean.getBoolean("docs.update")) {
            page = page.substring(0, start)
                    + rows.stream().collect(Collectors.joining("\n", "", "\n"))
                    + page.substring(end);
            Files.writeString(file, page);
            end = page.indexOf("\n\n", start - 1) + 1;
        }
        assertThat(page.substring(start, end).lines()).as(HOW_TO_UPDATE).containsExactlyElementsOf(rows);
    }

    private static List<String> rows(String connector) {
        try (LoadedConnectors connectors = ConnectorLoader.create()
                .classPath(OptionDocumentsTest.class.getClassLoader())
                .load()) {
            return connectors.find(connector).orElseThrow().descriptor().options().stream()
                    .map(OptionDocumentsTest::row)
                    .toList();
        }
    }

    private static String row(ConfigOption<?> option) {
        String type = option.choices().isEmpty()
                ? option.type().name().toLowerCase(Locale.ROOT)
                : option.choices().stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
        String rest = option.isRequired()
                ? ", required"
                : option.defaultText().map(value -> ", default `" + value + "`").orElse("");
        return "| `" + option.name() + "` | " + type + rest + " | " + option.doc() + " |";
    }
}
