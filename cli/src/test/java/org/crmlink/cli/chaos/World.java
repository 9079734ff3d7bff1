package org.crmlink.cli.chaos;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** All that takes part in a run. */
final class World {

    final ChaosServer backend;
    final Path folder;
    final Path database;
    final Journal journal = new Journal();
    final ServerSide server;
    final LocalSide local;
    final LateWriter late;
    final FaultPlan faults;
    final Random random;
    private final Map<String, Integer> tally = new TreeMap<>();

    World(long seed, Path folder, ChaosServer backend) {
        this.backend = backend;
        this.folder = folder;
        this.database = folder.resolve("chaos.db");
        this.random = new Random(seed);
        Values values = new Values();
        this.server = new ServerSide(backend.store(), journal, values);
        this.local = new LocalSide(database, journal, values);
        this.late = new LateWriter(server, journal);
        this.faults = new FaultPlan(backend.faults());
    }

    void count(String kind) {
        tally.merge(kind, 1, Integer::sum);
    }

    Map<String, Integer> tally() {
        return tally;
    }
}
