package org.crmlink.tck.mutants;

import static org.crmlink.tck.Requirement.R01;
import static org.crmlink.tck.Requirement.R02;
import static org.crmlink.tck.Requirement.R03;
import static org.crmlink.tck.Requirement.R04;
import static org.crmlink.tck.Requirement.R05;
import static org.crmlink.tck.Requirement.R06;
import static org.crmlink.tck.Requirement.R07;
import static org.crmlink.tck.Requirement.R08;
import static org.crmlink.tck.Requirement.R09;
import static org.crmlink.tck.Requirement.R10;
import static org.crmlink.tck.Requirement.R11;
import static org.crmlink.tck.Requirement.R12;
import static org.crmlink.tck.Requirement.R13;
import static org.crmlink.tck.Requirement.R14;
import static org.crmlink.tck.Requirement.R15;
import static org.crmlink.tck.Requirement.R17;
import static org.crmlink.tck.Requirement.R40;
import static org.crmlink.tck.Requirement.R72;
import static org.crmlink.tck.Requirement.R73;
import static org.crmlink.tck.Requirement.R74;
import static org.crmlink.tck.Requirement.R75;
import static org.crmlink.tck.Requirement.R76;
import static org.crmlink.tck.Requirement.R77;
import static org.crmlink.tck.Requirement.R78;
import static org.crmlink.tck.Requirement.R79;
import static org.crmlink.tck.Requirement.R80;
import static org.crmlink.tck.Requirement.R81;
import static org.crmlink.tck.Requirement.R87;
import static org.crmlink.tck.Requirement.R88;

import java.util.List;
import java.util.Set;
import org.crmlink.paper.connector.Flaw;

/** Mutants of C1 to C3, C17, C18 and C20. */
final class LoadMutants {

    static final List<Mutant> ALL = List.of(
            new Mutant(
                    Flaw.MANIFEST_LIES, "the manifest tells another version", Set.of(R01), "Crmlink-Connector-Version"),
            new Mutant(
                    Flaw.SOCKET_IN_STATIC_INITIALISER,
                    "a static initialiser opens a socket",
                    Set.of(R02),
                    "must not touch the network"),
            new Mutant(
                    Flaw.CONTRACT_IN_JAR,
                    "the contract is in the jar",
                    Set.of(R03),
                    "the contract comes from the host"),
            new Mutant(Flaw.STATIC_STATE, "a static map is shared by connectors", Set.of(R04), "static caches"),
            new Mutant(
                    Flaw.CLOSE_CARELESS,
                    "closing twice throws, and calls work afterwards",
                    Set.of(R05, R06, R74),
                    "close() must be idempotent"),
            new Mutant(Flaw.UNKNOWN_OPTION_IGNORED, "an unknown option is ignored", Set.of(R07), "no-such-option"),
            new Mutant(
                    Flaw.ONE_PROBLEM_AT_A_TIME,
                    "of several wrong options one is named",
                    Set.of(R07),
                    "had to name all of these"),
            new Mutant(Flaw.VALIDATE_PINGS, "validating pings the server", Set.of(R08), "validate() used the network"),
            new Mutant(
                    Flaw.CHECK_NEVER_FAILS,
                    "the online check succeeds without a login",
                    Set.of(R09),
                    "identify() with wrong secrets must fail"),
            new Mutant(Flaw.PAGE_SIZE_IGNORED, "the page size has no effect", Set.of(R10), "page-size"),
            new Mutant(Flaw.TIMEOUTS_IGNORED, "timeouts have no effect", Set.of(R10), "reach the HTTP client")
                    .foundSlowly(),
            new Mutant(
                    Flaw.DESCRIPTION_SHUFFLED,
                    "fields are described in another order each time",
                    Set.of(R11),
                    "described otherwise than before"),
            new Mutant(
                    Flaw.NULL_IN_NOT_NULLABLE,
                    "a nullable field is described as not nullable",
                    Set.of(R12, R17, R40),
                    "could not be decoded"),
            new Mutant(Flaw.LOWER_CASE_OF_LOCALE, "names in lower case of the locale", Set.of(R12), "of 'person'"),
            new Mutant(Flaw.UNKNOWN_FIELD_DROPPED, "unknown fields are dropped", Set.of(R13), "does not exist"),
            new Mutant(Flaw.UNDECLARED_DELETE, "a deletion that is not declared is made", Set.of(R14), "DELETE of"),
            new Mutant(Flaw.SCHEMA_KEPT, "metadata is kept for ever", Set.of(R15), "schemaVersion() is the same"),
            new Mutant(Flaw.THREAD_NO_DAEMON, "a thread keeps the process alive", Set.of(R72), "paper-keep-alive"),
            new Mutant(Flaw.THREAD_LEFT, "a thread goes on for ever", Set.of(R72, R73), "paper-keep-alive")
                    .foundSlowly(),
            new Mutant(Flaw.HELD_BY_THREAD, "a thread of the host holds the connector", Set.of(R73), "thread locals")
                    .foundSlowly(),
            new Mutant(Flaw.ANSWER_NOT_CLOSED, "bodies of errors are not closed", Set.of(R74), "are not closed"),
            new Mutant(Flaw.HOOK_LEFT, "a shutdown hook is left in the process", Set.of(R74), "paper-at-the-end")
                    .foundSlowly(),
            new Mutant(Flaw.DEFAULTS_CHANGED, "a system property is set", Set.of(R74), "http.agent"),
            new Mutant(Flaw.TOKEN_IN_MESSAGE, "a message shows the token", Set.of(R75), "an exception in"),
            new Mutant(Flaw.TOKEN_IN_CHECKPOINT, "a checkpoint holds the token", Set.of(R75), "a checkpoint in"),
            new Mutant(Flaw.SECRET_LOGGED, "the secret is logged at the finest level", Set.of(R75), "a log in"),
            new Mutant(Flaw.TRUSTS_EVERYBODY, "every certificate is trusted", Set.of(R76, R81), "trust managers"),
            new Mutant(
                    Flaw.REDIRECTS_FOLLOWED,
                    "redirects are followed anywhere, with the token",
                    Set.of(R76, R77),
                    "another origin was followed"),
            new Mutant(
                    Flaw.FOREIGN_LINK_FOLLOWED,
                    "a next link is followed anywhere, with the API key",
                    Set.of(R77),
                    "A link of the server's to another origin"),
            new Mutant(Flaw.XML_DOCUMENT_TYPES, "document types are read", Set.of(R78), "Turn document types off"),
            new Mutant(Flaw.DEEP_RECURSION, "a parser calls itself without a bound", Set.of(R79), "StackOverflowError"),
            new Mutant(
                    Flaw.FILTER_PUT_TOGETHER,
                    "filter values are put into the query as they are",
                    Set.of(R80),
                    "quoted and escaped"),
            new Mutant(Flaw.NO_BILL_OF_MATERIALS, "the jar has no bill of materials", Set.of(R81), "CycloneDX"),
            new Mutant(Flaw.REFUSALS_UNREPORTED, "refused requests are not reported", Set.of(R87), "not reported"),
            new Mutant(Flaw.NO_HINT, "errors do not say what to do", Set.of(R88), "no hint"),
            new Mutant(Flaw.NO_VENDOR_CODE, "code and request id are dropped", Set.of(R88), "requestId()"),
            new Mutant(Flaw.PRINTS, "something is printed", Set.of(R88), "standard output"));

    private LoadMutants() {}
}
