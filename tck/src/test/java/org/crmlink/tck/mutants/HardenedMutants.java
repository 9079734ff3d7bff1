package org.crmlink.tck.mutants;

import static org.crmlink.tck.Requirement.R58;
import static org.crmlink.tck.Requirement.R59;
import static org.crmlink.tck.Requirement.R64;
import static org.crmlink.tck.Requirement.R65;
import static org.crmlink.tck.Requirement.R66;

import java.util.List;
import java.util.Set;
import org.crmlink.paper.connector.Flaw;

/** Mutants of C13 to C16. */
final class HardenedMutants {

    static final List<Mutant> ALL = List.of(
            new Mutant(Flaw.THROTTLE_IS_PERMANENT, "429 becomes a permanent error", Set.of(R58), "advice"),
            new Mutant(
                    Flaw.OWN_RETRY_LOOP,
                    "the connector tries again by itself after 429",
                    Set.of(R59),
                    "the host owns retries"),
            new Mutant(Flaw.FORBIDDEN_RENEWS_LOGIN, "403 renews the login", Set.of(R65), "not cured by a new login"),
            new Mutant(Flaw.EACH_THREAD_LOGS_IN, "each refused thread renews the login", Set.of(R64), "one renews"),
            new Mutant(
                            Flaw.NO_CALL_TIMEOUT,
                            "no limit for a whole call: a server that dribbles is listened to for ever",
                            Set.of(R66),
                            "limit for the whole call")
                    .foundSlowly());

    private HardenedMutants() {}
}
