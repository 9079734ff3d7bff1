package org.crmlink.connector.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.crmlink.sdk.config.ConfigOption;
import org.junit.jupiter.api.Test;

/** The table of options in {@code docs/backends/dynamics.md} is that of the descriptor. */
class OptionsDocumentTest {

    private static final String HOW_TO_UPDATE =
            "docs/backends/dynamics.md does not list the options of the descriptor. Write its table anew:%n"
                    + "    mvn -pl connector-dynamics -am test -Dtest=OptionsDocumentTest -Dsurefire.failIfNoSpecifiedTests=false"
                    + " -Ddocs.update=true";
    private static final String HEAD = "| option | value | meaning |\n| --- | --- | --- |\n";

    private static final Path PAGE =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolveSibling("docs/backends/dynamics.md");

    @Test
    void everyOptionIsOnThePageAndNoOther() throws IOException {
        List<String> rows = new DynamicsConnectorProvider()
                .descriptor().options().stream().map(OptionsDocumentTest::row).toList();
        String page = Files.readString(PAGE);
        int start = page.indexOf(HEAD);
        assertThat(start).as("the head of the table").isNotNegative();
        start += HEAD.length();
        int end = page.indexOf("\n\n", start - 1) + 1;
        if (Boolean.getBoolean("docs.update")) {
            page = page.substring(0, start)
                    + rows.stream().collect(Collectors.joining("\n", "", "\n"))
                    + page.substring(end);
            Files.writeString(PAGE, page);
            end = page.indexOf("\n\n", start - 1) + 1;
        }

        assertThat(page.substring(start, end).lines()).as(HOW_TO_UPDATE).containsExactlyElementsOf(rows);
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
