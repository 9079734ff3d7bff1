package org.crmlink.tck.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.tck.bench.Exchange;

/**
 * Watches what a connector lets out: logs at every level, standard output, messages, temporary files. Texts that must not come out, such as secrets
 * and values of records, are looked for after each check. Thread-safe.
 */
final class Surveillance implements AutoCloseable {

    private static final Pattern TOKEN =
            Pattern.compile("\"(?:access_token|refresh_token|id_token|client_assertion)\"\\s*:\\s*\"([^\"]{8,})\"");
    private static final int SHORTEST = 8;
    private static final int LARGEST_FILE = 4 * 1024 * 1024;

    private final Set<String> forbidden = new LinkedHashSet<>();
    private final StringBuilder logs = new StringBuilder();
    private final List<String> findings = new ArrayList<>();
    private final List<String> loud = new ArrayList<>();
    private final List<ConnectorException> unread = new ArrayList<>();
    private final Handler handler = new Listening();
    private final Logger root = Logger.getLogger("");
    private final Level levelBefore = root.getLevel();
    private final Handler[] handlersBefore = root.getHandlers();
    private final PrintStream outBefore = System.out;
    private final PrintStream errBefore = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    Surveillance() {
        for (Handler other : handlersBefore) {
            root.removeHandler(other);
        }
        handler.setLevel(Level.ALL);
        root.addHandler(handler);
        root.setLevel(Level.ALL);
        System.setOut(new PrintStream(new Tee(printed), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new Tee(printed), true, StandardCharsets.UTF_8));
    }

    /** Keeps what is printed, up to a size. */
    private static final class Tee extends OutputStream {
        private final ByteArrayOutputStream kept;

        Tee(ByteArrayOutputStream kept) {
            this.kept = kept;
        }

        @Override
        public void write(int b) {
            if (kept.size() < LARGEST_FILE) {
                kept.write(b);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            if (kept.size() < LARGEST_FILE) {
                kept.write(bytes, offset, length);
            }
        }
    }

    /** A log handler that writes everything down. */
    private final class Listening extends Handler {
        @Override
        public void publish(LogRecord record) {
            if (isOurs(record.getLoggerName())) {
                return;
            }
            StringBuilder line = new StringBuilder()
                    .append(record.getLevel())
                    .append(' ')
                    .append(record.getLoggerName())
                    .append(": ")
                    .append(new java.util.logging.SimpleFormatter().formatMessage(record))
                    .append('\n');
            if (record.getThrown() != null) {
                line.append(text(record.getThrown()));
            }
            synchronized (logs) {
                logs.append(line);
            }
        }

        private boolean isOurs(String name) {
            return name != null
                    && (name.startsWith("org.junit")
                            || name.startsWith("org.eclipse.jetty")
                            || name.startsWith("wiremock"));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** A text that must not come out. Short ones are not looked for: they occur by chance. */
    void forbid(String secret) {
        if (secret.length() >= SHORTEST) {
            synchronized (forbidden) {
                forbidden.add(secret);
            }
        }
    }

    /** Learns the tokens of what passed the proxy. */
    void learn(List<Exchange> exchanges) {
        for (Exchange exchange : exchanges) {
            exchange.header("authorization").ifPresent(value -> forbid(value.substring(value.indexOf(' ') + 1)));
            if (exchange.isLogin()) {
                Matcher token = TOKEN.matcher(exchange.answerText());
                while (token.find()) {
                    forbid(token.group(1));
                }
            }
        }
    }

    /** Everything logged since the last call. */
    private String takeLogs() {
        synchronized (logs) {
            String text = logs.toString();
            logs.setLength(0);
            return text;
        }
    }

    /** Has an error looked at with the next scan. */
    void watch(ConnectorException error) {
        synchronized (unread) {
            unread.add(error);
        }
    }

    private List<ConnectorException> takeErrors() {
        synchronized (unread) {
            List<ConnectorException> taken = List.copyOf(unread);
            unread.clear();
            return taken;
        }
    }

    void scan(String check, Run run) {
        look(check, "a log", takeLogs());
        String out;
        synchronized (printed) {
            out = printed.toString(StandardCharsets.UTF_8);
            printed.reset();
        }
        if (!out.isBlank()) {
            synchronized (loud) {
                loud.add(check + ": " + out.strip().lines().findFirst().orElse(""));
            }
        }
        look(check, "standard output", out);
        takeErrors().forEach(error -> look(check, "an exception", text(error)));
        run.shown().forEach((where, text) -> look(check, where, text));
        look(check, run.scratch());
    }

    private void look(String check, Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.size(file) < LARGEST_FILE) {
                    look(
                            check,
                            "the temporary file " + file.getFileName(),
                            Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void look(String check, String where, String text) {
        List<String> all;
        synchronized (forbidden) {
            all = List.copyOf(forbidden);
        }
        for (String secret : all) {
            int at = text.indexOf(secret);
            if (at >= 0) {
                String before = text.substring(Math.max(0, at - 60), at).replaceAll("\\s+", " ");
                synchronized (findings) {
                    findings.add(where + " in \"" + check + "\" holds a secret or a record's value, after \"" + before
                            + "\"");
                }
            }
        }
    }

    static String text(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /** What came out that must not, and where. */
    List<String> findings() {
        synchronized (findings) {
            return List.copyOf(findings);
        }
    }

    /** What was printed. */
    List<String> loud() {
        synchronized (loud) {
            return List.copyOf(loud);
        }
    }

    @Override
    public void close() {
        root.removeHandler(handler);
        root.setLevel(levelBefore);
        for (Handler other : handlersBefore) {
            root.addHandler(other);
        }
        System.setOut(outBefore);
        System.setErr(errBefore);
    }
}
