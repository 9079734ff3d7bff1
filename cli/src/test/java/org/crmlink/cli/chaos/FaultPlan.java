package org.crmlink.cli.chaos;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.crmlink.sandbox.http.Faults;
import org.crmlink.sandbox.http.HttpRequest;

/** What goes wrong between the sync and the server, and how often it really did. */
final class FaultPlan {

    /** A kind of fault. */
    enum Kind {
        CONNECTION_CUT("connection cut before the server saw the request", true),
        ANSWER_CUT("answer cut in the middle", false),
        LOST_ANSWER("upload applied, answer lost", true),
        THROTTLED("asked too often", true),
        UNAVAILABLE("503", false),
        OUTAGE("server away until the sync ends", false),
        INTERRUPTED("sync interrupted", false),
        LATE_COMMIT("late commit", true),
        KILLED("SIGKILL", true);

        private final String text;
        private final boolean required;

        Kind(String text, boolean required) {
            this.text = text;
            this.required = required;
        }

        String text() {
            return text;
        }

        /** Whether each must have fired the required number of times. */
        boolean required() {
            return required;
        }
    }

    private final ChaosServer backend;
    private final Faults faults;
    private final Map<Kind, Integer> fired = new EnumMap<>(Kind.class);
    private final Map<Faults.Fault, Kind> planned = new LinkedHashMap<>();

    FaultPlan(ChaosServer backend) {
        this.backend = backend;
        this.faults = backend.faults();
        for (Kind kind : Kind.values()) {
            fired.put(kind, 0);
        }
    }

    /** Calls back with each request, before the server sees it. */
    void watch(Predicate<HttpRequest> watcher) {
        planned.put(faults.on(request -> watcher.test(request)).always().cutBefore(), Kind.KILLED);
    }

    /** Plans one fault for the coming sync. */
    void plan(Kind kind, Random random) {
        int skip = random.nextInt(12);
        boolean uploadsOnly = random.nextInt(3) == 0;
        Predicate<HttpRequest> where = uploadsOnly ? backend::isUpload : request -> true;
        int skipped = uploadsOnly ? random.nextInt(2) : skip;
        switch (kind) {
            case CONNECTION_CUT ->
                add(
                        kind,
                        faults.on(where)
                                .skip(skipped)
                                .times(1 + random.nextInt(2))
                                .cutBefore());
            case ANSWER_CUT -> add(kind, faults.on(where).skip(skipped).cutWithin(random.nextInt(300)));
            case LOST_ANSWER ->
                add(kind, faults.on(backend::isUpload).skip(random.nextInt(2)).cutAfter());
            case THROTTLED -> {
                ChaosServer.Refusal refusal = backend.throttled();
                add(
                        kind,
                        faults.on(where)
                                .skip(skipped)
                                .times(1 + random.nextInt(2))
                                .answer(refusal.status(), refusal.headers(), refusal.body()));
            }
            case UNAVAILABLE -> add(kind, faults.on(where).skip(skipped).answer(503, Map.of(), "Service Unavailable"));
            case OUTAGE ->
                add(kind, faults.on(request -> true).skip(skip).always().cutBefore());
            default -> throw new IllegalArgumentException(kind + " is not planned here");
        }
    }

    private void add(Kind kind, Faults.Fault fault) {
        planned.put(fault, kind);
    }

    synchronized void happened(Kind kind) {
        fired.merge(kind, 1, Integer::sum);
    }

    /** Ends the plan, counts what fired and tells how many faults did. */
    synchronized int end() {
        AtomicInteger count = new AtomicInteger();
        planned.forEach((fault, kind) -> {
            faults.remove(fault);
            if (kind != Kind.KILLED && fault.fired() > 0) {
                // An outage is one fault, however many requests it meets.
                fired.merge(kind, kind == Kind.OUTAGE ? 1 : fault.fired(), Integer::sum);
                count.incrementAndGet();
            }
        });
        planned.clear();
        return count.get();
    }

    synchronized int fired(Kind kind) {
        return fired.get(kind);
    }
}
