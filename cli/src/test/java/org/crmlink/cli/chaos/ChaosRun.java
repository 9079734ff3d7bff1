package org.crmlink.cli.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.crmlink.engine.SyncResult;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sdk.Sleeper;

/**
 * The whole product under random edits and faults: the real connector, engine and database against the sandbox over HTTP, judged by the
 * {@link Journal}. Everything that is chosen comes from the seed; what a thread or a killed process reaches by then does not.
 */
final class ChaosRun {

    /** Waiting is what a retry does between attempts; here it only costs time. */
    private static final Sleeper HURRIED = duration -> Thread.sleep(Math.min(2, duration.toMillis()));

    private static final int QUIET_SYNCS = 8;
    private static final int MOST_EXTRA_ROUNDS = 400;

    private static final Set<SyncResult> ENDED = Set.of(SyncResult.OK, SyncResult.RECORDS_FAILED, SyncResult.CONFLICTS);

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
    private final Path folder;
    private final Path database;
    private final ChaosServer backend;
    private final Journal journal = new Journal();
    private final ServerSide server;
    private final LocalSide local;
    private final LateWriter late;
    private final Mischief mischief;
    private final Random random;
    private final Map<String, Integer> tally = new TreeMap<>();
    private final long started = System.nanoTime();
    private int steps;
    private int sinceCheck;
    private int killsInUpload;
    private int killsOfCommand;

    ChaosRun(long seed, Size size, Path folder, ChaosServer backend) {
        this.seed = seed;
        this.size = size;
        this.folder = folder;
        this.database = folder.resolve("chaos.db");
        this.backend = backend;
        this.random = new Random(seed);
        Values values = new Values();
        this.server = new ServerSide(backend.store(), journal, values);
        this.local = new LocalSide(database, journal, values);
        this.late = new LateWriter(server, journal);
        this.mischief = new Mischief(backend.faults());
    }

    void run() {
        System.out.println("chaos: seed " + seed + ", " + size);
        for (int i = 0; i < 40; i++) {
            for (Entity entity : Entity.values()) {
                server.create(entity, random);
            }
        }
        sync(false);
        check();
        int killEvery = Math.max(1, size.steps() / (size.kills() + 5));
        while (steps < size.steps()) {
            step(steps % killEvery == killEvery - 1);
            if (sinceCheck >= size.checkEvery()) {
                check();
            }
        }
        topUp();
        check();
        finallyResolved();
        report();
    }

    // ---------------------------------------------------------------- steps

    private void step(boolean kill) {
        steps++;
        sinceCheck++;
        journal.step(steps);
        if (kill) {
            killedSync();
        } else {
            String kind = editOrSync();
            tally.merge(kind, 1, Integer::sum);
        }
        failOnViolation();
    }

    private String editOrSync() {
        int dice = random.nextInt(100);
        if (dice < 12) {
            faultySync();
            return "sync";
        }
        if (dice < 14) {
            return resolveOne() ? "error resolved" : serverEdit(random);
        }
        if (dice < 16) {
            return timePasses();
        }
        if (dice < 21) {
            mischiefOfLateCommit(random);
            return "late transaction";
        }
        if (dice < 28) {
            return conflict();
        }
        return dice < 62 ? localEdit(random) : serverEdit(random);
    }

    private String serverEdit(Random dice) {
        Entity entity = anyEntity(dice);
        int kind = dice.nextInt(20);
        if (kind < 5) {
            server.create(entity, dice);
            return "server create";
        }
        Optional<RecordId> id = anyServerId(entity, dice);
        if (id.isEmpty()) {
            server.create(entity, dice);
            return "server create";
        }
        if (kind < 8) {
            return server.delete(entity, id.get()) ? "server delete" : "nothing to do";
        }
        return server.update(entity, id.get(), dice) ? "server update" : "nothing to do";
    }

    private String localEdit(Random dice) {
        Entity entity = anyEntity(dice);
        int kind = dice.nextInt(20);
        if (kind < 4) {
            Map<String, String> links = new LinkedHashMap<>();
            for (Entity.Lookup lookup : entity.lookups()) {
                if (dice.nextInt(3) == 0) {
                    links.putAll(local.target(lookup, dice));
                }
            }
            local.create(entity, links, dice);
            return "local create";
        }
        if (kind < 6) {
            createFamily(dice);
            return "local parent and children";
        }
        Optional<String> id = local.anyId(entity, dice).filter(found -> !late.holds(found));
        if (id.isEmpty()) {
            return "nothing to do";
        }
        if (kind < 8) {
            return local.delete(entity, id.get()) ? "local delete" : "nothing to do";
        }
        if (kind < 10) {
            return local.replace(entity, id.get(), dice) ? "local replace" : "nothing to do";
        }
        return local.update(entity, id.get(), dice) ? "local update" : "nothing to do";
    }

