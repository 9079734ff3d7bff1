package org.crmlink.cli.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.crmlink.cli.Main;
import org.crmlink.sandbox.http.Faults;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.RequestLog;

/** The sandbox of a run: how a sync reaches it, and its records by their marks. */
abstract class ChaosServer implements AutoCloseable {

    private static final int IDLE_TRIES = 400;

    /** A committed row; its texts are made when somebody looks. */
    interface Shown {
        long version();

        /** What SQLite must show, by column, lookups by the marks of their targets; empty ones are null. */
        Map<String, String> values();
    }

    /** What a lookup is set to. */
    record Target(Entity entity, String id) {}

    /** A transaction of the server's people that stays open for a while. */
    interface Late {
        void insert(Entity entity, String id, Map<String, Object> values);

        void update(Entity entity, String id, Map<String, Object> values);

        void commit();
    }

    /** An answer of a server that is asked too often. */
    record Refusal(int status, Map<String, String> headers, String body) {}

    private final AtomicLong begun = new AtomicLong();

    /** Once the sandbox listens. */
    final void countRequests() {
        faults().on(request -> {
                    begun.incrementAndGet();
                    coming(request);
                    return false;
                })
                .always()
                .cutBefore();
    }

    /** Called with each request, before it is looked at. */
    void coming(HttpRequest request) {}

    abstract String connector();

    abstract List<Entity> entities();

    abstract Map<String, String> options();

    abstract Faults faults();

    abstract RequestLog requests();

    /** Whether the request writes records. */
    abstract boolean isUpload(HttpRequest request);

    abstract Refusal throttled();

    // ---------------------------------------------------------------- records

    /** Runs while the sync's requests wait. */
    abstract void exclusively(Runnable work);

    abstract Map<String, Shown> rows(Entity entity);

    abstract boolean exists(Entity entity, String id);

    abstract void insert(Entity entity, String id, Map<String, Object> values);

    abstract void update(Entity entity, String id, Map<String, Object> values);

    abstract void delete(Entity entity, String id);

    abstract Late begin();

    /** Grows with each change. */
    abstract long currentVersion();

    abstract void pass(Duration time);

    /** So much time passes that the server forgets what was deleted. */
    abstract void holidays();

    // ---------------------------------------------------------------- syncs

    /** Waits until what a killed process asked for has been done or dropped. */
    final void waitUntilIdle() {
        for (int i = 0; i < IDLE_TRIES && begun.get() != requests().calls(); i++) {
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** The sync with small pages, as a process. */
    final SyncProcess startSync(Path folder, Path database, boolean full) {
        List<String> arguments =
                new ArrayList<>(List.of(connector(), database.toString(), full ? "full" : "incremental"));
        options().forEach((name, value) -> {
            arguments.add(name);
            arguments.add(value);
        });
        return SyncProcess.start(folder, SyncOnce.class, arguments);
    }

    /** The command that people use, as a process. */
    final SyncProcess startCommand(Path folder, Path database, boolean full) {
        StringBuilder yaml = new StringBuilder("version: 1\nconnector: " + connector() + "\noptions:\n");
        options()
                .forEach((name, value) -> yaml.append("  ")
                        .append(name)
                        .append(": ")
                        .append(value)
                        .append('\n'));
        yaml.append("database: ").append(database).append("\nentities:\n");
        for (Entity entity : entities()) {
            yaml.append("  ").append(entity.table()).append(":\n    fields: ").append(entity.fields());
            yaml.append("\n    on-conflict: ").append(entity.winner().text()).append('\n');
        }
        Path file = folder.resolve("crmlink.yaml");
        try {
            Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> arguments = new ArrayList<>(List.of("sync", "-c", file.toString(), "-o", "json"));
        if (full) {
            arguments.add("--full");
        }
        return SyncProcess.start(folder, Main.class, arguments);
    }

    @Override
    public abstract void close();
}
