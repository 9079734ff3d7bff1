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
    @CsvSource({"101,1","102,1","103,3","104,1","105,1","106,3","107,1","108,1","109,3","110,1","111,1","112,3","113,1","114,1","115,3","116,1","117,1","118,3","119,1","120,1","121,3","122,1","123,1","124,3","125,1","126,1","127,3","128,1","129,1","130,3","131,1","132,1","133,3","134,1","135,1","136,3","137,1","138,1","139,3","140,1"})
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
        assertThat(world.actions).containsKeys("deaths", "syncs", "local inserts", "server deletes", "work during a sync");
        for (Fault fault : Fault.values()) {
            if (fault != Fault.SLOW_PAGE) {
                assertThat(world.server.faults().fired(fault)).as("%s fired", fault).isPositive();
            }
        }
    }
}
