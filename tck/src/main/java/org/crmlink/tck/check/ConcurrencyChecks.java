package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityCapabilities.VersionCheck;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.tck.Budget;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.FaultAction;
import org.crmlink.tck.run.Acts;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.Fate;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Seed;
import org.crmlink.tck.run.Track;

/** C16: several threads on one connector. What is found here is a defect; what is not found may still be one. */
final class ConcurrencyChecks {

    /**
     * Does: reads different and equal entities in four threads, five rounds, while two of them also write records of their own, and compares with what
     * the back door holds.
     * Why: hosts read entities in parallel through one connector.
     * Not run: the writing part, if nothing can be updated.
     * Look at: buffers, decoders, caches and dates formats that are shared by calls.
     */
    @Check(value = Requirement.R69, witnesses = "threads were at work together")
    void fourThreadsGetWhatOneWouldGet(Run run) throws Exception {
        together(run, 4, 4);
    }

    /**
     * Does: the same with eight threads and fifty rounds.
     * Why: races are rare.
     * Not run: the writing part, if nothing can be updated.
     * Look at: buffers, decoders, caches and date formats that are shared by calls.
     */
    @Check(value = Requirement.R69, witnesses = "threads were at work together", budget = Budget.FULL, seconds = 180)
    void eightThreadsGetWhatOneWouldGet(Run run) throws Exception {
        together(run, 8, 50);
    }

