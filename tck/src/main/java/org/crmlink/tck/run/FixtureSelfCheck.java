package org.crmlink.tck.run;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.config.ConfigProblem;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.tck.bench.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the fixture before it is believed: the backend answers; the connector really goes through the proxy; the back door makes, changes, finds
 * and deletes records; what it made is what the connector reads; and there can be more records than pages.
 */
final class FixtureSelfCheck {

    private static final int REACH_MILLIS = 5_000;
    private static final Duration MOST_SKEW = Duration.ofDays(1);

    private final Run run;
    private final List<String> problems = new ArrayList<>();

    private FixtureSelfCheck(Run run) {
        this.run = run;
    }

    /** What is wrong with the fixture, or with the backend behind it; empty if it can be believed. */
    static List<String> problems(Session session) {
        Run run = new Run(session);
        FixtureSelfCheck look = new FixtureSelfCheck(run);
        try {
            look.all();
        } catch (ConnectorException e) {
            look.problems.add("the connector cannot be used with the fixture's configuration: " + e.kind() + ": "
                    + e.getMessage());
        } catch (RuntimeException | AssertionError e) {
            look.problems.add("the fixture cannot be used: " + e.getMessage() + " ("
                    + e.getClass().getName() + (e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0])
                    + ")");
        } finally {
            run.close();
        }
        return look.problems;
    }

    private void all() {
        List<ConfigProblem> refused =
                run.plugin().provider().validate(run.configuration(run.plugin(), run.configuration()));
        if (!refused.isEmpty()) {
            problems.add("Fixture.configuration() is not valid for the connector: " + refused);
            return;
        }
        // a file of answers that cannot be read is the fixture's fault, and not that of the connector that a check
        // looks at
        run.fixture().throttled();
        run.fixture().exhausted();
        run.fixture().expiredToken();
        reach(run.backdoor().url());
        if (problems.isEmpty()) {
            through("Connector.identify()", () -> run.connector().identify());
        }
        if (problems.isEmpty() && run.connector().facet(ChangeReader.class).isPresent()) {
            entities();
        }
    }

    private void reach(URI backend) {
        int port =
                backend.getPort() >= 0 ? backend.getPort() : backend.getScheme().equals("https") ? 443 : 80;
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(backend.getHost(), port), REACH_MILLIS);
        } catch (IOException | RuntimeException e) {
            problems.add("the backend cannot be reached at Backdoor.url(), " + backend + ": " + e.getMessage()
                    + ". Start it, or correct the address");
        }
    }

    /** Makes a call whose data must pass the proxy; a login alone is not enough. */
    private void through(String what, Runnable call) {
        int mark = run.proxy().mark();
        call.run();
        List<Exchange> passed = run.proxy().since(mark);
        if (passed.isEmpty()) {
            problems.add(what + " did not go through the kit's proxy: Fixture.configuration() must use the endpoint "
                    + "that it is given, for every address");
        }
    }

    private void entities() {
        if (run.fixture().entities().isEmpty()) {
            problems.add("Fixture.entities() names no entity");
            return;
        }
        if (run.fixture().pageSize() < 2) {
            problems.add("Fixture.pageSize() is " + run.fixture().pageSize() + "; checks of paging need at least 2");
            return;
        }
        Duration skew = Duration.between(run.backdoor().serverNow(), Instant.now());
        if (skew.abs().compareTo(MOST_SKEW) > 0) {
            problems.add("Backdoor.serverNow() is " + skew.abs().toHours()
                    + " hours away from this machine's clock; it must ask the backend");
        }
        run.begin();
        for (EntityType entity : run.entities()) {
            records(entity);
        }
        if (problems.isEmpty()) {
            size(run.entity());
        }
    }

    private void records(EntityType entity) {
        String name = entity.name();
        int before = run.backdoor().ids(name).size();
        if (before != 0) {
            problems.add("the back door could not empty '" + name + "': " + before + " records are left");
            return;
        }
        Specimens specimens = run.specimens(entity);
        String marker = specimens.markerField();
        Seed seed = run.seed(entity, specimens.minimal());
        if (!seed.marker().equals(field(name, seed.id(), marker))) {
            problems.add("the back door made a record of '" + name + "' and does not find its '" + marker
                    + "' again: insert() and get() must reach the backend");
            return;
        }
        run.backdoor()
                .get(name, seed.id())
                .ifPresent(held -> run.session().backendValues().learn(name, seed.values(), held));
        if (!run.backdoor().ids(name).contains(seed.id())) {
            problems.add("Backdoor.ids() of '" + name + "' lacks the id that insert() returned");
        }
        Set<String> read = new LinkedHashSet<>();
        through(
                "a read of '" + name + "'",
                () -> read.addAll(
                        Reading.all(run.reader(), Reading.query(run, entity)).ids()));
        if (!read.contains(seed.id())) {
            problems.add("the connector does not read the record of '" + name
                    + "' that the back door made: are they on the same backend?");
        }
        String other = Specimens.marker();
        run.forbid(other);
        Map<String, @Nullable Object> change = new HashMap<>();
        change.put(marker, other);
        run.backdoor().update(name, seed.id(), change);
        if (!other.equals(field(name, seed.id(), marker))) {
            problems.add("the back door changed '" + marker + "' of a record of '" + name
                    + "' and still finds the old value: update() must reach the backend");
        }
        run.backdoor().delete(name, seed.id());
        if (run.backdoor().get(name, seed.id()).isPresent()
                || !run.backdoor().ids(name).isEmpty()) {
            problems.add("the back door deleted a record of '" + name + "' and still finds it");
        }
    }

    private @Nullable Object field(String entity, String id, String field) {
        Optional<Map<String, @Nullable Object>> found = run.backdoor().get(entity, id);
        return found.isEmpty() ? null : found.get().get(field);
    }

    /** Two and a half pages of records must be possible, or no check of paging proves anything. */
    private void size(EntityType entity) {
        int wanted = run.fixture().pageSize() * 5 / 2;
        Set<String> made = new LinkedHashSet<>();
        run.seed(entity, wanted).forEach(seed -> made.add(seed.id()));
        int there = run.backdoor().ids(entity.name()).size();
        if (made.size() != wanted || there != wanted) {
            problems.add(
                    "the back door was asked for " + wanted + " records of '" + entity.name() + "', gave "
                            + made.size() + " ids and finds " + there
                            + " records: checks of paging need two and a half pages of Fixture.pageSize(), each a record of its own");
        }
        run.begin();
    }
}
