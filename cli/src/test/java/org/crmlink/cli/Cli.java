package org.crmlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.crmlink.cli.output.Console;

/** The command line inside this JVM, in a folder and an environment of its own. Whatever it says, it never says the secret. */
final class Cli {

    static final String SECRET = "Zebra-47-geheim";

    /** What a command said. */
    record Answer(int code, String out, String err) {

        Answer endsWith(ExitCode expected) {
            assertThat(code).as("stdout: %s%nstderr: %s", out, err).isEqualTo(expected.code());
            return this;
        }

        /** Standard output as the one JSON document that it must be. */
        Map<String, Object> document() {
            return JsonText.object(out);
        }

        /** The document's error. */
        Map<String, Object> error() {
            return JsonText.object(document(), "error");
        }
    }

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>(Map.of("CRM_SECRET", SECRET));
    private Consumer<String> listener = line -> {};

    Cli(Path folder) {
        this.folder = folder;
    }

    Cli with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Cli without(String variable) {
        environment.remove(variable);
        return this;
    }

    /** Hears every line of standard error while the command runs, on the command's thread. */
    Cli hearing(Consumer<String> heard) {
        listener = heard;
        return this;
    }

    Path file(String name, String content) {
        try {
            return Files.writeString(folder.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Lines err = new Lines(listener);
        int code;
        try (PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            code = Main.run(
                    words,
                    new Surroundings(
                            new Console(outStream, errStream, false),
                            environment,
                            folder,
                            folder.resolve("home"),
                            folder.resolve("plugins")));
        }
        Answer answer =
                new Answer(code, out.toString(StandardCharsets.UTF_8), err.all.toString(StandardCharsets.UTF_8));
        assertThat(answer.out + answer.err)
                .as("no secret is shown by %s", List.of(words))
                .doesNotContain(SECRET)
                .as("no stack is shown")
                .doesNotContain("\tat ");
        return answer;
    }

    /** The same with {@code -o json}: then standard output is exactly one document. */
    Answer json(String... words) {
        String[] all = new String[words.length + 2];
        System.arraycopy(words, 0, all, 0, words.length);
        all[words.length] = "-o";
        all[words.length + 1] = "json";
        Answer answer = run(all);
        assertThat(answer.document()).containsKey("result");
        return answer;
    }

    /** Gives away every finished line. */
    private static final class Lines extends OutputStream {
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private final Consumer<String> listener;

        Lines(Consumer<String> listener) {
            this.listener = listener;
        }

        @Override
        public synchronized void write(int octet) {
            all.write(octet);
            if (octet == '\n') {
                listener.accept(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                line.write(octet);
            }
        }
    }
}
