package org.crmlink.tck.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.tck.bench.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Watches what a connector lets out: logs at every level, standard output, messages, temporary files. Texts that must not come out are looked for
 * after each check: secrets, tokens and signed addresses everywhere; values of records in logs, output and messages, but not in temporary files or
 * sync tokens, where they may have to be (spill files, keys of paging). Thread-safe.
 *
 * <p>Not seen: log handlers of the connector's own that write elsewhere than to standard output, and secrets in a form that is neither the text
 * itself nor its encoding for addresses or in Base64.
 */
final class Surveillance implements AutoCloseable {

    private static final Pattern TOKEN =
            Pattern.compile("\"(?:access_token|refresh_token|id_token|client_assertion)\"\\s*:\\s*\"([^\"]{8,})\"");
    private static final int SHORTEST = 8;
    private static final int LARGEST_ANSWER = 256 * 1024;
    private static final int LARGEST_FILE = 4 * 1024 * 1024;

    /** The texts of {@link Specimens#marker}: found by their form, because there are thousands. */
    private static final Pattern MARKER = Pattern.compile("m[0-9a-f]{24}");
    /** Parameters that make an address a key: of S3, Azure, Google and the like. */
    private static final Pattern SIGNATURE = Pattern.compile(
            "[?&](?:sig|signature|X-Amz-Signature|X-Goog-Signature|tempauth|access_token)=([^&\"'\\s<>\\\\]{8,})",
            Pattern.CASE_INSENSITIVE);

    private final Set<String> secrets = new LinkedHashSet<>();
    private final Set<String> markers = new HashSet<>();
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
    private final ClassLoader plugin;
    private final AtomicInteger looked = new AtomicInteger();

