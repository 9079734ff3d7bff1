package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.host.retry.HostRetry;
import org.crmlink.host.retry.RetryPolicy;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.tck.Answer;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Fault;
import org.crmlink.tck.bench.FaultAction;
import org.crmlink.tck.bench.FaultAction.Wire;
import org.crmlink.tck.run.Acts;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.Fate;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Run;

/** C13: throttling, permanent errors, and who tries again. */
final class ThrottlingChecks {

    private static final String FIRED = "the fault struck";

    /** An answer that throttles, and the delay that it names. */
    private record Throttle(String name, Answer answer, Set<ErrorKind> kinds, Optional<Duration> delay) {}

    /**
     * Does: answers a read with 429 and 503 in every form of Retry-After (seconds, a date, none, nonsense), and with the vendor's own forms that the
     * fixture names.
     * Why: a host that does not know how long to wait either hammers the server or gives up.
     * Not run: never.
     * Look at: where Retry-After is read; a date counts from the context's clock or the answer's Date; what cannot be read is no delay, not an error.
     */
    @Check(value = Requirement.R58, witnesses = FIRED)
    void throttlingIsToldWithItsDelay(Run run) {
        EntityType entity = run.entity();
        run.seed(entity, 1);
        Acts.warmUp(run, entity);
        for (Throttle throttle : throttles(run)) {
            Fault fault = run.proxy().onData().always().answers(throttle.answer());
            ConnectorException error = run.failure(
                    "a read answered with " + throttle.name(), throttle.kinds(), () -> Acts.firstStep(run, entity));
            run.witness(FIRED, fault.fired() > 0);
            require(
                    error.retryAdvice().when() == RetryAdvice.When.LATER || error.kind() == ErrorKind.QUOTA_EXHAUSTED,
                    "After " + throttle.name() + " the advice was '" + error.retryAdvice()
                            + "': it must be to try later.");
            throttle.delay().ifPresent(named -> {
                Duration told = error.retryAdvice().delay().orElse(Duration.ZERO);
                require(
                        told.minus(named).abs().compareTo(Duration.ofSeconds(3)) <= 0,
                        "After " + throttle.name() + " the delay must be " + named.toSeconds()
                                + " s, but the connector told " + told.toSeconds()
                                + " s. Look at where Retry-After is read.");
            });
            run.proxy().calm();
        }
    }