    /** A company with its people and a lead, linked to each other before any of them is on the server. */
    private void createFamily(Random dice) {
        String account = local.create(Entity.ACCOUNT, Map.of(), dice);
        String first = "";
        for (int i = dice.nextInt(2); i >= 0; i--) {
            first = local.create(
                    Entity.CONTACT, LocalSide.link(Entity.CONTACT.lookups().get(0), Entity.ACCOUNT, account), dice);
        }
        if (dice.nextBoolean()) {
            local.update(
                    Entity.ACCOUNT,
                    account,
                    LocalSide.link(Entity.ACCOUNT.lookups().get(1), Entity.CONTACT, first));
        }
        if (dice.nextBoolean()) {
            local.create(Entity.LEAD, LocalSide.link(Entity.LEAD.lookups().get(0), Entity.ACCOUNT, account), dice);
        }
    }

    /** Both sides touch one record. */
    private String conflict() {
        Entity entity = anyEntity(random);
        Optional<String> id = local.anyId(entity, random).filter(found -> !late.holds(found));
        if (id.isEmpty()) {
            return "nothing to do";
        }
        boolean localDeletes = random.nextInt(6) == 0;
        boolean serverDeletes = random.nextInt(6) == 0;
        if (localDeletes) {
            local.delete(entity, id.get());
        } else {
            local.update(entity, id.get(), random);
        }
        RecordId record = RecordId.guid(id.get());
        boolean there = serverDeletes && mayBeDeleted(record)
                ? server.delete(entity, record)
                : server.update(entity, record, random);
        return there ? "conflict" : "local edit of a record that the server does not have";
    }

    private void mischiefOfLateCommit(Random dice) {
        boolean begins = late.open() == 0 || dice.nextBoolean();
        if (begins && late.begin(dice)) {
            return;
        }
        if (late.commitOne()) {
            mischief.happened(Mischief.Kind.LATE_COMMIT);
        }
    }

    /**
     * The server's clock goes on, so that watermarks leave the time behind in which a transaction may still commit. Not while one is open: it must
     * not become later than a server allows.
     */
    private String timePasses() {
        if (late.open() > 0) {
            return "nothing to do";
        }
        server.store().clock().shift(Duration.ofMinutes(1 + random.nextInt(9)));
        return "minutes pass";
    }

    /** So many days that delta links expire and deletions are forgotten. */
    private void holidays() {
        server.store().clock().shift(Duration.ofDays(8));
        server.store().forgetTombstones(server.store().clock().instant().minus(Duration.ofDays(7)));
        tally.merge("holidays, after which delta links have expired", 1, Integer::sum);
    }

    private Entity anyEntity(Random dice) {
        return Entity.values()[dice.nextInt(Entity.values().length)];
    }

    private Optional<RecordId> anyServerId(Entity entity, Random dice) {
        List<Row> rows = backend.store().scan(entity.table(), null, Integer.MAX_VALUE, row -> mayBeDeleted(row.id()));
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(rows.get(dice.nextInt(rows.size())).id());
    }

    private boolean mayBeDeleted(RecordId id) {
        return !late.holds(id.text());
    }

    // ---------------------------------------------------------------- syncs

    private void faultySync() {
        // Full reads only soon after everything was compared: later they would heal what an incremental one had missed.
        boolean full = sinceCheck < size.checkEvery() / 4 && random.nextInt(6) == 0;
        Mischief.Kind[] kinds = Mischief.Kind.values();
        for (int i = random.nextInt(4) - 1; i > 0; i--) {
            Mischief.Kind kind = kinds[random.nextInt(Mischief.Kind.INTERRUPTED.ordinal())];
            mischief.plan(kind, random);
        }
        boolean interrupt = random.nextInt(25) == 0;
        int interruptAt = random.nextInt(12);
        editMeanwhile();
        Thread syncing = Thread.currentThread();
        AtomicInteger seen = new AtomicInteger();
        if (interrupt) {
            mischief.watch(request -> {
                if (seen.getAndIncrement() == interruptAt) {
                    syncing.interrupt();
                }
                return false;
            });
        }
        sync(full);
        if (seen.get() > interruptAt) {
            mischief.happened(Mischief.Kind.INTERRUPTED);
        }
    }

