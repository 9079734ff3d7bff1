package org.crmlink.cli.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.crmlink.engine.SyncResult;

/**
 * The whole product under random edits and faults: the real connector, engine and database against the sandbox over HTTP, judged by the
 * {@link Journal}. Everything that is chosen comes from the seed; what a thread or a killed process reaches by then does not.
 */
final class ChaosRun {

    private static final int RECORDS_AT_FIRST = 40;
    private static final int QUIET_SYNCS = 8;
    private static final int MOST_EXTRA_ROUNDS = 400;

    /**
     * How much of everything.
     *
     * @param steps steps at least
     * @param kills processes to kill at least
     * @param faults how often each required fault fires at least
     * @param checkEvery steps between two looks at everything
     */
    record Size(int steps, int kills, int faults, int checkEvery) {}

    private final long seed;
    private final Size size;
    private final World world;
    private final People people;
    private final Syncs syncs;
    private final Comparison comparison;
    private final long started = System.nanoTime();
    private int steps;
    private int sinceCheck;

    ChaosRun(long seed, Size size, Path folder, ChaosServer backend, Names names) {
        this.seed = seed;
        this.size = size;
        this.world = new World(seed, folder, backend, names);
        this.people = new People(world);
        this.syncs = new Syncs(world, people);
        this.comparison = new Comparison(world, people);
    }

    void run() {
        System.out.println("chaos: seed " + seed + ", " + size);
        try {
            for (int i = 0; i < RECORDS_AT_FIRST; i++) {
                for (Entity entity : world.entities) {
                    world.server.create(entity, world.random);
                }
            }
            syncs.run(false);
            check();
            // a few more than wanted: not every process lives until its kill comes
            int killEvery = Math.max(1, size.steps() / (size.kills() + size.kills() / 10 + 1));
            while (steps < size.steps()) {
                step(steps % killEvery == killEvery - 1);
            }
            topUp();
            check();
            endInPeace();
        } finally {
            world.local.close();
            report();
        }
    }

    private void step(boolean kill) {
        steps++;
        sinceCheck++;
        world.journal.step(steps);
        // Full reads only soon after everything was compared: later they would heal what an incremental one had missed.
        boolean mayBeFull = sinceCheck < size.checkEvery() / 4;
        if (kill) {
            syncs.killed(mayBeFull && world.random.nextInt(4) == 0);
        } else if (world.random.nextInt(8) == 0) {
            syncs.faulty(mayBeFull && world.random.nextInt(6) == 0);
        } else {
            world.count(people.edit());
        }
        failOnViolation();
        if (sinceCheck >= size.checkEvery()) {
            check();
        }
    }

    /** Goes on until every fault has fired often enough. */
    private void topUp() {
        for (int round = 0; round < MOST_EXTRA_ROUNDS && !missing().isEmpty(); round++) {
            FaultPlan.Kind kind = missing().iterator().next();
            if (kind == FaultPlan.Kind.LATE_COMMIT) {
                people.lateTransaction(world.random);
            } else if (kind != FaultPlan.Kind.KILLED) {
                people.localEdit(world.random);
                world.faults.plan(kind, world.random);
                syncs.run(false);
            }
            step(kind == FaultPlan.Kind.KILLED);
        }
        if (!missing().isEmpty()) {
            throw new AssertionError("seed " + seed + ": these faults did not fire often enough: " + missing());
        }
    }

    private Set<FaultPlan.Kind> missing() {
        Set<FaultPlan.Kind> missing = new TreeSet<>();
        for (FaultPlan.Kind kind : FaultPlan.Kind.values()) {
            int wanted = kind == FaultPlan.Kind.KILLED ? size.kills() : kind.required() ? size.faults() : 0;
            if (world.faults.fired(kind) < wanted) {
                missing.add(kind);
            }
        }
        return missing;
    }

    /** Everything is committed and sent and received: both sides must be equal but for the open errors. */
    private void check() {
        people.commitAll();
        quiet();
        comparison.run();
        world.journal.settle(OpenEnds.of(world));
        sinceCheck = 0;
        world.count("comparisons of everything");
        failOnViolation();
        if (world.random.nextInt(5) == 0) {
            people.holidays();
        }
    }

    private void quiet() {
        SyncOnce.Outcome last = null;
        for (int i = 0; i < QUIET_SYNCS; i++) {
            people.resolveTheUnknown();
            last = syncs.run(false);
            if (!Syncs.ended(last)) {
                world.journal.violation("nothing disturbs, yet a sync ended with " + last.text());
            }
            failOnViolation();
            if (i > 0 && syncs.isSettled(last) && last.sent() == 0) {
                if (!last.incremental()) {
                    world.journal.violation("a sync without need read in full: " + last.text());
                }
                return;
            }
        }
        throw new AssertionError("seed " + seed + ", step " + steps + ": no peace after " + QUIET_SYNCS
                + " undisturbed syncs: " + last.text() + "\n" + world.local.errors());
    }

    /** With all entries resolved nothing may be left over, and a full read must find nothing to mend. */
    private void endInPeace() {
        for (int round = 0; round < QUIET_SYNCS && !world.local.errors().isEmpty(); round++) {
            world.local.errors().forEach(people::resolve);
            quiet();
        }
        if (!world.local.errors().isEmpty()) {
            world.journal.violation("entries that cannot be resolved: " + world.local.errors());
        }
        check();
        SyncOnce.Outcome full = syncs.run(true);
        if (full.result() != SyncResult.OK || full.deleted() > 0 || full.sent() > 0) {
            world.journal.violation("a full read after peace found something to do: " + full.text());
        }
        comparison.run();
        failOnViolation();
    }

    private void failOnViolation() {
        List<String> violations = world.journal.violations();
        if (!violations.isEmpty()) {
            world.local.close();
            keepDatabase();
            throw new AssertionError(
                    "seed " + seed + " (-Dcrmlink.chaos.seed=" + seed + "): " + String.join("\n\n", violations));
        }
    }

    private void keepDatabase() {
        String keep = System.getProperty("crmlink.chaos.keep", "");
        if (keep.isEmpty()) {
            return;
        }
        try (Stream<Path> files = Files.list(world.folder)) {
            Path target = Files.createDirectories(Path.of(keep));
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, target.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void report() {
        StringBuilder text = new StringBuilder("chaos: seed " + seed + ", " + steps + " steps");
        world.tally()
                .forEach((kind, count) ->
                        text.append("\n  ").append(kind).append(": ").append(count));
        text.append("\n  faults fired:");
        for (FaultPlan.Kind kind : FaultPlan.Kind.values()) {
            text.append("\n    ").append(kind.text()).append(": ").append(world.faults.fired(kind));
        }
        text.append("\n  kills in upload: ").append(syncs.killsInUpload());
        text.append(", elsewhere: ").append(world.faults.fired(FaultPlan.Kind.KILLED) - syncs.killsInUpload());
        text.append(", of the crmlink command: ").append(syncs.killsOfCommand());
        text.append("\n  elapsed: ")
                .append(Duration.ofNanos(System.nanoTime() - started).toSeconds())
                .append(" s");
        System.out.println(text);
    }
}
