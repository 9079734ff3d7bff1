package org.crmlink.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.crmlink.cli.ExitCode;
import org.crmlink.cli.Main;
import org.crmlink.cli.Surroundings;
import org.crmlink.cli.output.Console;

/** The command line, run in this JVM or elsewhere, and what every answer of it must keep to. */
final class Command {

    /** A secret that must never be seen. */
    static final String SECRET = "Zebra-47-geheim";

    /** What a command said. */
    record Answer(int code, String out, String err) {

        /** The rules of every failure with {@code -o json}. */
        Answer fails(ExitCode expected, String... words) throws IOException {
            String told = "exit code " + code + "\nstdout: " + out + "\nstderr: " + err;
            assertThat(code).as(told).isEqualTo(expected.code());
            assertOneDocument(told);
            for (String word : words) {
                assertThat(out).as(told).containsIgnoringCase(word);
            }
            assertThat(out).as("it says what to do: " + told).contains("\"hint\":\"");
            assertThat(out).as(told).doesNotContain("\"hint\":\"\"");
            assertThat(err).as("a person sees no stack: " + told).doesNotContain("\tat ");
            assertThat(out + err).as("no secret appears").doesNotContain(SECRET);
            return this;
        }

        Answer succeeds() throws IOException {
            assertThat(code).as("stdout: " + out + "\nstderr: " + err).isZero();
            assertOneDocument("stdout: " + out);
            return this;
        }

        private void assertOneDocument(String told) throws IOException {
            try (JsonParser parser = new JsonFactory().createParser(out)) {
                assertThat(parser.nextToken()).as(told).isEqualTo(JsonToken.START_OBJECT);
                parser.skipChildren();
                assertThat(parser.nextToken())
                        .as("nothing follows the document: " + told)
                        .isNull();
            }
        }
    }

    private Command() {}

    /** {@code crmlink ARGUMENTS -o json} in a folder. */
    static Answer run(Path folder, List<String> arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] line =
                Stream.concat(arguments.stream(), Stream.of("-o", "json")).toArray(String[]::new);
        int code;
        try (PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            code = Main.run(
                    line,
                    new Surroundings(
                            new Console(outStream, errStream, false),
                            Map.of("CRM_SECRET", SECRET),
                            folder,
                            folder.resolve("home"),
                            folder.resolve("plugins"),
                            duration -> Thread.sleep(Math.min(2, duration.toMillis()))));
        }
        return new Answer(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
