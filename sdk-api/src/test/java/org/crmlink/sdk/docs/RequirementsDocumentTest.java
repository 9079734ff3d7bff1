package org.crmlink.sdk.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/requirements.md} lists the numbered sentences of the Javadoc, all of them and no others. */
class RequirementsDocumentTest {

    private static final String HOW_TO_UPDATE =
            "docs/requirements.md does not hold the numbered sentences of sdk-api's Javadoc. Write its"
                    + " table anew and review the change:%n    mvn -pl sdk-api test -Dtest=RequirementsDocumentTest -Ddocs.update=true";
    private static final String HEAD = "| id | sentence | said of |\n| --- | --- | --- |\n";

    private static final Path MODULE =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    private static final Path PAGE = MODULE.resolveSibling("docs").resolve("requirements.md");

    @Test
    void everySentenceWithAnIdIsOnThePageAndNoOther() throws IOException {
        List<String> rows = Requirements.in(MODULE.resolve("src/main/java")).stream()
                .map(Requirements.Entry::row)
                .toList();
        String page = Files.readString(PAGE);
        int start = page.indexOf(HEAD);
        assertThat(start).as("the head of the table in %s", PAGE.getFileName()).isNotNegative();
        if (Boolean.getBoolean("docs.update")) {
            page = page.substring(0, start) + HEAD + String.join("\n", rows) + "\n";
            Files.writeString(PAGE, page);
        }

        List<String> onPage = page.substring(start + HEAD.length()).lines().toList();

        assertThat(rows).as("sentences with an id").hasSizeGreaterThan(50);
        assertThat(onPage).as(HOW_TO_UPDATE).containsExactlyElementsOf(rows);
    }

    @Test
    void anIdIsTwoToFiveLettersAndANumber() throws IOException {
        assertThat(Requirements.in(MODULE.resolve("src/main/java")))
                .extracting(Requirements.Entry::sentence)
                .noneMatch(sentence -> sentence.contains("[") && sentence.matches(".*\\[[A-Za-z]+-\\d+].*"));
    }
}
