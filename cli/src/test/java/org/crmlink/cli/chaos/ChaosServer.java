package org.crmlink.cli.chaos;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.crmlink.cli.Main;
import org.crmlink.sandbox.DynamicsOptions;
import org.crmlink.sandbox.Sandbox;
import org.crmlink.sandbox.http.Faults;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.store.Store;
import org.slf4j.LoggerFactory;

/** The sandbox of a run, with what a sync must know to reach it. */
final class ChaosServer implements AutoCloseable {

    private static final int IDLE_TRIES = 400;

    private final Sandbox sandbox;
    private final AtomicLong begun = new AtomicLong();

    private ChaosServer(Sandbox sandbox) {
        this.sandbox = sandbox;
        sandbox.faults()
                .on(request -> {
                    begun.incrementAndGet();
                    return false;
                })
                .always()
                .cutBefore();
    }

    static ChaosServer start() throws IOException {
        // It tells of each connection that is cut, at length.
        ((Logger) LoggerFactory.getLogger("org.eclipse.jetty")).setLevel(Level.OFF);
        Sandbox sandbox = Sandbox.dynamics(DynamicsOptions.builder().build());
        Schema schema = sandbox.store().schema();
        sandbox.store()
                .alter(schema.toBuilder()
                        .table(schema.require(Entity.LEAD.table()).toBuilder()
                                .changeTracking(false)
                                .build())
                        .build());
        return new ChaosServer(sandbox.start());
    }

    Store store() {
        return sandbox.store();
    }

    Faults faults() {
        return sandbox.faults();
    }

    Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("url", sandbox.url());
        options.put("token-url", sandbox.tokenUrl());
        options.put("client-id", DynamicsOptions.DEFAULT_CLIENT);
        options.put("client-secret", DynamicsOptions.DEFAULT_SECRET);
        return options;
    }

    /** Waits until what a killed process asked for has been done or dropped. */
    void waitUntilIdle() {
        for (int i = 0; i < IDLE_TRIES && begun.get() != sandbox.requests().calls(); i++) {
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** The sync with small pages, as a process. */
    SyncProcess startSync(Path folder, Path database, boolean full) {
        List<String> arguments = new ArrayList<>(List.of(database.toString(), full ? "full" : "incremental"));
        options().forEach((name, value) -> {
            arguments.add(name);
            arguments.add(value);
        });
        return SyncProcess.start(folder, SyncOnce.class, arguments);
    }

    /** The command that people use, as a process. */
    SyncProcess startCommand(Path folder, Path database, boolean full) {
        StringBuilder yaml = new StringBuilder("version: 1\nconnector: dynamics\noptions:\n");
        options()
                .forEach((name, value) -> yaml.append("  ")
                        .append(name)
                        .append(": ")
                        .append(value)
                        .append('\n'));
        yaml.append("database: ").append(database).append("\nentities:\n");
        for (Entity entity : Entity.values()) {
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
    public void close() {
        sandbox.close();
    }
}
