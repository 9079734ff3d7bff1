package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.crmlink.sandbox.data.OrganizationData;
import org.crmlink.sandbox.store.RecordId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the server changes of its own accord, who follows the delta links has the same rows as who reads everything. */
class ServerWorkInDeltaTest {

    private static final Map<String, String> TABLES = Map.of(
            "activityparties", "activitypartyid",
            "activitypointers", "activityid",
            "emails", "activityid",
            "contacts", "contactid",
            "quotes", "quoteid",
            "quotedetails", "quotedetailid",
            "new_projects", "new_projectid",
            "new_milestones", "new_milestoneid");
    private static final int STEPS = 60;

    /** One who follows. */
    private static final class Follower {

        private final Org org;
        private final Map<String, String> links = new HashMap<>();
        private final Map<String, Map<Object, Object>> rows = new HashMap<>();

        Follower(Org org) {
            this.org = org;
        }

        void follow(String set, String id) {
            Org.Reply reply =
                    links.containsKey(set) ? org.get(links.get(set)) : org.get(set, "Prefer", "odata.track-changes");
            Map<Object, Object> known = rows.computeIfAbsent(set, name -> new HashMap<>());
            for (Map<String, Object> row : reply.value()) {
                if ("deleted".equals(row.get("reason"))) {
                    known.remove(row.get("id"));
                } else {
                    known.put(row.get(id), row.get("@odata.etag"));
                }
            }
            links.put(set, reply.link("@odata.deltaLink"));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whoFollowsTheLinksMissesNothing(long seed) {
        try (Org org = Org.start(options -> options.records(2))) {
            SplittableRandom random = new SplittableRandom(seed);
            Follower follower = new Follower(org);
            for (int step = 0; step < STEPS; step++) {
                change(org, random);
                if (random.nextInt(4) == 0) {
                    TABLES.forEach(follower::follow);
                }
            }
            TABLES.forEach(follower::follow);
            TABLES.forEach((set, id) -> {
                Map<Object, Object> all = new HashMap<>();
                org.get(set).value().forEach(row -> all.put(row.get(id), row.get("@odata.etag")));
                assertThat(follower.rows.get(set)).as(set).isEqualTo(all);
            });
        }
    }

    private static void change(Org org, SplittableRandom random) {
        switch (random.nextInt(9)) {
            case 0, 1 ->
                org.post(
                        "emails",
                        "{\"subject\":\"s\",\"email_activity_parties\":[" + party(org, random) + ","
                                + party(org, random) + "]}");
            case 2 ->
                patch(org, random, "emails", "activityid", "{\"email_activity_parties\":[" + party(org, random) + "]}");
            case 3 ->
                patch(
                        org,
                        random,
                        "emails",
                        "activityid",
                        "{\"ownerid@odata.bind\":\"/systemusers(" + user(random) + ")\"}");
            case 4 -> any(org, random, "emails", "activityid").ifPresent(email -> org.delete("emails(" + email + ")"));
            case 5 ->
                any(org, random, "contacts", "contactid").ifPresent(contact -> org.delete("contacts(" + contact + ")"));
            case 6 ->
                any(org, random, "quotes", "quoteid")
                        .ifPresent(quote -> org.post(
                                "quotedetails",
                                "{\"isproductoverridden\":true,\"productdescription\":\"x\",\"quantity\":1,\"priceperunit\":5,"
                                        + "\"quoteid@odata.bind\":\"/quotes(" + quote + ")\"}"));
            case 7 ->
                any(org, random, "quotedetails", "quotedetailid")
                        .ifPresent(line -> org.delete("quotedetails(" + line + ")"));
            default -> {
                patch(org, random, "new_milestones", "new_milestoneid", "{\"new_effort\":" + random.nextInt(99) + "}");
                org.post("contacts", "{\"lastname\":\"n\"}");
            }
        }
    }

    private static String party(Org org, SplittableRandom random) {
        return any(org, random, "contacts", "contactid")
                .map(contact ->
                        "{\"participationtypemask\":2,\"partyid_contact@odata.bind\":\"/contacts(" + contact + ")\"}")
                .orElse("{\"participationtypemask\":1,\"partyid_systemuser@odata.bind\":\"/systemusers("
                        + OrganizationData.USER.text() + ")\"}");
    }

    private static String user(SplittableRandom random) {
        return RecordId.guid("00000000-0000-0000-0000-00000000010" + (1 + random.nextInt(9)))
                .text();
    }

    private static void patch(Org org, SplittableRandom random, String set, String id, String body) {
        any(org, random, set, id)
                .ifPresent(
                        row -> assertThat(org.patch(set + "(" + row + ")", body).status())
                                .isEqualTo(204));
    }

    private static java.util.Optional<Object> any(Org org, SplittableRandom random, String set, String id) {
        List<Object> ids = new ArrayList<>(org.get(set + "?$select=" + id).column(id));
        return ids.isEmpty() ? java.util.Optional.empty() : java.util.Optional.of(ids.get(random.nextInt(ids.size())));
    }
}
