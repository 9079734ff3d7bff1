package org.crmlink.sandbox.dynamics.duplicates;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.Values;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sandbox.store.Transaction;

/** The published rules of the organization, and the rows that they find. Reads the rules anew for each request that asks. */
public final class Duplicates {

    private static final String RULE = "duplicaterule";
    private static final String CONDITION = "duplicaterulecondition";

    private final Store store;

    /** Finds among these rows, by the rules among them. */
    public Duplicates(Store store) {
        this.store = store;
    }

    /** Rules whose base is this table. */
    private List<Rule> rules(String base) {
        Schema schema = store.schema();
        List<Rule> rules = new ArrayList<>();
        if (schema.table(RULE).isEmpty()) {
            return rules;
        }
        for (Row row : store.scan(RULE, null, Integer.MAX_VALUE, rule -> isPublished(rule, base))) {
            String matching = String.valueOf(row.get("matchingentityname"));
            Optional<Table> there = schema.table(matching);
            List<Row> conditions = store.related(CONDITION, "regardingobjectid", row.id());
            List<Condition> known = new ArrayList<>();
            for (Row condition : conditions) {
                // Only condition of a rule: blanks are ignored whatever it says (documented for IgnoreBlankValues).
                condition(schema.require(base), there, condition, conditions.size() == 1)
                        .ifPresent(known::add);
            }
            if (there.isPresent() && known.size() == conditions.size()) {
                rules.add(new Rule(
                        String.valueOf(row.get("name")),
                        base,
                        matching,
                        known,
                        Boolean.TRUE.equals(row.get("iscasesensitive")),
                        Boolean.TRUE.equals(row.get("excludeinactiverecords"))));
            }
        }
        return rules;
    }

    private static boolean isPublished(Row rule, String base) {
        return Integer.valueOf(1).equals(rule.get("statecode")) && base.equals(rule.get("baseentityname"));
    }

    private static Optional<Condition> condition(Table base, Optional<Table> there, Row row, boolean only) {
        Optional<Column> left = base.column(String.valueOf(row.get("baseattributename")));
        Optional<Column> right = there.flatMap(table -> table.column(String.valueOf(row.get("matchingattributename"))));
        if (left.isEmpty() || right.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Condition(
                left.get(),
                right.get(),
                row.get("operatorcode") instanceof Integer operator ? operator : 0,
                row.get("operatorparam") instanceof Integer characters ? characters : 0,
                only || Boolean.TRUE.equals(row.get("ignoreblankvalues"))));
    }

    /**
     * Whether a rule finds another row like this one.
     *
     * @param transaction what the row is written in; its other rows count
     * @param readable which rows the caller sees; others are no duplicates to him
     */
    boolean exist(Transaction transaction, Row row, Predicate<Row> readable) {
        for (Rule rule : rules(row.table().logicalName())) {
            Optional<Predicate<Row>> like = rule.duplicatesOf(row);
            if (like.isPresent()
                    && transaction.exists(
                            rule.matching(),
                            other -> !isSame(other, row) && like.get().test(other) && readable.test(other))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSame(Row one, Row other) {
        return one.id().equals(other.id())
                && one.table().logicalName().equals(other.table().logicalName());
    }

    /**
     * The rows of a table that some rule holds for duplicates, in id order.
     *
     * @param table the table of the row at hand
     * @param values its values
     * @param id its id, if it exists
     * @param matching the table to search
     * @param readable which rows the caller sees
     */
    public List<Row> of(Table table, Values values, Optional<RecordId> id, Table matching, Predicate<Row> readable) {
        List<Predicate<Row>> tests = new ArrayList<>();
        for (Rule rule : rules(table.logicalName())) {
            if (rule.matching().equals(matching.logicalName())) {
                rule.duplicatesOf(values).ifPresent(tests::add);
            }
        }
        boolean sameTable = table.logicalName().equals(matching.logicalName());
        return store.scan(
                matching.logicalName(),
                null,
                Integer.MAX_VALUE,
                row -> !(sameTable && id.filter(row.id()::equals).isPresent())
                        && tests.stream().anyMatch(test -> test.test(row))
                        && readable.test(row));
    }
}
