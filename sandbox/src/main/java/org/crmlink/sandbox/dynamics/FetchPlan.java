package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.crmlink.sandbox.dynamics.FetchXml.Link;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Row;

/**
 * How the rows of a query are found: the filters on the table asked for, then the joins one after the other, then what can only be
 * judged with all of them. Made before the first row is read; one request, one thread.
 */
final class FetchPlan {

    private final FetchScope scope;
    private final List<Step> steps = new ArrayList<>();
    private final JoinedRow current;
    private Predicate<JoinedRow> base = any -> true;
    private Predicate<JoinedRow> where = any -> true;

    /** A join: the rows of {@code slot} that belong to a row of {@code parent}. */
    private record Step(int slot, int parent, Link link, FetchLinks.Matches matches, Predicate<JoinedRow> on) {}

    /** Makes the test of a table that is linked without being joined. */
    interface Tests {
        Predicate<JoinedRow> test(FetchXml.Node node, FetchScope.Entry parent);
    }

    private FetchPlan(FetchScope scope, int size) {
        this.scope = scope;
        this.current = JoinedRow.ofSize(size);
    }

    /**
     * The plan of a query.
     *
     * @throws ApiException if the query names what does not exist
     */
    static FetchPlan of(FetchXml.Node root, Table table, StoreReader reader, QueryContext context) {
        return new Maker(reader, context).make(root, table);
    }

    FetchScope scope() {
        return scope;
    }

    /**
     * Joins a row of the table asked for and shows what comes out. The joined row is the same object each time.
     *
     * @param visitor returns false to end the whole search
     * @return whether to go on
     */
    boolean join(Row row, Predicate<JoinedRow> visitor) {
        current.set(0, row);
        return !base.test(current) || walk(0, visitor);
    }

    private boolean walk(int at, Predicate<JoinedRow> visitor) {
        if (at == steps.size()) {
            return !where.test(current) || visitor.test(current);
        }
        Step step = steps.get(at);
        Row parent = current.row(step.parent());
        boolean matched = false;
        if (parent != null) {
            for (Row row : step.matches().of(parent)) {
                current.set(step.slot(), row);
                if (step.on().test(current)) {
                    matched = true;
                    if (!walk(at + 1, visitor)) {
                        return false;
                    }
                    if (step.link() == Link.MATCHFIRSTROWUSINGCROSSAPPLY) {
                        break;
                    }
                }
            }
        }
        current.set(step.slot(), null);
        return matched || step.link() != Link.OUTER || walk(at + 1, visitor);
    }

    /** Makes a plan and those of the tests inside it. */
    private static final class Maker {

        private final StoreReader reader;
        private final QueryContext context;
        private final FetchScope scope;
        private final Map<FetchScope.Entry, FetchScope.Entry> parents = new LinkedHashMap<>();

        Maker(StoreReader reader, QueryContext context) {
            this.reader = reader;
            this.context = context;
            this.scope = new FetchScope(new FormattedValues(reader.unlimited()));
        }

        FetchPlan make(FetchXml.Node root, Table table) {
            FetchScope.Entry first = scope.add(table, table.logicalName(), root);
            enter(first);
            FetchPlan plan = new FetchPlan(scope, scope.entries().size());
            FetchConditions conditions = new FetchConditions(scope, context, this::test);
            List<Predicate<JoinedRow>> late = new ArrayList<>();
            for (FetchScope.Entry entry : scope.entries()) {
                List<FetchXml.Criterion> own = new ArrayList<>();
                for (FetchXml.Criterion filter : entry.node().filters()) {
                    if (FetchConditions.isForeign(filter)) {
                        late.add(conditions.all(List.of(filter), entry));
                    } else {
                        own.add(filter);
                    }
                }
                Predicate<JoinedRow> on = conditions.all(own, entry);
                for (FetchXml.Node link : entry.node().links()) {
                    if (link.link().isTest()) {
                        on = on.and(test(link, entry));
                    }
                }
                FetchScope.Entry parent = parents.get(entry);
                if (parent == null) {
                    plan.base = on;
                } else {
                    FetchXml.Node node = entry.node();
                    plan.steps.add(new Step(
                            entry.slot(),
                            parent.slot(),
                            node.link(),
                            FetchLinks.matches(node, parent.table(), entry.table(), reader),
                            on));
                }
            }
            plan.where = joined -> {
                for (Predicate<JoinedRow> test : late) {
                    if (!test.test(joined)) {
                        return false;
                    }
                }
                return true;
            };
            return plan;
        }

        private void enter(FetchScope.Entry parent) {
            for (FetchXml.Node link : parent.node().links()) {
                if (!link.link().isTest()) {
                    Table table = table(link);
                    // Documented: without an alias the name gets a number, "account1".
                    String made = table.logicalName() + scope.entries().size();
                    FetchScope.Entry entry = scope.add(table, link.alias().orElse(made), link);
                    parents.put(entry, parent);
                    enter(entry);
                }
            }
        }

        private Table table(FetchXml.Node node) {
            Table table = reader.schema().table(node.name()).orElseThrow(() -> FetchErrors.noEntity(node.name()));
            reader.mustRead(table);
            return table;
        }

        /**
         * The meaning of the link types that do not join is documented with SQL; {@code not all} is the same as {@code any}, and
         * {@code all} asks for linked rows of which none passes the filter.
         */
        private Predicate<JoinedRow> test(FetchXml.Node node, FetchScope.Entry parent) {
            Table table = table(node);
            FetchLinks.Matches matches = FetchLinks.matches(node, parent.table(), table, reader);
            FetchPlan inner = new Maker(reader, context).make(node, table);
            int slot = parent.slot();
            Predicate<Row> passes = row -> !inner.join(row, any -> false);
            return joined -> {
                Row row = joined.row(slot);
                List<Row> linked = row == null ? List.of() : matches.of(row);
                boolean some = linked.stream().anyMatch(passes);
                return switch (node.link()) {
                    case NOT_ANY -> !some;
                    case ALL -> !linked.isEmpty() && !some;
                    default -> some;
                };
            };
        }
    }
}
