package org.crmlink.connector.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.IdStream;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.filter.Filter.Operator;
import org.crmlink.sdk.metadata.ChangePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * READ-2 for what OData cannot say: joins over owners, alone and under "or" and "not", page by page. Compared with a direct evaluation, over many
 * made-up filters with a fixed seed.
 */
class JoinsAgainstServerTest {

    private static final List<String> FIELDS = List.of("numberofemployees", "ownerid", "primarycontactid");

    private final SplittableRandom random = new SplittableRandom(20_240_613);
    private final Map<String, Row> users = new HashMap<>();
    private final Map<String, Row> contacts = new HashMap<>();

    private record Case(Filter filter, Predicate<Row> matches) {}

    @Test
    void READ_2_joinsGiveExactlyTheRecordsThatMatch(@TempDir Path directory) {
        try (SandboxConnection crm = SandboxConnection.open(directory, options -> options.records(40), Map.of())) {
            List<Row> accounts = prepare(crm);
            int joined = 0;
            for (int i = 0; i < 80; i++) {
                Case one = random(3);
                Set<String> expected = accounts.stream()
                        .filter(one.matches())
                        .map(row -> row.id().text())
                        .collect(Collectors.toSet());
                ChangeQuery query = new ChangeQuery(
                        "account", FIELDS, one.filter(), ChangePath.Tracking.WATERMARK, Optional.empty(), 7);
                Filter residual;
                try (ChangeStream stream = crm.facet(ChangeReader.class).changes(query)) {
                    residual = stream.residual();
                }
                assertThat(residual).as("%s", one.filter()).isEqualTo(Filter.all());
                assertThat(crm.read(query).rows.keySet()).as("%s", one.filter()).isEqualTo(expected);
                Set<String> listed = new HashSet<>();
                try (IdStream ids = crm.facet(ChangeReader.class).ids("account", one.filter())) {
                    List<String> some = ids.next();
                    for (int page = 0; page < 1_000 && !some.isEmpty(); page++) {
                        listed.addAll(some);
                        some = ids.next();
                    }
                }
                assertThat(listed).as("%s", one.filter()).isEqualTo(expected);
                joined += one.filter().toString().contains("systemuser") ? 1 : 0;
            }
            assertThat(joined).isGreaterThan(20);
        }
    }

    private List<Row> prepare(SandboxConnection crm) {
        crm.sandbox
                .store()
                .scan("systemuser", null, 100)
                .forEach(row -> users.put(row.id().text(), row));
        List<Row> people = crm.sandbox.store().scan("contact", null, 1_000);
        List<Row> teams = crm.sandbox.store().scan("team", null, 10);
        List<Row> owners = new ArrayList<>(users.values());
        for (int i = 0; i < people.size(); i++) {
            Map<String, Object> values = new HashMap<>();
            values.put("numberofchildren", i % 3 == 0 ? null : i % 4);
            values.put(
                    "ownerid",
                    new Reference("systemuser", owners.get(i % owners.size()).id()));
            crm.sandbox.store().update("contact", people.get(i).id(), values);
        }
        List<Row> accounts = crm.sandbox.store().scan("account", null, 1_000);
        for (int i = 0; i < accounts.size(); i++) {
            Map<String, Object> values = new HashMap<>();
            values.put("numberofemployees", i % 5 == 0 ? null : i % 4);
            values.put(
                    "primarycontactid",
                    i % 4 == 0
                            ? null
                            : new Reference(
                                    "contact", people.get(i % people.size()).id()));
            boolean team = i % 3 == 0 && !teams.isEmpty();
            values.put(
                    "ownerid",
                    team
                            ? new Reference("team", teams.get(i % teams.size()).id())
                            : new Reference(
                                    "systemuser", owners.get(i % owners.size()).id()));
            crm.sandbox.store().update("account", accounts.get(i).id(), values);
        }
        crm.sandbox
                .store()
                .scan("contact", null, 1_000)
                .forEach(row -> contacts.put(row.id().text(), row));
        return crm.sandbox.store().scan("account", null, 1_000);
    }

    private Case random(int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 4)) {
            case 0 -> number("numberofemployees");
            case 1 -> ownedBy();
            case 2 -> {
                Case inside = random.nextBoolean() ? number("numberofchildren") : ownedBy();
                yield related("primarycontactid", "contact", contacts, inside);
            }
            case 3 -> new Case(new Filter.IsNull("primarycontactid"), row -> row.get("primarycontactid") == null);
            case 4 -> {
                Case inside = random(depth - 1);
                yield new Case(new Filter.Not(inside.filter()), inside.matches().negate());
            }
            case 5 -> {
                Case a = random(depth - 1);
                Case b = random(depth - 1);
                yield new Case(
                        new Filter.And(List.of(a.filter(), b.filter())),
                        a.matches().and(b.matches()));
            }
            default -> {
                Case a = random(depth - 1);
                Case b = random(depth - 1);
                yield new Case(
                        new Filter.Or(List.of(a.filter(), b.filter())),
                        a.matches().or(b.matches()));
            }
        };
    }

    private Case number(String field) {
        long wanted = random.nextInt(4);
        return random.nextBoolean()
                ? new Case(
                        Filter.compare(field, Operator.NE, wanted),
                        row -> !(row.get(field) instanceof Number held && held.longValue() == wanted))
                : new Case(
                        Filter.compare(field, Operator.GE, wanted),
                        row -> row.get(field) instanceof Number held && held.longValue() >= wanted);
    }

    private Case ownedBy() {
        Row user = new ArrayList<>(users.values()).get(random.nextInt(users.size()));
        String id = user.id().text();
        Case inside = new Case(
                Filter.compare("systemuserid", random.nextBoolean() ? Operator.EQ : Operator.NE, id), row -> true);
        boolean same = ((Filter.Comparison) inside.filter()).operator() == Operator.EQ;
        return related(
                "ownerid",
                "systemuser",
                users,
                new Case(inside.filter(), row -> row.id().text().equals(id) == same));
    }

    private static Case related(String field, String target, Map<String, Row> records, Case inside) {
        return new Case(new Filter.Related(field, target, inside.filter()), row -> {
            boolean points = row.get(field) instanceof Reference reference
                    && reference.table().equals(target);
            return points
                    && inside.matches()
                            .test(records.get(((Reference) row.get(field)).id().text()));
        });
    }
}
