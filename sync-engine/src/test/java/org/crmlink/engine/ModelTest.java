package org.crmlink.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.crmlink.engine.paper.Fault;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both sides work, connections break, processes die; in the end both sides are equal and nothing is lost or doubled. */
class ModelTest {

    private static final int STEPS = 1_100;
    private static final int STEPS_BETWEEN_RESTS = 220;

    @TempDir
    Path folder;

    /** @param seed of one run; one that failed is repeated by putting it here */
    @ParameterizedTest
    @CsvSource({"20240612, 1", "7, 3"})
    void bothSidesEndEqualWhateverHappens(long seed, int readers, TestReporter reporter) {
        ModelWorld world = new ModelWorld(folder, seed, readers);
        world.firstSync();
        for (int step = 1; step <= STEPS; step++) {
            world.step();
            if (step % STEPS_BETWEEN_RESTS == 0) {
                world.settle();
                world.isRight();
            }
        }
        reporter.publishEntry(Map.of("seed", String.valueOf(seed), "world", world.toString()));
        assertThat(world.actions)
                .containsKeys("deaths", "syncs", "local inserts", "server deletes", "work during a sync");
        for (Fault fault : Fault.values()) {
            if (fault != Fault.SLOW_PAGE) {
                assertThat(world.server.faults().fired(fault))
                        .as("%s fired", fault)
                        .isPositive();
            }
        }
    }
}
