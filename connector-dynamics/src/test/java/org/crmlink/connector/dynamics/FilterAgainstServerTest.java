package org.crmlink.connector.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.filter.Filter.Operator;
import org.crmlink.sdk.metadata.ChangePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * READ-2: whatever the filter, the server's answer holds every record that matches, and exactly those where nothing is left to the host. Compared
 * with a direct evaluation, over many made-up filters with a fixed seed.
 */
class FilterAgainstServerTest {

    private static final List<String> FIELDS = List.of(
            "lastname", "numberofchildren", "creditlimit", "statecode", "donotemail", "parentcustomerid", "createdon");

    private final SplittableRandom random = new SplittableRandom(20_240_612);
    private final List<Row> rows = new ArrayList<>();
    private final Map<String, String> accountNames = new HashMap<>();

    @Test
    void READ_2_noRecordIsMissedAndExactMeansExact(@TempDir Path directory) {
        try (SandboxConnection crm = SandboxConnection.open(directory, options -> options.records(60), Map.of())) {
            prepare(crm);
            rows.addAll(crm.read(SandboxConnection.query(
                            "contact", ChangePath.Tracking.WATERMARK, FIELDS.toArray(String[]::new)))
                    .rows
                    .values());
            crm.read(SandboxConnection.query("account", ChangePath.Tracking.WATERMARK, "name"))
                    .rows
                    .forEach((id, row) -> accountNames.put(id, (String) row.value(0)));
            int exact = 0;
            int selective = 0;
            for (int i = 0; i < 400; i++) {
                Filter filter = filter(3);
                ChangeQuery query = new ChangeQuery(
                        "contact", FIELDS, filter, ChangePath.Tracking.WATERMARK, Optional.empty(), 5_000);
                Set<String> expected = rows.stream()
                        .filter(row -> matches(filter, row))
                        .map(Row::id)
                        .collect(Collectors.toSet());
                Set<String> answered = new HashSet<>(crm.read(query).rows.keySet());
                assertThat(answered).as("%s", filter).containsAll(expected);
                Filter residual;
                try (ChangeStream stream = crm.facet(ChangeReader.class).changes(query)) {
                    residual = stream.residual();
                }
                Set<String> left = rows.stream()
                        .filter(row -> answered.contains(row.id()) && matches(residual, row))
                        .map(Row::id)
                        .collect(Collectors.toSet());
                assertThat(left).as("%s with the rest %s", filter, residual).isEqualTo(expected);
                exact += residual instanceof Filter.All ? 1 : 0;
                selective += answered.size() < rows.size() ? 1 : 0;
            }
            // The filters are of all kinds: many are exact, and most narrow the answer.
            assertThat(exact).isGreaterThan(80);
            assertThat(selective).isGreaterThan(150);
        }
    }

    private void prepare(SandboxConnection crm) {
        List<org.crmlink.sandbox.store.Row> contacts = crm.sandbox.store().scan("contact", null, 1_000);
        List<org.crmlink.sandbox.store.Row> accounts = crm.sandbox.store().scan("account", null, 1_000);
        String[] names = {"Novák", "novak", "O'Brien", "50% [x]_y", "東京", "Æsir", "Novák "};
        for (int i = 0; i < contacts.size(); i++) {
            Map<String, Object> values = new HashMap<>();
            values.put("lastname", names[i % names.length]);
            values.put("numberofchildren", i % 3 == 0 ? null : i % 5);
            values.put("creditlimit", i % 4 == 0 ? null : new BigDecimal(i % 7).add(new BigDecimal("0.5")));
            values.put("donotemail", i % 2 == 0);
            values.put(
                    "parentcustomerid",
                    i % 6 == 0
                            ? null
                            : new Reference(
                                    "account", accounts.get(i % accounts.size()).id()));
            if (i % 5 == 0) {
                values.put("statecode", 1);
                values.put("statuscode", 2);
            }
            crm.sandbox.store().update("contact", contacts.get(i).id(), values);
        }
    }

