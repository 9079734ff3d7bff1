package org.crmlink.cli.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.crmlink.engine.SyncResult;
import org.crmlink.sdk.Sleeper;

/** Runs syncs in this JVM and in others, with faults, with people who go on working, and with kills. */
final class Syncs {

    /** Waiting is what a retry does between attempts; here it only costs time. */
    private static final Sleeper HURRIED = duration -> Thread.sleep(Math.min(2, duration.toMillis()));

    private static final Set<SyncResult> ENDED = Set.of(SyncResult.OK, SyncResult.RECORDS_FAILED, SyncResult.CONFLICTS);
    private static final Set<Integer> EXPECTED_CODES = Set.of(0, 3, 5, 6);
    private static final int SIGKILLED = 128 + 9;

    private final World world;
    private final People people;
    private int killsInUpload;
    private int killsOfCommand;

    Syncs(World world, People people) {
        this.world = world;
        this.people = people;
    }

    static boolean ended(SyncOnce.Outcome outcome) {
        return ENDED.contains(outcome.result());
    }

    /** Whether all was sent but what waits for somebody's decision. */
    boolean isSettled(SyncOnce.Outcome outcome) {
        return outcome.complete()
                && (outcome.waiting() == 0
                        || outcome.waiting() <= OpenEnds.of(world).waiting());
    }

    int killsInUpload() {
        return killsInUpload;
    }

    int killsOfCommand() {
        return killsOfCommand;
    }

    /** A sync with up to two kinds of faults, an interrupt now and then, and people who go on working. */
    void faulty(boolean full) {
        FaultPlan.Kind[] kinds = FaultPlan.Kind.values();
        for (int i = world.random.nextInt(4) - 1; i > 0; i--) {
            FaultPlan.Kind kind = kinds[world.random.nextInt(FaultPlan.Kind.INTERRUPTED.ordinal())];
            world.faults.plan(kind, world.random);
        }
        editMeanwhile();
        if (world.random.nextInt(25) == 0) {
            interruptAt(world.random.nextInt(12));
        }
        run(full);
    }

    private void interruptAt(int number) {
        Thread syncing = Thread.currentThread();
        AtomicInteger seen = new AtomicInteger();
        world.faults.watch(request -> {
            if (seen.getAndIncrement() == number) {
                syncing.interrupt();
            }
            return false;
        });
    }

    private void editMeanwhile() {
        for (int i = world.random.nextInt(4); i > 0; i--) {
            Random dice = new Random(world.random.nextLong());
            int kind = dice.nextInt(People.KINDS);
            boolean inUpload = kind >= People.KINDS_AT_ANY_REQUEST;
            int at = inUpload ? dice.nextInt(2) : dice.nextInt(12);
            AtomicInteger seen = new AtomicInteger();
            world.faults.watch(request -> {
                if ((!inUpload || world.backend.isUpload(request)) && seen.getAndIncrement() == at) {
                    try {
                        people.editNow(kind, dice);
                    } catch (RuntimeException e) {
                        world.journal.violation("an edit during a sync failed: " + e);
                    }
                }
                return false;
            });
        }
    }

    /** One sync in this JVM under the faults that are planned, judged. */
    SyncOnce.Outcome run(boolean full) {
        world.count(full ? "syncs, full" : "syncs");
        SyncOnce.Outcome outcome;
        try {
            outcome = SyncOnce.run(
                    world.backend.connector(), world.entities, world.database, world.backend.options(), full, HURRIED);
        } catch (RuntimeException e) {
            throw new AssertionError("step " + world.journal.step() + ": a sync threw " + e, e);
        }
        boolean interrupted = Thread.interrupted();
        int faults = world.faults.end();
        look();
        if (ended(outcome)) {
            world.late.synced();
            if (isSettled(outcome)) {
                world.journal.undisturbedSync();
            }
        } else if (interrupted && outcome.result() == SyncResult.INTERRUPTED) {
            world.faults.happened(FaultPlan.Kind.INTERRUPTED);
        } else if (faults == 0 || outcome.result() != SyncResult.TEMPORARY) {
            world.journal.violation("a sync ended with " + outcome.text() + " after " + faults + " faults");
        }
        return outcome;
    }

    /** A sync with something to send in a process of its own, killed at a random moment. */
    void killed(boolean full) {
        for (int i = world.random.nextInt(4); i >= 0; i--) {
            people.localEdit(world.random);
        }
        if (world.random.nextInt(4) == 0) {
            world.faults.plan(FaultPlan.Kind.LOST_ANSWER, world.random);
        }
        boolean command = world.random.nextInt(4) == 0;
        CompletableFuture<SyncProcess> process = new CompletableFuture<>();
        AtomicBoolean inUpload = new AtomicBoolean();
        List<CompletableFuture<Void>> kills = planKill(process, inUpload);
        // The database must be found as the dead have left it.
        world.local.close();
        process.complete(
                command
                        ? world.backend.startCommand(world.folder, world.database, full)
                        : world.backend.startSync(world.folder, world.database, full));
        int code = process.join().await();
        synchronized (kills) {
            kills.forEach(CompletableFuture::join);
        }
        world.backend.waitUntilIdle();
        world.faults.end();
        look();
        if (code == SIGKILLED) {
            world.faults.happened(FaultPlan.Kind.KILLED);
            killsInUpload += inUpload.get() ? 1 : 0;
            killsOfCommand += command ? 1 : 0;
            world.count(inUpload.get() ? "sync killed in upload" : "sync killed elsewhere");
        } else {
            world.count("sync in a process that nothing killed");
            if (!EXPECTED_CODES.contains(code)) {
                world.journal.violation("a sync process ended with " + code + ":\n"
                        + process.join().output());
            }
        }
        String integrity = world.local.integrity();
        if (!integrity.equals("ok")) {
            world.journal.violation("after the kill SQLite says " + integrity);
        }
    }

    /** At the n-th request or upload: before the server sees it, when it does its work, or some milliseconds later. */
    private List<CompletableFuture<Void>> planKill(CompletableFuture<SyncProcess> process, AtomicBoolean inUpload) {
        boolean uploads = world.random.nextBoolean();
        int at = uploads ? world.random.nextInt(2) : world.random.nextInt(16);
        int how = world.random.nextInt(3);
        int delay = world.random.nextInt(60);
        AtomicInteger seen = new AtomicInteger();
        List<CompletableFuture<Void>> kills = new ArrayList<>();
        world.faults.watch(request -> {
            if (uploads && !world.backend.isUpload(request) || seen.getAndIncrement() != at) {
                return false;
            }
            inUpload.set(world.backend.isUpload(request));
            if (how < 2) {
                process.join().kill();
                return how == 0;
            }
            synchronized (kills) {
                kills.add(CompletableFuture.runAsync(
                        () -> process.join().kill(), CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS)));
            }
            return false;
        });
        return kills;
    }

    /** Judges what a sync has done to the server, and that it lost no local creation. */
    private void look() {
        world.server.look();
        Map<Entity, Set<String>> here = new HashMap<>();
        for (Entity entity : world.entities) {
            here.put(entity, world.local.ids(entity));
        }
        world.journal.unsentMustBeThere(here);
    }
}
