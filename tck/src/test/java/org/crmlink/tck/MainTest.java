package org.crmlink.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kit's command line. */
class MainTest {

    @TempDir
    private Path folder;

    private record Answer(int code, String out, String err) {}

    private Answer run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                words,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of());
        return new Answer(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Answer wrong(String... more) {
        String[] words = new String[more.length + 4];
        System.arraycopy(
                new String[] {
                    "--plugin",
                    folder.toString(),
                    "--fixture",
                    folder.resolve("none.jar").toString()
                },
                0,
                words,
                0,
                4);
        System.arraycopy(more, 0, words, 4, more.length);
        return run(words);
    }

    @Test
    void whatIsWrongInTheCommandLineEndsWithCodeTwo() {
        assertThat(run().code()).isEqualTo(2);
        assertThat(run().err()).contains("--plugin", "--fixture");
        assertThat(wrong("--only", "R99").err()).contains("there is no requirement 'R99'", "R01 to R88");
        assertThat(wrong("--only", "R99").code()).isEqualTo(2);
        assertThat(wrong("--only", "").err()).contains("there is no requirement ''");
        assertThat(wrong("--profile", "best").err()).contains("there is no profile 'best'", "bidirectional");
        assertThat(wrong("--profile", "best").code()).isEqualTo(2);
        assertThat(wrong().err()).contains("there is no fixture", "none.jar");
        assertThat(wrong().code()).isEqualTo(2);
    }

    @Test
    void aScriptGetsOneDocumentWhateverWasWrong() {
        for (Answer answer :
                new Answer[] {wrong("-o", "json"), wrong("-o", "json", "--only", "R99"), run("-o", "json")}) {
            assertThat(answer.code()).isEqualTo(2);
            assertThat(answer.out())
                    .startsWith("{\"certified\":false,\"reasons\":[\"")
                    .endsWith("\"requirements\":[]}\n");
            assertThat(answer.out().lines()).hasSize(1);
        }
    }

    @Test
    void theHelpIsForPeople() {
        Answer help = run("--help");
        assertThat(help.code()).isZero();
        assertThat(help.out())
                .contains("--plugin", "--fixture", "--profile", "--full", "--only", "--report", "Exit codes")
                .doesNotContain("end-with-input");
    }
}