    private Filter filter(int depth) {
        int kind = random.nextInt(depth > 0 ? 10 : 7);
        return switch (kind) {
            case 0 -> Filter.compare("lastname", pick(Operator.EQ, Operator.NE), name());
            case 1 -> Filter.compare("numberofchildren", operator(), (long) random.nextInt(5));
            case 2 -> Filter.compare("creditlimit", operator(), new BigDecimal(random.nextInt(7) + ".50"));
            case 3 -> new Filter.In("statecode", List.of(random.nextBoolean() ? "0" : "1"));
            case 4 -> new Filter.IsNull(pick("parentcustomerid", "numberofchildren", "creditlimit"));
            case 5 ->
                new Filter.TextMatch(
                        "lastname",
                        pick(Filter.Match.PREFIX, Filter.Match.CONTAINS),
                        pick("nov", "%", "[x]", "'", "ö"));
            case 6 ->
                random.nextBoolean()
                        ? Filter.compare("donotemail", Operator.EQ, random.nextBoolean())
                        : new Filter.Related(
                                "parentcustomerid",
                                "account",
                                new Filter.TextMatch("name", Filter.Match.CONTAINS, pick("a", "e", "Inc")));
            case 7 -> new Filter.Not(filter(depth - 1));
            case 8 -> new Filter.And(List.of(filter(depth - 1), filter(depth - 1)));
            default -> new Filter.Or(List.of(filter(depth - 1), filter(depth - 1)));
        };
    }

    private Operator operator() {
        return pick(Operator.values());
    }

    private String name() {
        return pick("Novák", "NOVAK", "o'brien", "50% [x]_y", "東京", "x' or 'a' eq 'a", "");
    }

    @SafeVarargs
    private <T> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }

    private boolean matches(Filter filter, Row row) {
        if (filter instanceof Filter.All) {
            return true;
        } else if (filter instanceof Filter.And and) {
            return and.parts().stream().allMatch(part -> matches(part, row));
        } else if (filter instanceof Filter.Or or) {
            return or.parts().stream().anyMatch(part -> matches(part, row));
        } else if (filter instanceof Filter.Not not) {
            return !matches(not.inside(), row);
        } else if (filter instanceof Filter.IsNull isNull) {
            return value(row, isNull.field()) == null;
        } else if (filter instanceof Filter.Comparison comparison) {
            return compared(value(row, comparison.field()), comparison.operator(), comparison.value());
        } else if (filter instanceof Filter.In in) {
            return in.values().stream().anyMatch(value -> compared(value(row, in.field()), Operator.EQ, value));
        } else if (filter instanceof Filter.TextMatch match) {
            return textMatches((String) value(row, match.field()), match);
        } else if (filter instanceof Filter.Related related) {
            return value(row, related.field()) instanceof RecordRef ref
                    && ref.entity().equals("account")
                    && textMatches(accountNames.get(ref.id()), (Filter.TextMatch) related.inside());
        }
        throw new AssertionError(filter);
    }

    private static Object value(Row row, String field) {
        return row.value(FIELDS.indexOf(field));
    }

    private static boolean textMatches(String text, Filter.TextMatch match) {
        if (text == null) {
            return false;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        String wanted = match.text().toLowerCase(Locale.ROOT);
        return match.match() == Filter.Match.PREFIX ? lower.startsWith(wanted) : lower.contains(wanted);
    }

    @SuppressWarnings("unchecked")
    private static boolean compared(Object held, Operator operator, Object wanted) {
        if (held == null) {
            return operator == Operator.NE;
        }
        int order = held instanceof String text
                ? text.compareToIgnoreCase((String) wanted)
                : ((Comparable<Object>) held).compareTo(wanted);
        return switch (operator) {
            case EQ -> order == 0;
            case NE -> order != 0;
            case LT -> order < 0;
            case LE -> order <= 0;
            case GT -> order > 0;
            case GE -> order >= 0;
        };
    }

    @Test
    void theCurrentUserAndRelativeDatesAreAskedOfTheServer(@TempDir Path directory) {
        try (SandboxConnection crm = SandboxConnection.open(directory, options -> options.records(20), Map.of())) {
            String me = crm.connector.identify().userId();
            crm.sandbox
                    .store()
                    .insert(
                            "account",
                            Map.of(
                                    "name",
                                    "mine",
                                    "ownerid",
                                    new Reference("systemuser", org.crmlink.sandbox.store.RecordId.guid(me))));
            ChangeQuery query = new ChangeQuery(
                    "account",
                    List.of("name", "ownerid", "createdon"),
                    new Filter.CurrentUser("ownerid").and(new Filter.RelativeDate("createdon", Filter.Period.TODAY, 0)),
                    ChangePath.Tracking.WATERMARK,
                    Optional.empty(),
                    100);
            SandboxConnection.Delivery read = crm.read(query);
            assertThat(read.rows.values())
                    .anySatisfy(row -> assertThat(row.value(0)).isEqualTo("mine"));
            assertThat(read.rows.values()).allSatisfy(row -> {
                assertThat(((RecordRef) row.value(1)).id()).isEqualTo(me);
                assertThat((Instant) row.value(2)).isAfter(Instant.now().minusSeconds(2 * 86_400));
            });
        }
    }
}