    /** People on both sides go on working while the sync runs. */
    private void editMeanwhile() {
        int edits = random.nextInt(4);
        for (int i = 0; i < edits; i++) {
            Random dice = new Random(random.nextLong());
            int kind = dice.nextInt(8);
            boolean inUpload = kind >= 5;
            int at = inUpload ? dice.nextInt(2) : dice.nextInt(12);
            AtomicInteger seen = new AtomicInteger();
            mischief.watch(request -> {
                if ((!inUpload || Mischief.isUpload(request)) && seen.getAndIncrement() == at) {
                    try {
                        editNow(kind, dice);
                    } catch (RuntimeException e) {
                        journal.violation("an edit during a sync failed: " + e);
                    }
                }
                return false;
            });
        }
    }

    private void editNow(int kind, Random dice) {
        switch (kind) {
            case 0, 1 -> serverEdit(dice);
            case 2, 3 -> localEdit(dice);
            case 4 -> mischiefOfLateCommit(dice);
            default -> editWhatIsOnItsWay(kind, dice);
        }
    }

    /** Again an edit of a record that was edited lately: while its earlier edit is being sent, if the moment fits (U20). */
    private void editWhatIsOnItsWay(int kind, Random dice) {
        Optional<LocalSide.Edited> edited = local.anyRecent(dice).filter(found -> !late.holds(found.id()));
        if (edited.isEmpty()) {
            return;
        }
        Entity entity = edited.get().entity();
        String id = edited.get().id();
        if (kind == 7) {
            server.update(entity, RecordId.guid(id), dice);
        } else if (dice.nextInt(5) == 0) {
            local.delete(entity, id);
        } else {
            local.update(entity, id, dice);
        }
    }

    private SyncOnce.Outcome sync(boolean full) {
        tally.merge(full ? "syncs, full" : "syncs", 1, Integer::sum);
        SyncOnce.Outcome outcome;
        try {
            outcome = SyncOnce.run(database, backend.options(), full, HURRIED);
        } catch (RuntimeException e) {
            Thread.interrupted();
            mischief.end();
            throw new AssertionError("seed " + seed + ", step " + steps + ": a sync threw " + e, e);
        }
        boolean interrupted = Thread.interrupted();
        int faults = mischief.end();
        look();
        boolean ended = ENDED.contains(outcome.result());
        if (ended && outcome.settled()) {
            journal.undisturbedSync();
        }
        if (ended) {
            late.synced();
        }
        boolean excused = faults > 0 && outcome.result() == SyncResult.TEMPORARY
                || interrupted && outcome.result() == SyncResult.INTERRUPTED
                || faults > 0 && outcome.result() == SyncResult.RECORDS_FAILED;
        if (!ended && !excused && !(outcome.result() == SyncResult.INTERRUPTED)) {
            journal.violation("a sync ended with " + outcome.text() + " after " + faults + " faults");
        }
        failOnViolation();
        return outcome;
    }