    private static List<Throttle> throttles(Run run) {
        List<Throttle> all = new ArrayList<>();
        Set<ErrorKind> limited = Set.of(ErrorKind.RATE_LIMITED, ErrorKind.QUOTA_EXHAUSTED);
        Set<ErrorKind> down = Set.of(ErrorKind.RATE_LIMITED, ErrorKind.UNAVAILABLE);
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                run.time().instant().plusSeconds(90).atOffset(ZoneOffset.UTC));
        all.add(new Throttle("429, Retry-After: 7", answer(429, "7"), limited, Optional.of(Duration.ofSeconds(7))));
        all.add(new Throttle(
                "429, Retry-After: a date", answer(429, date), limited, Optional.of(Duration.ofSeconds(90))));
        all.add(new Throttle("429 without Retry-After", Answer.json(429, "{}"), limited, Optional.empty()));
        all.add(new Throttle("429, Retry-After: soon", answer(429, "soon"), limited, Optional.empty()));
        all.add(new Throttle("429, Retry-After: -5", answer(429, "-5"), limited, Optional.empty()));
        all.add(new Throttle(
                "429, Retry-After: 99999999999999", answer(429, "99999999999999"), limited, Optional.empty()));
        all.add(new Throttle("503, Retry-After: 7", answer(503, "7"), down, Optional.of(Duration.ofSeconds(7))));
        for (Answer own : run.fixture().throttled()) {
            all.add(new Throttle("the vendor's " + own.status() + " for throttling", own, limited, Optional.empty()));
        }
        for (Answer own : run.fixture().exhausted()) {
            all.add(new Throttle(
                    "the vendor's " + own.status() + " for a used-up budget",
                    own,
                    Set.of(ErrorKind.QUOTA_EXHAUSTED),
                    Optional.empty()));
        }
        return all;
    }

    private static Answer answer(int status, String retryAfter) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Retry-After", retryAfter);
        return new Answer(status, headers, "{}");
    }

    /**
     * Does: throttles every request, reads and writes once, and counts the requests; then reads with the host's retry and counts again, in virtual time.
     * Why: two owners of retries multiply: five times five requests at a server that asked for none.
     * Not run: never.
     * Look at: loops around calls, the HTTP library's own retries, and sleeps that are not the context's.
     */
    @Check(value = Requirement.R59, witnesses = FIRED)
    void theHostAloneTriesAgain(Run run) {
        EntityType entity = run.entity();
        run.seed(entity, 1);
        Acts.warmUp(run, entity);
        Fault fault = run.proxy().onData().always().answers(answer(429, "2"));
        long begin = System.nanoTime();
        run.failure("a throttled read", () -> Acts.firstStep(run, entity));
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        run.witness(FIRED, fault.fired() > 0);
        require(
                fault.fired() == 1 && run.time().sleeps().isEmpty(),
                "One read that was throttled made " + fault.fired() + " requests and slept "
                        + run.time().sleeps().size()
                        + " times: a connector makes one attempt and returns; the host owns retries.");
        require(
                took.compareTo(Duration.ofMillis(1_500)) < 0,
                "One throttled read took " + took.toMillis()
                        + " ms of real time: the connector waits by itself, and not by the context's sleeper.");
        RetryPolicy policy =
                new RetryPolicy(4, Duration.ofSeconds(1), Duration.ofSeconds(60), 0.2, Duration.ofMinutes(10));
        int before = fault.fired();
        run.failure(
                "a throttled read with the host's retry",
                () -> HostRetry.of(policy, run.time(), run.time()).call("read", () -> Acts.firstStep(run, entity)));
        List<Duration> sleeps = run.time().sleeps();
        require(
                fault.fired() - before == 4,
                "With a policy of 4 attempts " + (fault.fired() - before) + " requests were made.");
        require(
                sleeps.size() == 3 && sleeps.stream().allMatch(s -> s.compareTo(Duration.ofMillis(1_900)) >= 0),
                "The host's waits were " + sleeps
                        + ": there must be 3, none shorter than the 2 s that the server named. Look at the retry advice.");
    }

    /**
     * Does: answers reads and writes with 400, 403, 404, 409, 410, 412, 413 and 422, and counts the requests.
     * Why: what fails for good must not be sent again, neither by the connector nor by the host.
     * Not run: the writing part, if nothing can be updated.
     * Look at: how a status becomes kind and retry advice; what is not known to pass is permanent.
     */
    @Check(value = Requirement.R60, witnesses = FIRED)
    void permanentErrorsAreAskedOnce(Run run) {
        EntityType entity = run.entity();
        run.seed(entity, 1);
        Acts.warmUp(run, entity);
        for (int status : List.of(400, 403, 404, 409, 410, 412, 413, 422)) {
            Fault fault =
                    run.proxy().onData().always().answers(Answer.json(status, "{\"error\":{\"message\":\"no\"}}"));
            RetryAdvice advice = readAdvice(run, entity, status);
            require(
                    advice.when() == RetryAdvice.When.NEVER,
                    "A read answered with " + status + " was advised to be repeated (" + advice
                            + "): the same call fails again.");
            require(
                    fault.fired() == 1,
                    "A read answered with " + status + " made " + fault.fired()
                            + " requests: one is enough for what fails for good.");
            run.witness(FIRED, fault.fired() > 0);
            run.proxy().calm();
        }
        if (run.connector().facet(org.crmlink.sdk.upload.Uploader.class).isPresent()
                && entity.capabilities().can(org.crmlink.sdk.metadata.EntityCapabilities.Operation.UPDATE)) {
            permanentForWrites(run, entity);
        }
    }

    private static RetryAdvice readAdvice(Run run, EntityType entity, int status) {
        if (status != 410) {
            return run.failure("a read answered with " + status, () -> Acts.firstStep(run, entity))
                    .retryAdvice();
        }
        // gone may mean that a token is too old, which is a normal outcome
        try {
            ChangeStep step = Acts.firstStep(run, entity);
            require(
                    !(step instanceof ChangePage) && !(step instanceof ChangeStep.End),
                    "A read answered with 410 brought " + step);
            return RetryAdvice.never();
        } catch (ConnectorException e) {
            run.record("a read answered with 410", e);
            return e.retryAdvice();
        }
    }

    private static void permanentForWrites(Run run, EntityType entity) {
        String id = run.seed(entity, 1).get(0).id();
        Fate.of(run, run.uploader(), Acts.update(run, entity, id));
        for (int status : List.of(400, 403, 404, 409, 410, 412, 413, 422)) {
            Fault fault =
                    run.proxy().onData().always().answers(Answer.json(status, "{\"error\":{\"message\":\"no\"}}"));
            Fate fate = Fate.of(run, run.uploader(), Acts.update(run, entity, id));
            require(
                    !fate.isApplied() && !fate.mayBeRepeated(),
                    "A write answered with " + status + " ended as " + fate + ": it was refused for good.");
            require(
                    fault.fired() == 1,
                    "A write answered with " + status + " made " + fault.fired()
                            + " requests: one is enough for what fails for good.");
            run.proxy().calm();
        }
    }

    /**
     * Does: lets one request of a read fail in ways that pass (429, 500, 502, 503, 504, reset, cut answer), and calls the same stream again where the
     * error advises it; likewise one write.
     * Why: advice that is wrong loses a sync that a second try would have saved, or repeats one for nothing.
     * Not run: the writing part, if nothing can be updated.
     * Look at: a failed next() must leave the stream where it was.
     */
    @Check(value = Requirement.R61, witnesses = FIRED)
    void whatIsAdvisedToBeRepeatedSucceedsThen(Run run) {
        EntityType entity = run.entity();
        int count = run.fixture().pageSize() * 3 / 2;
        run.seed(entity, count);
        Acts.warmUp(run, entity);
        List<FaultAction> passing = new ArrayList<>();
        for (int status : List.of(429, 500, 502, 503, 504)) {
            passing.add(new FaultAction.Instead(Answer.json(status, "{}")));
        }
        passing.add(new FaultAction.CutBefore(new Wire.Reset(-1)));
        passing.add(new FaultAction.After(new Wire.Close(20)));
        int advised = 0;
        for (FaultAction action : passing) {
            for (int nth : List.of(1, 2)) {
                Fault fault = run.proxy().onData().nth(nth).does(action);
                advised += readThrough(run, entity, count, action);
                run.witness(FIRED, fault.fired() > 0);
                run.proxy().calm();
            }
        }
        require(
                advised >= passing.size() / 2,
                "Of " + passing.size() * 2 + " failures that pass by themselves only " + advised
                        + " were advised to be repeated: a throttled or broken connection is worth another try.");
        if (run.connector().facet(org.crmlink.sdk.upload.Uploader.class).isPresent()
                && entity.capabilities().can(org.crmlink.sdk.metadata.EntityCapabilities.Operation.UPDATE)) {
            writeThrough(run, entity);
        }
    }

    /** Reads to the end, calling again where that is advised; 1 if it was advised, else 0. */
    private static int readThrough(Run run, EntityType entity, int count, FaultAction action) {
        int advised = 0;
        java.util.Set<String> ids = new java.util.HashSet<>();
        ChangeStream stream;
        try {
            stream = run.reader().changes(Reading.query(run, entity));
        } catch (ConnectorException e) {
            run.record("opening a read", e);
            if (e.retryAdvice().when() == RetryAdvice.When.NEVER) {
                return 0;
            }
            advised = 1;
            stream = run.reader().changes(Reading.query(run, entity));
        }
        try (ChangeStream open = stream) {
            for (int step = 0; step < 50; step++) {
                ChangeStep next;
                try {
                    next = open.next();
                } catch (ConnectorException e) {
                    run.record("a page", e);
                    if (e.retryAdvice().when() == RetryAdvice.When.NEVER) {
                        return advised;
                    }
                    require(
                            advised == 0,
                            "After " + name(action) + " was over, the repeated call failed again with " + e.kind()
                                    + ": a failed next() must leave the stream where it was, ready to be called again.");
                    advised = 1;
                    continue;
                }
                if (!(next instanceof ChangePage page)) {
                    break;
                }
                page.rows().forEach(row -> ids.add(row.id()));
            }
        }
        require(
                ids.size() == count,
                "After " + name(action) + " and another call, " + ids.size() + " of " + count
                        + " records had come: a failed next() must leave the stream where it was.");
        return advised;
    }

    private static void writeThrough(Run run, EntityType entity) {
        String id = run.seed(entity, 1).get(0).id();
        Fate.of(run, run.uploader(), Acts.update(run, entity, id));
        for (int status : List.of(429, 503)) {
            run.proxy().onData().answers(Answer.json(status, "{}"));
            Mutation.Update update = Acts.update(run, entity, id);
            Fate first = Fate.of(run, run.uploader(), update);
            if (first.mayBeRepeated()) {
                Fate second = Fate.of(run, run.uploader(), update);
                require(
                        second.isApplied() && Acts.arrived(run, entity, update),
                        "A write answered with " + status + " was advised to be repeated, and then ended as " + second
                                + ".");
            }
            run.proxy().calm();
        }
    }

    private static String name(FaultAction action) {
        if (action instanceof FaultAction.Instead instead) {
            return "status " + instead.answer().status();
        }
        return action instanceof FaultAction.CutBefore ? "a reset connection" : "an answer cut short";
    }
}
