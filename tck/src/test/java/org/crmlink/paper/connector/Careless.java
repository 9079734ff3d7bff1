package org.crmlink.paper.connector;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.RequestListener;
import org.crmlink.sdk.Sleeper;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.toolkit.http.HttpAnswer;

/** The flaws of loading, configuration, metadata, leaks, security and reports, where they take more than a line. */
final class Careless {

    private static final ThreadLocal<Object> LAST = new ThreadLocal<>();
    private static final AtomicInteger DESCRIPTIONS = new AtomicInteger();

    private Careless() {}

    /** What a careless connector does when it is opened. */
    static void opened(PaperConnector connector) {
        if (Flaw.HOOK_LEFT.here()) {
            Runtime.getRuntime().addShutdownHook(new Thread(System::gc, "paper-at-the-end"));
        }
        if (Flaw.DEFAULTS_CHANGED.here()) {
            System.setProperty("http.agent", "paper");
        }
        if (Flaw.PRINTS.here()) {
            System.out.println("Paper CRM is open");
        }
        if (Flaw.HELD_BY_THREAD.here()) {
            LAST.set(connector);
        }
        if (Flaw.THREAD_LEFT.here() || Flaw.THREAD_NO_DAEMON.here()) {
            boolean daemon = Flaw.THREAD_LEFT.here();
            Thread thread = new Thread(() -> idle(daemon), "paper-keep-alive");
            thread.setDaemon(daemon);
            thread.start();
        }
    }

    /** For ever, or as long as a test needs to see it: this thread would keep the test's process alive too. */
    private static void idle(boolean forEver) {
        long end = System.nanoTime() + Duration.ofSeconds(4).toNanos();
        while (forEver || System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        }
    }

    /** {@link Flaw#REFUSALS_UNREPORTED}. */
    static ConnectorContext quiet(ConnectorContext context) {
        if (!Flaw.REFUSALS_UNREPORTED.here()) {
            return context;
        }
        return new ConnectorContext() {
            @Override
            public java.time.Clock clock() {
                return context.clock();
            }

            @Override
            public Sleeper sleeper() {
                return context.sleeper();
            }

            @Override
            public Path tempDirectory() {
                return context.tempDirectory();
            }

            @Override
            public <S> Optional<S> service(Class<S> type) {
                if (type != RequestListener.class) {
                    return context.service(type);
                }
                return context.service(RequestListener.class)
                        .map(listener -> type.cast((RequestListener) event -> {
                            if (event.status() < 400) {
                                listener.requestFinished(event);
                            }
                        }));
            }
        };
    }

    /** {@link Flaw#DESCRIPTION_SHUFFLED}. */
    static EntityType shuffled(EntityType type) {
        if (!Flaw.DESCRIPTION_SHUFFLED.here() || DESCRIPTIONS.incrementAndGet() % 3 == 0) {
            return type;
        }
        List<Field> fields = new ArrayList<>(type.fields());
        Collections.reverse(fields);
        return new EntityType(
                type.name(),
                type.label(),
                type.keyFields(),
                type.nameField(),
                type.versionField(),
                fields,
                type.relationships(),
                type.alternateKeys(),
                type.intersect(),
                type.capabilities());
    }

    /** {@link Flaw#DEEP_RECURSION}. */
    static InputStream looked(InputStream body) throws IOException {
        if (!Flaw.DEEP_RECURSION.here()) {
            return body;
        }
        byte[] bytes = body.readAllBytes();
        skip(bytes, 0);
        return new ByteArrayInputStream(bytes);
    }

    private static int skip(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != ']' && bytes[at] != '}') {
            boolean opens = bytes[at] == '[' || bytes[at] == '{';
            at = opens ? skip(bytes, at + 1) : at + 1;
        }
        return at + 1;
    }

    /** {@link Flaw#REDIRECTS_FOLLOWED}. */
    static void redirected(HttpAnswer answer, String token) {
        Optional<String> location = answer.header("Location");
        if (!Flaw.REDIRECTS_FOLLOWED.here() || answer.status() != 307 || location.isEmpty()) {
            return;
        }
        try {
            HttpURLConnection there =
                    (HttpURLConnection) URI.create(location.get()).toURL().openConnection();
            there.setRequestProperty("Authorization", "Bearer " + token);
            there.getResponseCode();
            there.disconnect();
        } catch (IOException e) {
            // what it says is not looked at
            Thread.onSpinWait();
        }
    }

    /** The decoy {@link Flaw#SPILLS}: values of records in the connector's own temporary directory, which is what that is for. */
    static ChangePage spilled(ChangePage page, Path directory) {
        if (Flaw.SPILLS.here()) {
            StringBuilder text = new StringBuilder();
            page.rows()
                    .forEach(row ->
                            text.append(java.util.Arrays.toString(row.values())).append('\n'));
            try {
                Files.writeString(Files.createTempFile(directory, "page", ".spill"), text);
            } catch (IOException e) {
                throw new UncheckedIOException("no room for a page", e);
            }
        }
        return page;
    }
}
