package org.crmlink.paper.server;

import static org.crmlink.paper.server.Kind.BINARY;
import static org.crmlink.paper.server.Kind.BOOLEAN;
import static org.crmlink.paper.server.Kind.CHOICE;
import static org.crmlink.paper.server.Kind.DATE;
import static org.crmlink.paper.server.Kind.DECIMAL;
import static org.crmlink.paper.server.Kind.DOUBLE;
import static org.crmlink.paper.server.Kind.ID;
import static org.crmlink.paper.server.Kind.INSTANT;
import static org.crmlink.paper.server.Kind.INTEGER;
import static org.crmlink.paper.server.Kind.LOCAL_DATE_TIME;
import static org.crmlink.paper.server.Kind.LOOKUP;
import static org.crmlink.paper.server.Kind.LOOKUP_LIST;
import static org.crmlink.paper.server.Kind.MONEY;
import static org.crmlink.paper.server.Kind.MULTI_CHOICE;
import static org.crmlink.paper.server.Kind.TEXT;
import static org.crmlink.paper.server.Kind.TIME;

import java.util.List;

/** The entities of a new Paper CRM. */
final class Shapes {

    private static final String RW = "rcu";
    private static final String FIRST_DAY = "0001-01-01";
    private static final String LAST_DAY = "9999-12-31";
    private static final String[] COLOURS = {"100000001", "100000002", "100000007", "200"};

    private Shapes() {}

    static List<Shape> all() {
        return List.of(person(), company(), ticket(), memo(), pairs());
    }

    private static Column of(String name, Kind kind) {
        return Column.of(name, kind, RW);
    }

    private static Column modified() {
        return Column.of("modified", INSTANT, "r=");
    }

    private static Column version() {
        return Column.of("version", INTEGER, "r=");
    }

    /** Can do everything. */
    private static Shape person() {
        return new Shape(
                "person",
                "Person",
                false,
                "name",
                "create update delete upsert link unlink",
                "update:atomic delete:atomic",
                "client",
                "client-id",
                "token watermark",
                "code",
                List.of(
                        Column.of("id", ID, "r"),
                        Column.of("name", TEXT, "rcu!").max(200),
                        of("notes", TEXT).max(4_000),
                        of("age", INTEGER).between("0", "150"),
                        of("big", INTEGER).between("-9223372036854775808", "9223372036854775807"),
                        of("salary", DECIMAL).digits(19, 2),
                        of("rate", DECIMAL).digits(24, 10),
                        of("budget", MONEY).digits(19, 4),
                        of("ratio", DOUBLE),
                        of("active", BOOLEAN),
                        of("seen", INSTANT).between("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z"),
                        of("born", DATE).between(FIRST_DAY, LAST_DAY),
                        of("wakes", TIME),
                        of("appointment", LOCAL_DATE_TIME).between("0001-01-01T00:00", "9999-12-31T23:59:59.999999999"),
                        of("colour", CHOICE).options(COLOURS),
                        of("hobbies", MULTI_CHOICE).options("30", "10", "20", "300000001"),
                        of("employer", LOOKUP).targets("company"),
                        of("party", LOOKUP).targets("company", "person"),
                        of("friends", LOOKUP_LIST).targets("person"),
                        of("code", TEXT).max(40),
                        of("Initials", TEXT).max(10),
                        of("photo", BINARY).max(262_144),
                        Column.of("display", TEXT, "r=").max(300),
                        Column.of("number", INTEGER, "r="),
                        Column.of("secretnote", TEXT, "cu").max(100),
                        Column.of("fixed", TEXT, "rc").max(100),
                        modified(),
                        version()));
    }

    private static Shape company() {
        return new Shape(
                "company",
                "Company",
                false,
                "name",
                "create update delete",
                "update:atomic delete:atomic",
                "client",
                "client-id",
                "token",
                "",
                List.of(
                        Column.of("id", ID, "r"),
                        Column.of("name", TEXT, "rcu!").max(200),
                        of("city", TEXT).max(100),
                        of("revenue", MONEY).digits(19, 4),
                        of("founded", DATE).between(FIRST_DAY, LAST_DAY),
                        modified(),
                        version()));
    }

    /** Ids by the server, nothing repeatable, no version check, no upsert, deletions not told. */
    private static Shape ticket() {
        return new Shape(
                "ticket",
                "Ticket",
                false,
                "subject",
                "create update delete",
                "",
                "server",
                "none",
                "watermark",
                "",
                List.of(
                        Column.of("id", ID, "r"),
                        Column.of("subject", TEXT, "rcu!").max(200),
                        of("body", TEXT).max(2_000),
                        of("priority", CHOICE).options("1", "2", "3"),
                        of("due", DATE).between(FIRST_DAY, LAST_DAY),
                        of("effort", DECIMAL).digits(10, 2),
                        of("opener", LOOKUP).targets("person"),
                        modified(),
                        version()));
    }

    /** Its maker offers no deletion, although the server would do it. */
    private static Shape memo() {
        return new Shape(
                "memo",
                "Memo",
                false,
                "title",
                "create update",
                "update:check-then-write",
                "server",
                "external-id",
                "watermark",
                "",
                List.of(
                        Column.of("id", ID, "r"),
                        Column.of("title", TEXT, "rcu!").max(100),
                        of("text", TEXT).max(1_000),
                        of("done", BOOLEAN),
                        modified(),
                        version()));
    }

    /** The pairs of the relationship person_company. */
    private static Shape pairs() {
        return new Shape(
                "person_company",
                "Person and company",
                true,
                "",
                "",
                "",
                "server",
                "none",
                "token",
                "",
                List.of(
                        Column.of("id", ID, "r"),
                        Column.of("person", LOOKUP, "r").targets("person"),
                        Column.of("company", LOOKUP, "r").targets("company"),
                        modified(),
                        version()));
    }
}
