package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sandbox.dynamics.security.AccessRight;
import org.crmlink.sandbox.dynamics.security.Rights;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a restricted user asks for and on whatever way: no text of a row that is not his to read, and no change to one that is not
 * his to change. Each row carries a mark of its own in its texts; which rows are whose is worked out here by rules of three lines.
 */
class RestrictedUserTest {

    private static final Pattern MARK = Pattern.compile("mark-(\\d+)-");
    private static final String MEMBER = "common: read=organization append=organization appendto=organization;"
            + "units: read=organization appendto=organization;";
    private static final List<String> TABLES = List.of("account", "contact", "task");
    private static final Map<String, String> SETS =
            Map.of("account", "accounts", "contact", "contacts", "task", "tasks");
    private static final Map<String, String> TEXTS =
            Map.of("account", "name", "contact", "lastname", "task", "subject");

    /** What the test believes of a user: depth of read and write by table, and where he stands. */
    private record Believed(
            Person person,
            RecordId unit,
            Set<RecordId> units,
            Set<RecordId> principals,
            Map<String, String> read,
            Map<String, String> write) {}

    private Org org;
    private Random random;
    private int marks;
    private final List<Believed> users = new ArrayList<>();
    private final List<Reference> rows = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void seesAndChangesNothingBeyondHisRights(long seed) {
        random = new Random(seed);
        try (Org started = Org.start()) {
            org = started;
            prepare();
            int seen = 0;
            int refused = 0;
            for (int i = 0; i < 400; i++) {
                Believed user = pick(users);
                if (random.nextInt(3) > 0) {
                    seen += read(user, i);
                } else {
                    refused += write(user, i);
                }
            }
            // The walk went where there was something to see and something to refuse.
            assertThat(seen).isGreaterThan(100);
            assertThat(refused).isGreaterThan(20);
        }
    }

    private void prepare() {
        Rights rights = org.sandbox.rights();
        Reference root = rights.rootUnit();
        Reference west = rights.businessUnit("West", null);
        Reference north = rights.businessUnit("North", west);
        Reference team = rights.team("Mixed", root);
        user("u1", west, Set.of(west.id(), north.id()), team, "unit", "user", "deep", "user");
        user("u2", west, Set.of(west.id(), north.id()), null, "deep", "unit", "user", "user");
        user("u3", root, Set.of(root.id(), west.id(), north.id()), team, "user", "user", "organization", "user");
        user("u4", north, Set.of(north.id()), null, "organization", "unit", "none", "none");
        List<Reference> owners = new ArrayList<>(
                List.of(team, new Reference("systemuser", RecordId.guid("00000000-0000-0000-0000-000000000002"))));
        users.forEach(user -> owners.add(user.person().user()));
        for (int i = 0; i < 60; i++) {
            String table = TABLES.get(i % 3);
            Map<String, Object> values = new LinkedHashMap<>();
            values.put(TEXTS.get(table), mark());
            values.put("ownerid", pick(owners));
            if (table.equals("contact")) {
                values.put("parentcustomerid", pick(of("account")));
            } else if (table.equals("task")) {
                values.put(
                        "regardingobjectid",
                        pick(rows.stream()
                                .filter(row -> !row.table().equals("task"))
                                .toList()));
            }
            rows.add(new Reference(table, org.insert(table, values)));
        }
        for (Reference account : of("account")) {
            org.sandbox.store().update("account", account.id(), Map.of("primarycontactid", pick(of("contact"))));
        }
        for (int i = 0; i < 8; i++) {
            rights.share(pick(rows), pick(users).person().user(), AccessRight.READ, AccessRight.WRITE);
        }
    }

    private void user(String name, Reference unit, Set<RecordId> units, Reference team, String... depths) {
        Rights rights = org.sandbox.rights();
        String tasks = depths[1];
        rights.role(
                "role of " + name,
                MEMBER
                        + "account: all=%s read=%s; contact: all=%s read=%s; task: all=%s"
                                .formatted(depths[1], depths[0], depths[3], depths[2], tasks));
        Reference user = rights.user(name + "@x.example", unit, "role of " + name);
        if (team != null) {
            rights.join(team, user);
        }
        users.add(new Believed(
                Person.in(org, name + "@x.example", user),
                unit.id(),
                units,
                team == null ? Set.of(user.id()) : Set.of(user.id(), team.id()),
                Map.of("account", depths[0], "contact", depths[2], "task", tasks),
                Map.of("account", depths[1], "contact", depths[3], "task", tasks)));
    }

    // ------------------------------------------------------------------ what should be

