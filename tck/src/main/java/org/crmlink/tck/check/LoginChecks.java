package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.tck.Answer;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Exchange;
import org.crmlink.tck.bench.Fault;
import org.crmlink.tck.bench.FaultAction;
import org.crmlink.tck.run.Acts;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.Fate;
import org.crmlink.tck.run.NotOffered;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Track;

/** C14: logins that end. */
final class LoginChecks {

    private static final String FIRED = "the login was refused once";
    private static final Answer UNAUTHORIZED = new Answer(
            401,
            Map.of("Content-Type", "application/json", "WWW-Authenticate", "Bearer error=\"invalid_token\""),
            "{\"error\":{\"message\":\"the token has expired\"}}");

    /** Reads once; without a request of the login in between, there is nothing that could be renewed. */
    private static EntityType loggedIn(Run run) {
        EntityType entity = run.entity();
        Acts.warmUp(run, entity);
        if (run.exchanges().stream().noneMatch(Exchange::isLogin)) {
            throw new NotOffered(
                    "the connector has no login that is renewed: none of its requests is one by Fixture.isLogin()");
        }
        return entity;
    }

    private static long logins(Run run, int mark) {
        // a login may take several requests, such as a discovery before the token: the most frequent one counts
        Map<String, Integer> byAddress = new HashMap<>();
        for (Exchange exchange : run.proxy().since(mark)) {
            if (exchange.isLogin()) {
                byAddress.merge(exchange.method() + exchange.path(), 1, Integer::sum);
            }
        }
        return byAddress.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /**
     * Does: refuses the second page of a read with 401, once, and expects the read to go on; then the same for a write, which must arrive once.
     * Why: access tokens live an hour, first syncs take longer.
     * Not run: if the connector makes no login of its own.
     * Look at: on a 401 the login is renewed once and the same request is built anew and sent once more.
     */
    @Check(value = Requirement.R62, witnesses = FIRED)
    void aLoginThatEndsInTheMiddleIsRenewedOnce(Run run) {
        EntityType entity = loggedIn(run);
        int count = new Track(run, entity, Reading.best(entity)).pages(3).size();
        for (int nth : List.of(1, 2)) {
            int mark = run.proxy().mark();
            Fault fault = run.proxy().onData().nth(nth).answers(UNAUTHORIZED);
            Reading reading;
            try {
                reading = Reading.all(run.reader(), Reading.query(run, entity));
            } catch (ConnectorException e) {
                throw new AssertionError(
                        "Request " + nth + " of a read was refused with 401 once, and the read ended with " + e.kind()
                                + " instead of going on after a new login: " + e.getMessage());
            }
            run.witness(FIRED, fault.fired() > 0);
            require(
                    reading.ids().size() == count,
                    "After the login was renewed in the middle of a read, "
                            + reading.ids().size() + " of " + count + " records came, in "
                            + reading.rows().size() + " rows.");
            require(logins(run, mark) == 1, "One 401 made " + logins(run, mark) + " logins: it must be one.");
            run.proxy().calm();
        }
        if (run.connector().facet(org.crmlink.sdk.upload.Uploader.class).isPresent()
                && entity.capabilities().can(org.crmlink.sdk.metadata.EntityCapabilities.Operation.UPDATE)) {
            writeGoesOn(run, entity);
        }
    }

    private static void writeGoesOn(Run run, EntityType entity) {
        String id = run.seed(entity, 1).get(0).id();
        Fate.of(run, run.uploader(), Acts.update(run, entity, id));
        run.proxy().onData().answers(UNAUTHORIZED);
        Mutation.Update update = Acts.update(run, entity, id);
        Fate fate = Fate.of(run, run.uploader(), update);
        require(
                fate.isApplied() && Acts.arrived(run, entity, update),
                "A write was refused with 401 once, and ended as " + fate
                        + " instead of going on after a new login. The request is built anew: its body can be sent only once.");
    }

    /**
     * Does: refuses the data with 401 and the login with invalid_grant, for good.
     * Why: a login that cannot be renewed needs a person; a loop locks the account.
     * Not run: if the connector makes no login of its own.
     * Look at: what follows a refused refresh: one more way to log in at most, then UNAUTHENTICATED.
     */
    @Check(value = Requirement.R63, witnesses = FIRED)
    void aLoginThatCannotBeRenewedEndsSo(Run run) {
        EntityType entity = loggedIn(run);
        run.seed(entity, 1);
        int mark = run.proxy().mark();
        Fault fault = run.proxy().onData().always().answers(UNAUTHORIZED);
        run.proxy()
                .onLogin()
                .always()
                .answers(Answer.json(
                        400, "{\"error\":\"invalid_grant\",\"error_description\":\"the grant has been revoked\"}"));
        run.failure(
                "a read whose login cannot be renewed",
                Set.of(ErrorKind.UNAUTHENTICATED),
                () -> Acts.firstStep(run, entity));
        run.witness(FIRED, fault.fired() > 0);
        require(
                logins(run, mark) <= 2 && fault.fired() <= 2,
                "A login that was refused made " + logins(run, mark) + " requests for a token and " + fault.fired()
                        + " for data: at most two each, then a person is needed.");
    }

    /**
     * Does: lets eight threads read at once with a token that the server refuses, and counts the logins; then opens a second connector and sees that it
     * logs in by itself.
     * Why: eight refreshes at once overtake each other, and a rotated refresh token is lost. Tokens shared by two connectors mix up two tenants.
     * Not run: if the connector makes no login of its own.
     * Look at: who renews holds a lock, and whoever waited takes the new token; tokens belong to one connector.
     */
    @Check(
            value = Requirement.R64,
            witnesses = {FIRED, "eight threads were refused"})
    void manyRefusedAtOnceRenewOnce(Run run) throws Exception {
        EntityType entity = loggedIn(run);
        run.seed(entity, 3);
        Acts.warmUp(run, entity);
        int mark = run.proxy().mark();
        Acts.firstStep(run, entity);
        Optional<String> old = run.proxy().dataSince(mark).stream()
                .flatMap(exchange -> exchange.header("authorization").stream())
                .findFirst();
        if (old.isEmpty()) {
            throw new NotOffered("the login is not in the Authorization header");
        }
        CountDownLatch all = new CountDownLatch(8);
        Fault fault = run.proxy()
                .when("data with the old token", exchange -> {
                    boolean hit = !exchange.isLogin()
                            && exchange.header("authorization").equals(old);
                    if (hit) {
                        all.countDown();
                        await(all);
                    }
                    return hit;
                })
                .always()
                .answers(UNAUTHORIZED);
        mark = run.proxy().mark();
        readInParallel(run.reader(), Reading.query(run, entity));
        run.witness(FIRED, fault.fired() > 0);
        run.witness("eight threads were refused", fault.fired() >= 8);
        require(
                logins(run, mark) == 1,
                "Eight threads were refused at once and made " + logins(run, mark)
                        + " logins: one renews, the others wait and take the new token.");
        run.proxy().calm();
        int before = run.proxy().mark();
        Connector second = run.connect();
        second.identify();
        require(
                logins(run, before) >= 1,
                "A second connector with a context of its own made no login: it uses the token of the first one. Tokens belong to one connector.");
    }

    private static void await(CountDownLatch latch) {
        try {
            boolean together = latch.await(2, TimeUnit.SECONDS);
            if (!together) {
                latch.countDown();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void readInParallel(ChangeReader reader, org.crmlink.sdk.change.ChangeQuery query) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            CyclicBarrier barrier = new CyclicBarrier(8);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(threads.submit(() -> {
                    barrier.await(5, TimeUnit.SECONDS);
                    return Reading.all(reader, query);
                }));
            }
            for (Future<?> one : all) {
                one.get(15, TimeUnit.SECONDS);
            }
        } catch (java.util.concurrent.ExecutionException e) {
            throw new AssertionError("One of eight threads whose login was renewed failed: " + e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    /**
     * Does: answers a read with 403 and counts the logins; spoils {@code expires_in} of the login's answer (absent, 0, negative); moves the client's clock
     * by a day against the server's.
     * Why: a missing right is no ended login; and a clock that is wrong must cost a login at most, not one for each request.
     * Not run: if the connector makes no login of its own.
     * Look at: what triggers a new login, and how the life of a token is reckoned.
     */
    @Check(
            value = Requirement.R65,
            witnesses = {FIRED, "a life was spoilt"})
    void nothingElseRenewsALogin(Run run) {
        EntityType entity = loggedIn(run);
        run.seed(entity, 1);
        int mark = run.proxy().mark();
        Fault fault = run.proxy().onData().always().answers(Answer.json(403, "{\"error\":{\"message\":\"no right\"}}"));
        ConnectorException error = run.failure("a read answered with 403", () -> Acts.firstStep(run, entity));
        run.witness(FIRED, fault.fired() > 0);
        require(
                logins(run, mark) == 0 && fault.fired() == 1,
                "A 403 made " + logins(run, mark) + " logins and " + fault.fired()
                        + " requests: a missing right is not cured by a new login.");
        require(
                error.kind() != ErrorKind.UNAUTHENTICATED,
                "A 403 became UNAUTHENTICATED: the login is good, the right is missing (FORBIDDEN).");
        run.proxy().calm();
        for (String life : List.of("", "0", "-5")) {
            Fault spoilt = run.proxy()
                    .onLogin()
                    .always()
                    .does(new FaultAction.Rewrite(reply -> reply.withText(spoil(reply.text(), life))));
            readsWithFewLogins(
                    run, entity, life.isEmpty() ? "a token without expires_in" : "a token with expires_in " + life);
            run.witness("a life was spoilt", spoilt.fired() > 0);
            run.proxy().calm();
        }
        run.time().advance(Duration.ofDays(1));
        readsWithFewLogins(run, entity, "a clock that is a day ahead");
        run.time().advance(Duration.ofDays(-2));
        readsWithFewLogins(run, entity, "a clock that is a day behind");
    }

    private static String spoil(String answer, String life) {
        String number = "\"(expires_in|ext_expires_in|expires_on)\"\\s*:\\s*\"?-?\\d+\"?";
        return life.isEmpty()
                ? answer.replaceAll(number + "\\s*,", "").replaceAll(",\\s*" + number, "")
                : answer.replaceAll(number, "\"$1\":" + life);
    }

    private static void readsWithFewLogins(Run run, EntityType entity, String what) {
        int mark = run.proxy().mark();
        Connector connector = run.connect();
        connector.identify();
        ChangeReader reader = connector.facet(ChangeReader.class).orElseThrow();
        Reading.all(reader, Reading.query(run, entity));
        Reading.all(reader, Reading.query(run, entity));
        int data = run.proxy().dataSince(mark).size();
        require(
                logins(run, mark) <= data,
                "With " + what + ", " + data + " requests for data made " + logins(run, mark)
                        + " logins: that is a loop.");
    }
}
