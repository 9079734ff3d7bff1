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
        run(new ChaosRun.Size(300, 4, 1, 100), 20_261L, folder);
    }

    @Test
    @Tag("slow")
    void bothSidesEndEqualAfterALongStorm(@TempDir Path folder) throws IOException {
        run(new ChaosRun.Size(5_000, 60, 20, 250), System.nanoTime(), folder);
    }

    private static void run(ChaosRun.Size size, long seed, Path folder) throws IOException {
        try (ChaosServer server = ChaosServer.start()) {
            new ChaosRun(Long.getLong("crmlink.chaos.seed", seed), size, folder, server).run();
        }
    }
}