    private boolean may(Believed user, Reference reference, boolean write) {
        Row row = org.sandbox.store().get(reference.table(), reference.id()).orElse(null);
        String depth = (write ? user.write() : user.read()).get(reference.table());
        if (row == null || depth.equals("none")) {
            return false;
        }
        RecordId owner = ((Reference) row.get("ownerid")).id();
        RecordId unit = ((Reference) row.get("owningbusinessunit")).id();
        boolean covered = switch (depth) {
            case "organization" -> true;
            case "deep" -> user.units().contains(unit);
            case "unit" -> user.unit().equals(unit);
            default -> false;
        };
        return covered || user.principals().contains(owner) || isShared(user, reference);
    }

    private boolean isShared(Believed user, Reference row) {
        return org.sandbox.store().related("principalobjectaccess", "objectid", row.id()).stream()
                .anyMatch(share -> user.principals().contains((RecordId) share.get("principalid"))
                        && !Integer.valueOf(0).equals(share.get("accessrightsmask")));
    }

    private String text(Reference row) {
        return org.sandbox
                .store()
                .get(row.table(), row.id())
                .map(found -> String.valueOf(found.get(TEXTS.get(row.table()))))
                .orElse("gone");
    }

    // ------------------------------------------------------------------ reading

    /** Asks on one of the ways; returns how many marked rows came. */
    private int read(Believed user, int step) {
        Reference row = pick(rows);
        String set = SETS.get(row.table());
        String name = TEXTS.get(row.table());
        String one = set + "(" + row.id().text() + ")";
        String hidden = text(row);
        List<String> ways = new ArrayList<>(List.of(
                set,
                set + "?$select=" + name + "&$orderby=" + name + " desc&$top=7",
                set + "?$filter=" + name + " eq '" + hidden + "'",
                set + "?$filter=not contains(" + name + ",'nothing')&$count=true",
                one,
                one + "?$select=" + name,
                one + "/" + name,
                one + "/" + name + "/$value",
                "accounts?$expand=primarycontactid($select=lastname)",
                "accounts?$expand=contact_customer_accounts($select=lastname),Account_Tasks($select=subject)",
                "contacts?$expand=parentcustomerid_account($select=name)",
                "tasks?$expand=regardingobjectid_contact_task($select=lastname)",
                "systemusers(" + user.person().id() + ")?$expand=user_accounts($select=name)",
                "tasks?$orderby=regardingobjectid_account_task/name",
                "activitypointers?$select=subject",
                "principalobjectaccessset",
                fetch("account", "<attribute name='name'/>"),
                fetch(
                        "account",
                        "<attribute name='name'/><link-entity name='contact' from='parentcustomerid' to='accountid' alias='c'>"
                                + "<attribute name='lastname'/></link-entity>"),
                fetch(
                        "contact",
                        "<attribute name='lastname'/><link-entity name='account' from='accountid' to='parentcustomerid'"
                                + " link-type='outer' alias='a'><attribute name='name'/></link-entity>"),
                fetch(row.table(), "<all-attributes/>"),
                set + "?$apply=groupby((" + name + "))"));
        if (row.table().equals("account")) {
            ways.add(one + "/contact_customer_accounts");
            ways.add(one + "/primarycontactid");
            ways.add(one + "/primarycontactid/fullname");
            ways.add(one + "/contact_customer_accounts?$filter=contains(lastname,'mark')");
        }
        String way = pick(ways);
        Org.Reply reply =
                random.nextInt(4) == 0 ? batched(user, way) : user.person().get(way);
        inferred(user, row, hidden, step);
        return marksAreHis(user, reply, way, step);
    }

    private static String fetch(String table, String inner) {
        return SETS.get(table) + "?fetchXml="
                + URLEncoder.encode(
                        "<fetch><entity name='" + table + "'>" + inner + "</entity></fetch>", StandardCharsets.UTF_8);
    }

    private Org.Reply batched(Believed user, String way) {
        String body = "--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nGET "
                + way.replace(" ", "%20") + " HTTP/1.1\r\n\r\n\r\n--b--\r\n";
        return user.person().post("$batch", body, "Content-Type", "multipart/mixed; boundary=b");
    }

    private int marksAreHis(Believed user, Org.Reply reply, String way, int step) {
        int seen = 0;
        Matcher mark = MARK.matcher(reply.text());
        while (mark.find()) {
            String found = mark.group();
            Reference row = rows.stream()
                    .filter(one -> text(one).startsWith(found))
                    .findFirst()
                    .orElseThrow();
            assertThat(may(user, row, false))
                    .as(
                            "step %d: %s read %s, which shows %s: %s",
                            step, user.person().user(), way, row, reply.text())
                    .isTrue();
            seen++;
        }
        return seen;
    }