    /** @param plugin the class loader of the connector under test */
    Surveillance(ClassLoader plugin) {
        this.plugin = plugin;
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
            if (isJavas(record.getLoggerName()) || !isConnectors()) {
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

        /** Java's own loggers show headers if told to log everything; that is not the connector's doing. */
        private boolean isJavas(@Nullable String name) {
            return name != null
                    && (name.startsWith("sun.")
                            || name.startsWith("jdk.")
                            || name.startsWith("java.")
                            || name.startsWith("javax."));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /**
     * Whether the line comes from the connector: from code of a plugin, or from a thread that runs nothing but Java's classes. The kit, the fixture and a
     * backend in this process log too.
     */
    private boolean isConnectors() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> {
                    boolean foreign = false;
                    for (Iterator<StackWalker.StackFrame> all = frames.iterator(); all.hasNext(); ) {
                        Class<?> type = all.next().getDeclaringClass();
                        ClassLoader loader = type.getClassLoader();
                        if (loader != null && (loader == plugin || isLikePlugin(loader))) {
                            return true;
                        }
                        boolean ours = type.getName().startsWith(Surveillance.class.getName());
                        foreign |= !ours && loader != null && loader != ClassLoader.getPlatformClassLoader();
                    }
                    return !foreign;
                });
    }

    /** Another loading of a plugin, as some checks make it. */
    private boolean isLikePlugin(ClassLoader loader) {
        return loader.getClass() == plugin.getClass();
    }

    /** A secret: it must not come out anywhere, nor its encodings. Short ones are not looked for: they occur by chance. */
    void forbidSecret(String secret) {
        if (secret.length() >= SHORTEST) {
            synchronized (secrets) {
                secrets.add(secret);
                secrets.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
                secrets.add(
                        Base64.getEncoder().withoutPadding().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    /** A text that must not come out: a value of a record, made by {@link Specimens#marker}, or else one as good as a secret. */
    void forbid(String text) {
        if (MARKER.matcher(text).matches()) {
            synchronized (markers) {
                markers.add(text);
            }
        } else {
            forbidSecret(text);
        }
    }

    /** Learns the tokens, cookies and signed addresses of what passed the proxy. */
    void learn(List<Exchange> exchanges) {
        for (Exchange exchange : exchanges) {
            exchange.header("authorization").ifPresent(value -> forbidSecret(value.substring(value.indexOf(' ') + 1)));
            for (String cookie : exchange.answerHeaders().getOrDefault("set-cookie", List.of())) {
                forbidSecret(cookie.substring(cookie.indexOf('=') + 1).split(";", 2)[0]);
            }
            if (exchange.isLogin()) {
                learn(TOKEN, exchange.answerText());
            } else if (exchange.answerBody().length < LARGEST_ANSWER) {
                learn(SIGNATURE, exchange.answerText());
            }
            exchange.answerHeaders().getOrDefault("location", List.of()).forEach(link -> learn(SIGNATURE, link));
        }
    }

    private void learn(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            forbidSecret(matcher.group(1));
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
        look(check, "a log", takeLogs(), true);
        String out;
        synchronized (printed) {
            out = printed.toString(StandardCharsets.UTF_8);
            printed.reset();
        }
        if (!out.isBlank()) {
            synchronized (loud) {
                loud.add(
                        check + ": " + shortened(out.strip().lines().findFirst().orElse("")));
            }
        }
        look(check, "standard output", out, true);
        takeErrors().forEach(error -> look(check, "an exception", whole(error), true));
        run.shown().forEach((where, text) -> look(check, where, text, false));
        look(check, run.scratch());
    }

    /** Stack, causes and everything that the exception carries beside its message. */
    private static String whole(ConnectorException error) {
        return text(error) + "\n" + error.hint().orElse("") + "\n"
                + error.operation().orElse("") + "\n"
                + error.entity().orElse("") + "\n" + error.vendorCode().orElse("") + "\n"
                + error.requestId().orElse("");
    }

    private static String shortened(String line) {
        return line.length() > 80 ? line.substring(0, 80) + "…" : line;
    }

    private void look(String check, Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.size(file) < LARGEST_FILE
                        && !file.getFileName().toString().endsWith(".p12")) {
                    String where = "the temporary file " + file.getFileName();
                    look(check, where, Files.readString(file, StandardCharsets.ISO_8859_1), false);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // a file that vanishes while it is looked for holds nothing any more
            System.getLogger(Surveillance.class.getName()).log(System.Logger.Level.DEBUG, "not read: " + directory, e);
        }
    }

    private void look(String check, String where, String text, boolean valuesToo) {
        if (text.isEmpty()) {
            return;
        }
        looked.incrementAndGet();
        for (String secret : secretsNow()) {
            int at = text.indexOf(secret);
            if (at >= 0) {
                found(check, where, "a secret", text, at);
            }
        }
        if (valuesToo) {
            Matcher marker = MARKER.matcher(text);
            while (marker.find()) {
                boolean known;
                synchronized (markers) {
                    known = markers.contains(marker.group());
                }
                if (known) {
                    found(check, where, "a record's value", text, marker.start());
                    return;
                }
            }
        }
    }

    private void found(String check, String where, String what, String text, int at) {
        String before = text.substring(Math.max(0, at - 60), at).replaceAll("\\s+", " ");
        synchronized (findings) {
            findings.add(where + " in \"" + check + "\" holds " + what + ", after \"" + redacted(before) + "\"");
        }
    }

    private List<String> secretsNow() {
        synchronized (secrets) {
            return List.copyOf(secrets);
        }
    }

    /** How many secrets are known. */
    int known() {
        return secretsNow().size();
    }

    /** How many texts were looked through. */
    int looked() {
        return looked.get();
    }

    /** A text without what must not come out: the report is shown to others. */
    String redacted(String text) {
        String clean = text;
        for (String secret : secretsNow()) {
            clean = clean.replace(secret, "█████");
        }
        Matcher marker = MARKER.matcher(clean);
        synchronized (markers) {
            return marker.replaceAll(found -> markers.contains(found.group()) ? "█████" : found.group());
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
