package org.crmlink.cli.chaos;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** All that takes part in a run. */
final class World {

    final ChaosServer backend;
    final List<Entity> entities;
    final Path folder;
    final Path database;
    final Journal journal;
    final ServerSide server;
    final LocalSide local;
    final LateWriter late;
    final FaultPlan faults;
    final Random random;
    private final Map<String, Integer> tally = new TreeMap<>();

    World(long seed, Path folder, ChaosServer backend, Names names) {
        this.backend = backend;
        this.entities = backend.entities();
        this.journal = new Journal(entities);
        this.folder = folder;
        this.database = folder.resolve("chaos.db");
        this.random = new Random(seed);
        Values values = new Values();
        this.server = new ServerSide(backend, journal, values, this::isHeld);
        this.local = new LocalSide(database, entities, names, journal, values, this::isHeld);
        this.late = new LateWriter(backend, server, journal);
        this.faults = new FaultPlan(backend);
    }

    /** Whether an open transaction of the server's people has the record: whoever points to it would wait. */
    private boolean isHeld(String id) {
        return late.holds(id);
    }

    void count(String kind) {
        tally.merge(kind, 1, Integer::sum);
    }

    Map<String, Integer> tally() {
        return tally;
    }
}
