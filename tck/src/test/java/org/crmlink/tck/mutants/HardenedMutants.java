package org.crmlink.tck.mutants;

import static org.crmlink.tck.Requirement.R31;
import static org.crmlink.tck.Requirement.R58;
import static org.crmlink.tck.Requirement.R59;
import static org.crmlink.tck.Requirement.R60;
import static org.crmlink.tck.Requirement.R61;
import static org.crmlink.tck.Requirement.R62;
import static org.crmlink.tck.Requirement.R63;
import static org.crmlink.tck.Requirement.R64;
import static org.crmlink.tck.Requirement.R65;
import static org.crmlink.tck.Requirement.R66;
import static org.crmlink.tck.Requirement.R67;
import static org.crmlink.tck.Requirement.R68;
import static org.crmlink.tck.Requirement.R69;
import static org.crmlink.tck.Requirement.R70;

import java.util.List;
import java.util.Set;
import org.crmlink.paper.connector.Flaw;

/** Mutants of C13 to C16. */
final class HardenedMutants {

    static final List<Mutant> ALL = List.of(
            new Mutant(Flaw.THROTTLE_IS_PERMANENT, "429 becomes a permanent error", Set.of(R58, R59), "RATE_LIMITED"),
            new Mutant(
                    Flaw.OWN_RETRY_LOOP,
                    "the connector tries again by itself after 429",
                    Set.of(R59),
                    "the host owns retries"),
            new Mutant(
                    Flaw.REFUSAL_IS_TRANSIENT,
                    "every refusal is advised to be repeated",
                    Set.of(R60),
                    "the same call fails again"),
            new Mutant(
                    Flaw.FAILED_PAGE_PASSED_OVER,
                    "a page that failed is passed over",
                    Set.of(R31, R61),
                    "leave the stream where it was"),
            new Mutant(
                    Flaw.LOGIN_NOT_RENEWED,
                    "a login that has ended is not renewed",
                    Set.of(R62, R64),
                    "after a new login"),
            new Mutant(
                    Flaw.LOGIN_TRIED_FOR_EVER,
                    "a login that is refused is tried for ever",
                    Set.of(R63),
                    "then a person is needed"),
            new Mutant(Flaw.EACH_THREAD_LOGS_IN, "each refused thread renews the login", Set.of(R64), "one renews"),
            new Mutant(
                    Flaw.FORBIDDEN_RENEWS_LOGIN, "403 renews the login", Set.of(R60, R65), "not cured by a new login"),
            new Mutant(
                            Flaw.NO_CALL_TIMEOUT,
                            "no limit for a whole call: a server that dribbles is listened to for ever",
                            Set.of(R66),
                            "limit for the whole call")
                    .foundSlowly(),
            new Mutant(Flaw.INTERRUPT_FLAG_LOST, "the interrupt flag is lost", Set.of(R67), "interrupt flag"),
            new Mutant(
                    Flaw.CANCELLED_WRITE_NOT_APPLIED,
                    "a write that was cancelled on its way counts as not applied",
                    Set.of(R68),
                    "its outcome is unknown"),
            new Mutant(
                    Flaw.ENTITY_IN_FIELD,
                    "the entity that is being read is kept in a field of the connector",
                    Set.of(R69),
                    "one of several threads"),
            new Mutant(
                            Flaw.PLACE_IN_CONNECTOR,
                            "the place of a read is kept in the connector",
                            Set.of(R70),
                            "streams must be independent")
                    .perhapsFoundBy(R69));

    private HardenedMutants() {}
}