    /** A filter tells by its hits what is in a row; none may hit because of a hidden one. */
    private void inferred(Believed user, Reference row, String hidden, int step) {
        List<String> tells = switch (row.table()) {
            case "contact" ->
                List.of(
                        "accounts?$filter=primarycontactid/lastname eq '" + hidden + "'",
                        "accounts?$filter=contact_customer_accounts/any(c:c/lastname eq '" + hidden + "')",
                        "contacts/$count?$filter=lastname eq '" + hidden + "'");
            case "account" ->
                List.of(
                        "contacts?$filter=parentcustomerid_account/name eq '" + hidden + "'",
                        "tasks?$filter=regardingobjectid_account_task/name eq '" + hidden + "'",
                        "accounts/$count?$filter=name eq '" + hidden + "'");
            default ->
                List.of(
                        "accounts?$filter=Account_Tasks/any(t:t/subject eq '" + hidden + "')",
                        "tasks/$count?$filter=subject eq '" + hidden + "'");
        };
        if (may(user, row, false)) {
            return;
        }
        for (String tell : tells) {
            Org.Reply reply = user.person().get(tell);
            boolean nothing = reply.status() == 403
                    || (tell.contains("$count")
                            ? reply.text().equals("0")
                            : reply.value().isEmpty());
            assertThat(nothing)
                    .as(
                            "step %d: %s learns of %s by %s: %s",
                            step, user.person().user(), row, tell, reply.text())
                    .isTrue();
        }
    }

    // ------------------------------------------------------------------ writing

    /** Tries a change; returns 1 if it had to be refused. */
    private int write(Believed user, int step) {
        Reference row = pick(rows);
        String one = SETS.get(row.table()) + "(" + row.id().text() + ")";
        String change = "{\"" + TEXTS.get(row.table()) + "\":\"" + mark() + "\"}";
        boolean may = may(user, row, true);
        Row before = org.sandbox.store().get(row.table(), row.id()).orElse(null);
        if (before == null) {
            return 0;
        }
        int shares = org.sandbox.store().count("principalobjectaccess");
        Org.Reply reply = switch (random.nextInt(7)) {
            case 0 -> user.person().patch(one, change);
            case 1 -> user.person().patch(one, change, "If-Match", "*", "Prefer", "return=representation");
            case 2 -> user.person().send("PUT", one + "/" + TEXTS.get(row.table()), "{\"value\":\"" + mark() + "\"}");
            case 3 -> changeSet(user, one, change);
            case 4 ->
                user.person()
                        .patch(
                                one,
                                "{\"ownerid@odata.bind\":\"/systemusers("
                                        + user.person().id() + ")\"}");
            case 5 -> may ? user.person().patch(one, change) : user.person().delete(one);
            default ->
                may
                        ? user.person().patch(one, change)
                        : user.person()
                                .post(
                                        "GrantAccess",
                                        "{\"Target\":{\"@odata.id\":\"" + one
                                                + "\"},\"PrincipalAccess\":{\"AccessMask\":\"ReadAccess\",\"Principal\":"
                                                + "{\"@odata.id\":\"systemusers("
                                                + user.person().id()
                                                + ")\"}}}");
        };
        marksAreHis(user, reply, "a write of " + one, step);
        if (may) {
            return 0;
        }
        assertThat(reply.status()).as("step %d: %s", step, reply.text()).isEqualTo(403);
        assertThat(org.sandbox.store().get(row.table(), row.id()).orElseThrow().version())
                .as("step %d: %s changed %s", step, user.person().user(), row)
                .isEqualTo(before.version());
        assertThat(org.sandbox.store().count("principalobjectaccess")).isEqualTo(shares);
        return 1;
    }

    private Org.Reply changeSet(Believed user, String one, String change) {
        String body =
                "--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\nContent-Type: application/http\r\n"
                        + "Content-Transfer-Encoding: binary\r\nContent-ID: 1\r\n\r\nPATCH " + one
                        + " HTTP/1.1\r\nContent-Type: application/json; type=entry\r\n\r\n" + change
                        + "\r\n--c--\r\n--b--\r\n";
        return user.person().post("$batch", body, "Content-Type", "multipart/mixed; boundary=b");
    }

    // ------------------------------------------------------------------ small things

    private String mark() {
        return "mark-" + ++marks + "-";
    }

    private List<Reference> of(String table) {
        return rows.stream().filter(row -> row.table().equals(table)).toList();
    }

    private <T> T pick(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }
}
