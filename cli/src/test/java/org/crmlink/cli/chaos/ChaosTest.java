package org.crmlink.cli.chaos;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Edits on both sides, deletions, conflicts and faults at random, ending equal. {@code -Dcrmlink.chaos.seed=N} repeats a run,
 * {@code -Dcrmlink.chaos.keep=FOLDER} keeps the database of a run that failed.
 */
class ChaosTest {

    @Test
    void bothSidesEndEqualAfterAShortStorm(@TempDir Path folder) throws IOException {
        run(new ChaosRun.Size(300, 4, 1, 100), 20_261L, folder, unused -> DynamicsServer.start());
    }

    @Test
    void alsoWhereTheServerMakesTheKeys(@TempDir Path folder) throws IOException {
        run(new ChaosRun.Size(300, 4, 1, 100), 20_262L, folder, SalesforceServer::start);
    }

    @Test
    @Tag("slow")
    void bothSidesEndEqualAfterALongStorm(@TempDir Path folder) throws IOException {
        run(new ChaosRun.Size(5_000, 60, 20, 250), System.nanoTime(), folder, unused -> DynamicsServer.start());
    }

    @Test
    @Tag("slow")
    void alsoWhereTheServerMakesTheKeysAfterALongStorm(@TempDir Path folder) throws IOException {
        run(new ChaosRun.Size(5_000, 60, 20, 250), System.nanoTime(), folder, SalesforceServer::start);
    }

    /** Starts the server of a run, which tells the names which key is whose. */
    private interface Start {
        ChaosServer with(Names names) throws IOException;
    }

    private static void run(ChaosRun.Size size, long seed, Path folder, Start start) throws IOException {
        Names names = new Names();
        try (ChaosServer server = start.with(names)) {
            new ChaosRun(Long.getLong("crmlink.chaos.seed", seed), size, folder, server, names).run();
        }
    }
}