    private static void together(Run run, int threads, int rounds) throws Exception {
        List<EntityType> entities = run.entities();
        Map<String, Map<String, String>> seeds = new LinkedHashMap<>();
        for (EntityType entity : entities) {
            Map<String, String> byId = new LinkedHashMap<>();
            for (Seed seed : run.seed(entity, run.fixture().pageSize() + 2)) {
                byId.put(seed.id(), seed.marker());
            }
            seeds.put(entity.name(), byId);
        }
        Acts.warmUp(run, run.entity());
        ChangeReader reader = run.reader();
        CyclicBarrier barrier = new CyclicBarrier(threads);
        AtomicBoolean stop = new AtomicBoolean();
        List<Callable<String>> work = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            Random random = new Random(t);
            work.add(() -> {
                String wrong = "";
                boolean done = false;
                try {
                    for (int round = 0; round < rounds && wrong.isEmpty() && !stop.get(); round++) {
                        barrier.await(10, TimeUnit.SECONDS);
                        EntityType entity = entities.get(random.nextInt(entities.size()));
                        wrong = difference(reader, run, entity, seeds.getOrDefault(entity.name(), Map.of()));
                    }
                    done = wrong.isEmpty();
                    return wrong;
                } catch (BrokenBarrierException e) {
                    // another thread has found something
                    return wrong;
                } finally {
                    if (!done) {
                        stop.set(true);
                        barrier.reset();
                    }
                }
            });
        }
        for (String wrong : parallel(work)) {
            require(wrong.isEmpty(), wrong);
        }
        run.witness("threads were at work together", barrier.getNumberWaiting() == 0);
        run.evidence(threads + " threads, " + rounds + " rounds, " + entities.size() + " entities");
        writesTogether(run, threads, Math.min(rounds, 10));
    }

    private static String difference(ChangeReader reader, Run run, EntityType entity, Map<String, String> expected) {
        Map<String, String> read = new LinkedHashMap<>();
        for (Row row : Reading.all(reader, Reading.query(run, entity)).rows()) {
            read.put(row.id(), String.valueOf(row.value(0)));
        }
        if (read.equals(expected)) {
            return "";
        }
        Set<String> missing = new HashSet<>(expected.keySet());
        missing.removeAll(read.keySet());
        Set<String> foreign = new HashSet<>(read.keySet());
        foreign.removeAll(expected.keySet());
        long changed = expected.entrySet().stream()
                .filter(one -> read.containsKey(one.getKey()) && !one.getValue().equals(read.get(one.getKey())))
                .count();
        return "Read in one of several threads, '" + entity.name() + "' had " + missing.size() + " records too few, "
                + foreign.size() + " too many and " + changed
                + " with values of others: calls share something that they must not share.";
    }

    private static void writesTogether(Run run, int threads, int rounds) throws Exception {
        EntityType entity = run.entity();
        if (run.connector().facet(org.crmlink.sdk.upload.Uploader.class).isEmpty()
                || !entity.capabilities().can(Operation.UPDATE)) {
            return;
        }
        List<Seed> own = run.seed(entity, threads);
        List<Callable<String>> work = new ArrayList<>();
        for (Seed seed : own) {
            work.add(() -> {
                for (int round = 0; round < rounds; round++) {
                    Mutation.Update update = Acts.update(run, entity, seed.id());
                    Fate fate = Fate.of(run, run.uploader(), update);
                    if (!fate.isApplied() || !Acts.arrived(run, entity, update)) {
                        return "One of several threads updated a record of its own, and it ended as " + fate
                                + (fate.isApplied() ? " with another value in the backend" : "") + ".";
                    }
                }
                return "";
            });
        }
        for (String wrong : parallel(work)) {
            require(wrong.isEmpty(), wrong);
        }
    }

    private static <T> List<T> parallel(List<Callable<T>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> one : threads.invokeAll(work, 150, TimeUnit.SECONDS)) {
                results.add(one.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new AssertionError("A call in one of several threads failed: " + e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    /**
     * Does: reads one entity in two streams of one connector, a step here and a step there.
     * Why: the sync engine reads several entities at once.
     * Not run: never.
     * Look at: state of a read that lives in the connector instead of the stream.
     */
    @Check(value = Requirement.R70, witnesses = "both streams had several pages")
    void twoReadsAreIndependent(Run run) {
        EntityType entity = run.entity();
        int count = new Track(run, entity, Reading.best(entity)).pages(3).size();
        Set<String> first = new HashSet<>();
        Set<String> second = new HashSet<>();
        int pages = 0;
        try (ChangeStream other = run.reader().changes(Reading.query(run, entity))) {
            try (ChangeStream one = run.reader().changes(Reading.query(run, entity))) {
                boolean more = true;
                for (int step = 0; more && step < 200; step++) {
                    boolean a = take(one, first);
                    boolean b = take(other, second);
                    more = a || b;
                    pages += more ? 1 : 0;
                }
            }
            ChangeStep after = other.next();
            require(
                    after instanceof ChangeStep.End,
                    "After one of two streams was closed, the other one, at its end, gave " + after);
        }
        run.witness("both streams had several pages", pages >= 3);
        require(
                first.size() == count && second.size() == count,
                "Two reads of " + count + " records, a step here and a step there, brought " + first.size() + " and "
                        + second.size() + ": streams must be independent of each other.");
    }

    /** Takes a step; whether there is more. */
    private static boolean take(ChangeStream stream, Set<String> ids) {
        if (stream.next() instanceof ChangePage page) {
            page.rows().forEach(row -> ids.add(row.id()));
            return true;
        }
        return false;
    }

    /**
     * Does: lets two writers update one record at the same moment, each based on the version that both have read, several times.
     * Why: whoever comes second must hear of it.
     * Not run: if no entity declares an atomic version check on updates.
     * Look at: the version must travel with the write and be compared by the server.
     */
    @Check(Requirement.R71)
    void ofTwoWritersOneWins(Run run) throws Exception {
        EntityType entity = contested(run);
        String id = run.seed(entity, 1).get(0).id();
        for (int round = 0; round < 3; round++) {
            // where versions are times, the server itself does not tell two states within its resolution apart
            Thread.sleep(Math.min(2000, entity.capabilities().timeResolution().toMillis()));
            String version = version(run, entity, id);
            Mutation.Update left = based(Acts.update(run, entity, id), version);
            Mutation.Update right = based(Acts.update(run, entity, id), version);
            List<Fate> fates = atOnce(run, left, right);
            long applied = fates.stream().filter(Fate::isApplied).count();
            long conflicts = fates.stream()
                    .filter(fate -> fate.result()
                            .filter(MutationResult.Conflict.class::isInstance)
                            .isPresent())
                    .count();
            require(
                    applied == 1 && conflicts + applied + deferred(fates) == 2,
                    "Two writers updated one record from the same version at once and ended as " + fates
                            + ": one must be applied and the other one be a conflict.");
            boolean oneOfThem = Acts.arrived(run, entity, left) || Acts.arrived(run, entity, right);
            require(oneOfThem, "After two writers the record holds neither's value.");
        }
    }

    /** Sends two writes, each alone, and lets them reach the backend at the same moment. */
    private static List<Fate> atOnce(Run run, Mutation left, Mutation right) throws Exception {
        CountDownLatch arrived = new CountDownLatch(2);
        CountDownLatch open = new CountDownLatch(1);
        run.proxy()
                .when("write", exchange -> {
                    if (exchange.mayWrite()) {
                        arrived.countDown();
                    }
                    return exchange.mayWrite();
                })
                .always()
                .does(new FaultAction.HoldBefore(open));
        List<Callable<Optional<Fate>>> work = new ArrayList<>();
        for (Mutation one : List.of(left, right)) {
            work.add(() -> Optional.of(Fate.of(run, run.uploader(), one)));
        }
        work.add(() -> {
            // a connector that sends one write after the other is let through
            boolean both = arrived.await(400, TimeUnit.MILLISECONDS);
            run.witness("two writers met", both);
            open.countDown();
            return Optional.empty();
        });
        List<Fate> fates = parallel(work).stream().flatMap(Optional::stream).toList();
        run.proxy().calm();
        return fates;
    }

    private static long deferred(List<Fate> fates) {
        return fates.stream().filter(Fate::mayBeRepeated).count();
    }

    private static EntityType contested(Run run) {
        run.uploader();
        return run.entity("an atomic version check on updates", entity -> {
            return entity.capabilities().can(Operation.UPDATE)
                    && entity.capabilities().versionCheck(Operation.UPDATE) == VersionCheck.ATOMIC;
        });
    }

    private static String version(Run run, EntityType entity, String id) {
        return run
                .reader()
                .fetch(entity.name(), List.of(id), List.of(run.specimens(entity).markerField()))
                .rows()
                .stream()
                .findFirst()
                .flatMap(Row::version)
                .orElseThrow(
                        () -> new AssertionError(
                                "A record that was fetched has no version, although the entity declares an atomic version check."));
    }

    private static Mutation.Update based(Mutation.Update update, String version) {
        return new Mutation.Update(
                update.operationId(), update.entity(), update.id(), update.values(), Optional.of(version));
    }
}