    /** A sync in a process of its own, killed at a random moment. */
    private void killedSync() {
        int unsent = 1 + random.nextInt(4);
        for (int i = 0; i < unsent; i++) {
            localEdit(random);
        }
        boolean command = random.nextInt(4) == 0;
        boolean full = sinceCheck < size.checkEvery() / 4 && random.nextInt(4) == 0;
        boolean uploads = random.nextBoolean();
        int at = uploads ? random.nextInt(2) : random.nextInt(16);
        int how = random.nextInt(3);
        int delay = random.nextInt(60);
        if (random.nextInt(4) == 0) {
            mischief.plan(Mischief.Kind.LOST_ANSWER, random);
        }
        AtomicReference<SyncProcess> process = new AtomicReference<>();
        CompletableFuture<SyncProcess> started_ = new CompletableFuture<>();
        AtomicInteger seen = new AtomicInteger();
        AtomicBoolean upload = new AtomicBoolean();
        List<CompletableFuture<Void>> later = new ArrayList<>();
        mischief.watch(request -> {
            if (uploads && !Mischief.isUpload(request) || seen.getAndIncrement() != at) {
                return false;
            }
            upload.set(Mischief.isUpload(request));
            if (how == 2) {
                synchronized (later) {
                    later.add(CompletableFuture.runAsync(
                            () -> started_.join().kill(),
                            CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS)));
                }
                return false;
            }
            started_.join().kill();
            return how == 0;
        });
        local.close();
        process.set(command ? backend.startCommand(folder, database, full) : backend.startSync(folder, database, full));
        started_.complete(process.get());
        int code = process.get().await();
        synchronized (later) {
            later.forEach(CompletableFuture::join);
        }
        backend.waitUntilIdle();
        mischief.end();
        look();
        if (code == 137) {
            mischief.happened(Mischief.Kind.KILLED);
            killsInUpload += upload.get() ? 1 : 0;
            killsOfCommand += command ? 1 : 0;
            tally.merge(upload.get() ? "sync killed in upload" : "sync killed elsewhere", 1, Integer::sum);
        } else {
            tally.merge("sync in a process that nothing killed", 1, Integer::sum);
            if (code != 0 && code != 3 && code != 5 && code != 6) {
                journal.violation("a sync process ended with " + code + ":\n"
                        + process.get().output());
            }
        }
        String integrity = local.integrity();
        if (!integrity.equals("ok")) {
            journal.violation("after the kill SQLite says " + integrity);
        }
    }

    /** Judges what a sync has done to the server, and that it lost no local creation. */
    private void look() {
        server.look();
        Map<Entity, Set<String>> here = new EnumMap<>(Entity.class);
        for (Entity entity : Entity.values()) {
            here.put(entity, local.ids(entity));
        }
        journal.unsentMustBeThere(here);
    }

    // ---------------------------------------------------------------- errors

    /** What a person does with an entry of sync_errors. */
    private boolean resolveOne() {
        List<LocalSide.ErrorEntry> errors = local.errors();
        if (errors.isEmpty()) {
            return false;
        }
        resolve(errors.get(random.nextInt(errors.size())));
        return true;
    }

    private void resolve(LocalSide.ErrorEntry error) {
        Entity entity = Entity.of(error.entity());
        if (error.kind().equals("conflict")) {
            // The server deleted it: so does the person.
            local.delete(entity, error.record());
        } else {
            Map<String, String> row = local.rows(entity).get(error.record());
            Map<String, String> unlink = new LinkedHashMap<>();
            for (Entity.Lookup lookup : entity.lookups()) {
                if (row != null && row.get(lookup.field()) != null && !livesOnServer(lookup, row.get(lookup.field()))) {
                    unlink.putAll(LocalSide.unlinked(lookup));
                }
            }
            if (!unlink.isEmpty()) {
                local.update(entity, error.record(), unlink);
            }
        }
        local.clear(error);
    }

    private boolean livesOnServer(Entity.Lookup lookup, String id) {
        return lookup.targets().stream()
                .anyMatch(table -> backend.store().get(table, RecordId.guid(id)).isPresent());
    }

    /** Entries must have a reason that the run knows. */
    private void judgeErrors() {
        for (LocalSide.ErrorEntry error : local.errors()) {
            Entity entity = Entity.of(error.entity());
            Map<String, String> row = local.rows(entity).get(error.record());
            boolean deletedThere = backend.store()
                    .get(entity.table(), RecordId.guid(error.record()))
                    .isEmpty();
            boolean dangling = row != null
                    && entity.lookups().stream()
                            .anyMatch(lookup ->
                                    row.get(lookup.field()) != null && !livesOnServer(lookup, row.get(lookup.field())));
            boolean justified = switch (error.kind()) {
                case "conflict" -> error.serverDeleted() && deletedThere;
                case "refused" -> dangling || deletedThere;
                default -> false;
            };
            if (!justified) {
                journal.violation("an entry of sync_errors without a reason: " + error + "\n  local row " + row + "\n"
                        + journal.story(entity, error.record()));
            }
        }
    }

    // ---------------------------------------------------------------- checks

    /** Everything is committed and sent and received: both sides must be equal but for the open errors. */
    private void check() {
        while (late.open() > 0) {
            if (late.commitOne()) {
                mischief.happened(Mischief.Kind.LATE_COMMIT);
            }
        }
        quiet();
        judgeErrors();
        compare(local.openIds());
        journal.settle(local.openIds());
        sinceCheck = 0;
        if (random.nextInt(5) == 0) {
            holidays();
        }
        tally.merge("comparisons of everything", 1, Integer::sum);
        failOnViolation();
    }

    private void quiet() {
        SyncOnce.Outcome last = null;
        for (int i = 0; i < QUIET_SYNCS; i++) {
            last = sync(false);
            if (!ENDED.contains(last.result())) {
                journal.violation("nothing disturbs, yet a sync ended with " + last.text());
                failOnViolation();
            }
            if (i > 0 && last.settled() && last.sent() == 0) {
                if (!last.incremental()) {
                    journal.violation("a sync without need read in full: " + last.text());
                }
                return;
            }
        }
        throw new AssertionError("seed " + seed + ", step " + steps + ": no peace after " + QUIET_SYNCS
                + " undisturbed syncs: " + last.text() + "\n" + local.errors());
    }

    private void compare(Map<Entity, Set<String>> open) {
        Map<Entity, Map<String, ServerSide.Shown>> present = server.rows();
        for (Entity entity : Entity.values()) {
            Map<String, Map<String, String>> here = local.rows(entity);
            Set<String> ids = new TreeSet<>(here.keySet());
            ids.addAll(present.get(entity).keySet());
            for (String id : ids) {
                if (open.get(entity).contains(id)) {
                    continue;
                }
                ServerSide.Shown there = present.get(entity).get(id);
                Map<String, String> row = here.get(id);
                if (there == null) {
                    journal.violation("only local: " + row + "\n" + journal.story(entity, id));
                } else if (row == null) {
                    journal.violation("only on the server: " + there.values() + "\n" + journal.story(entity, id));
                } else {
                    compareRow(entity, id, row, there.values());
                }
            }
        }
    }

    private void compareRow(Entity entity, String id, Map<String, String> here, Map<String, String> there) {
        Set<String> different = new HashSet<>();
        for (String column : entity.columns()) {
            if (!Objects.equals(here.get(column), there.get(column))) {
                different.add(column + ": local " + here.get(column) + ", server " + there.get(column));
            }
        }
        if (!different.isEmpty()) {
            journal.violation("not equal: " + different + "\n" + journal.story(entity, id));
        }
    }

    /** With all entries resolved nothing may be left over, and a full read must find nothing to mend. */
    private void finallyResolved() {
        for (int round = 0; round < 5 && !local.errors().isEmpty(); round++) {
            local.errors().forEach(this::resolve);
            quiet();
        }
        if (!local.errors().isEmpty()) {
            journal.violation("entries that cannot be resolved: " + local.errors());
        }
        check();
        SyncOnce.Outcome full = sync(true);
        if (full.result() != SyncResult.OK || full.deleted() > 0 || full.sent() > 0) {
            journal.violation("a full read after peace found something to do: " + full.text());
        }
        compare(local.openIds());
        failOnViolation();
    }

    /** Goes on until every fault has fired often enough. */
    private void topUp() {
        for (int round = 0; round < MOST_EXTRA_ROUNDS && !missing().isEmpty(); round++) {
            Mischief.Kind kind = missing().iterator().next();
            if (kind == Mischief.Kind.KILLED) {
                step(true);
            } else if (kind == Mischief.Kind.LATE_COMMIT) {
                mischiefOfLateCommit(random);
                step(false);
            } else {
                localEdit(random);
                mischief.plan(kind, random);
                sync(false);
            }
            if (sinceCheck >= size.checkEvery()) {
                check();
            }
        }
        if (!missing().isEmpty()) {
            throw new AssertionError("seed " + seed + ": these faults did not fire often enough: " + missing());
        }
    }

    private Set<Mischief.Kind> missing() {
        Set<Mischief.Kind> missing = new TreeSet<>();
        for (Mischief.Kind kind : Mischief.Kind.values()) {
            int wanted = kind == Mischief.Kind.KILLED ? size.kills() : kind.required() ? size.faults() : 0;
            if (mischief.fired(kind) < wanted) {
                missing.add(kind);
            }
        }
        return missing;
    }

    private void failOnViolation() {
        List<String> violations = journal.violations();
        if (!violations.isEmpty()) {
            report();
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
        try (var files = Files.list(folder)) {
            Files.createDirectories(Path.of(keep));
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(
                        file,
                        Path.of(keep).resolve(file.getFileName()),
                        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void report() {
        StringBuilder text = new StringBuilder("chaos: seed " + seed + ", " + steps + " steps");
        tally.forEach(
                (kind, count) -> text.append("\n  ").append(kind).append(": ").append(count));
        text.append("\n  faults fired:");
        for (Mischief.Kind kind : Mischief.Kind.values()) {
            text.append("\n    ").append(kind.text()).append(": ").append(mischief.fired(kind));
        }
        text.append("\n  kills in upload: ").append(killsInUpload);
        text.append(", elsewhere: ").append(mischief.fired(Mischief.Kind.KILLED) - killsInUpload);
        text.append(", of the crmlink command: ").append(killsOfCommand);
        text.append("\n  elapsed: ")
                .append(Duration.ofNanos(System.nanoTime() - started).toSeconds())
                .append(" s");
        System.out.println(text);
    }
}
