package org.crmlink.tck.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.config.ConfigProblem;
import org.crmlink.sdk.metadata.EntityType;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the fixture before it is believed: the back door makes, finds and deletes records; the connector really goes through the proxy; what the
 * back door made is what the connector reads.
 */
final class FixtureSelfCheck {

    private FixtureSelfCheck() {}

    /** What is wrong with the fixture, or with the backend behind it; empty if it can be believed. */
    static List<String> problems(Session session) {
        List<String> problems = new ArrayList<>();
        Run run = new Run(session);
        try {
            List<ConfigProblem> refused =
                    session.plugin().provider().validate(run.configuration(run.plugin(), run.configuration()));
            if (!refused.isEmpty()) {
                problems.add("Fixture.configuration() is not valid for the connector: " + refused);
                return problems;
            }
            endpoint(run, problems);
            if (problems.isEmpty()) {
                backdoor(run, problems);
            }
        } catch (RuntimeException | AssertionError e) {
            problems.add("the fixture cannot be used: " + e.getMessage() + " ("
                    + e.getClass().getName() + (e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0])
                    + ")");
        } finally {
            run.close();
        }
        return problems;
    }

    private static void endpoint(Run run, List<String> problems) {
        int mark = run.proxy().mark();
        run.connector().identify();
        if (run.proxy().since(mark).isEmpty()) {
            problems.add(
                    "the connector did not go through the kit's proxy: Fixture.configuration() must use the endpoint that it is given, "
                            + "for every address");
        }
    }

    private static void backdoor(Run run, List<String> problems) {
        if (run.connector().facet(ChangeReader.class).isEmpty()) {
            return;
        }
        if (run.fixture().entities().isEmpty()) {
            problems.add("Fixture.entities() names no entity");
            return;
        }
        run.begin();
        for (EntityType entity : run.entities()) {
            String name = entity.name();
            int before = run.backdoor().ids(name).size();
            if (before != 0) {
                problems.add("the back door could not empty '" + name + "': " + before + " records are left");
                continue;
            }
            Map<String, @Nullable Object> values = run.specimens(entity).minimal();
            Seed seed = run.seed(entity, values);
            Optional<Map<String, @Nullable Object>> found = run.backdoor().get(name, seed.id());
            String marker = run.specimens(entity).markerField();
            if (found.isEmpty() || !seed.marker().equals(found.get().get(marker))) {
                problems.add("the back door made a record of '" + name + "' and does not find its '" + marker
                        + "' again: insert() and get() must " + "reach the backend");
            }
            if (!run.backdoor().ids(name).contains(seed.id())) {
                problems.add("Backdoor.ids() of '" + name + "' lacks the id that insert() returned");
            }
            if (!Reading.all(run.reader(), Reading.query(run, entity)).ids().contains(seed.id())) {
                problems.add("the connector does not read the record of '" + name
                        + "' that the back door made: are they on the same backend?");
            }
            run.backdoor().delete(name, seed.id());
            if (run.backdoor().get(name, seed.id()).isPresent()
                    || !run.backdoor().ids(name).isEmpty()) {
                problems.add("the back door deleted a record of '" + name + "' and still finds it");
            }
        }
    }
}
