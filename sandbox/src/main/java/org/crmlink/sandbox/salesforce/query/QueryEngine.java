package org.crmlink.sandbox.salesforce.query;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.OrgSchema;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.soql.Operand;
import org.crmlink.sandbox.salesforce.soql.Query;
import org.crmlink.sandbox.salesforce.soql.Selection;
import org.crmlink.sandbox.salesforce.soql.SoqlException;
import org.crmlink.sandbox.salesforce.soql.SoqlParser;
import org.crmlink.sandbox.salesforce.soql.SoqlText;
import org.jspecify.annotations.Nullable;

/** Runs queries over an org's records. Thread-safe. Source: backend page, section 6, and the SOQL guide. */
public final class QueryEngine {

    private static final int MOST_OFFSET = 2000;

    private final RecordStore store;

    /** An engine over these records. */
    public QueryEngine(RecordStore store) {
        this.store = store;
    }

    /** Reads records in one form. Thread-safe. */
    public static final class Reader {
        private final RecordShape shape;

        private Reader(RecordShape shape) {
            this.shape = shape;
        }

        /** A record of the object that the reader was made for. */
        public ResultRecord read(Row row) {
            return shape.read(row);
        }
    }

    /**
     * A reader of records of an object.
     *
     * @param fields names in any case, maybe with the path of a parent; all of the object if there are none
     * @throws SoqlException {@code INVALID_FIELD}
     */
    public Reader reader(SObject object, List<String> fields) {
        OrgSchema schema = store.schema();
        RecordShape shape = new RecordShape(object, store::get);
        if (fields.isEmpty()) {
            object.fields().forEach(shape::field);
            return new Reader(shape);
        }
        for (String name : fields) {
            Operand.Path path = new Operand.Path(List.of(name.split("\\.")), 0);
            FieldReader reader;
            try {
                reader = FieldReader.of(path, object, Optional.empty(), schema, new SoqlText(name));
            } catch (SoqlException e) {
                throw new SoqlException(
                        "INVALID_FIELD", "No such column '" + name + "' on sobject of type " + object.name());
            }
            add(shape, reader.lookups(), reader.field(), schema);
        }
        return new Reader(shape);
    }

    private static void add(RecordShape shape, List<Field> lookups, Field field, OrgSchema schema) {
        if (lookups.isEmpty()) {
            if (!shape.has(field.name())) {
                shape.field(field);
            }
            return;
        }
        Field lookup = lookups.get(0);
        for (String target : lookup.referenceTo()) {
            SObject parent = schema.object(target).orElseThrow();
            Field below = lookups.size() == 1 ? parent.require(field.name()) : field;
            add(shape.parent(lookup, parent, false), lookups.subList(1, lookups.size()), below, schema);
        }
    }

    /**
     * Runs a query.
     *
     * @param all also what is in the recycle bin
     * @throws SoqlException if it cannot be read or is refused
     */
    public QueryResult run(String soql, QueryCaller caller, boolean all) {
        return new Run(caller, all).top(SoqlParser.parse(soql));
    }

    /** One run of a query with those inside of it. One-at-a-time. */
    private final class Run {

        private final boolean all;
        private final QueryContext context;

        private Run(QueryCaller caller, boolean all) {
            this.all = all;
            this.context = new QueryContext(
                    store.schema(), store::get, this::inner, caller.now(), caller.zone(), caller.calendar());
        }

        private QueryResult top(Query query) {
            SObject object = context.schema()
                    .object(query.object())
                    .orElseThrow(() -> query.text()
                            .refused(
                                    "INVALID_TYPE",
                                    query.at(),
                                    "sObject type '" + query.object()
                                            + "' is not supported. If you are attempting to use a custom object, be sure to"
                                            + " append the '__c' after the entity name. Please reference your WSDL or the"
                                            + " describe call for the appropriate names."));
            RestrictedObjects.check(object, query);
            if (query.offset().orElse(0) > MOST_OFFSET) {
                throw query.text()
                        .refused(
                                "NUMBER_OUTSIDE_VALID_RANGE",
                                query.at(),
                                "Maximum SOQL offset allowed is " + MOST_OFFSET);
            }
            if (Aggregation.isOne(query)) {
                Aggregation aggregation = new Aggregation(object, query, context);
                return aggregation.result(found(object, query));
            }
            RowReadings readings = new RowReadings(object, query.alias(), query.text(), context);
            if (query.isCount()) {
                long count = window(found(object, query), query).size();
                QueryResult.Shape shape =
                        new QueryResult.Shape(QueryResult.Kind.COUNT, List.of(), false, Optional.of("count"));
                return new QueryResult(object.name(), shape, count, 0, index -> Optional.empty());
            }
            RecordShape shape = SelectList.shape(object, query, context, child -> children(object, child));
            Optional<Comparator<Row>> order = Sorting.of(query.order(), readings::sortable);
            List<Row> rows = found(object, query);
            order.ifPresent(rows::sort);
            return result(object, shape, window(rows, query));
        }

        private List<Row> found(SObject object, Query query) {
            Predicate<Row> test = RowTest.of(query, object, context);
            List<Row> found = new ArrayList<>();
            for (Row row : Candidates.of(store, object, query)) {
                if ((all || !row.isDeleted()) && test.test(row)) {
                    found.add(row);
                }
            }
            return found;
        }

        private <T> List<T> window(List<T> rows, Query query) {
            int from = Math.min(rows.size(), query.offset().orElse(0));
            int to = (int) Math.min(rows.size(), (long) from + query.limit().orElse(Integer.MAX_VALUE));
            return rows.subList(from, to);
        }

        /** Holds ids alone: values are read when a page is made. */
        private QueryResult result(SObject object, RecordShape shape, List<Row> rows) {
            String[] ids = rows.stream().map(Row::id).toArray(String[]::new);
            return new QueryResult(
                    object.name(),
                    shape.described(),
                    ids.length,
                    ids.length,
                    index -> store.get(ids[index])
                            .filter(row -> all || !row.isDeleted())
                            .map(shape::read));
        }

        /** What of a parent's row a child query shows: null where there are none. */
        private Function<Row, @Nullable Object> children(SObject parent, Query query) {
            OrgSchema.Child relation = context.schema()
                    .child(/* object= */ parent.name(), /* relationshipName= */ query.object())
                    .orElseThrow();
            SObject object = relation.object();
            if (query.isCount() || Aggregation.isOne(query)) {
                throw query.text().malformed(query.at(), "Aggregates are not allowed in a child query");
            }
            RowReadings readings = new RowReadings(object, query.alias(), query.text(), context);
            RecordShape shape = SelectList.shape(object, query, context, child -> children(object, child));
            Predicate<Row> test = RowTest.of(query, object, context);
            Optional<Comparator<Row>> order = Sorting.of(query.order(), readings::sortable);
            return row -> {
                List<Row> found = new ArrayList<>();
                for (Row child : store.withValue(object, relation.lookup(), row.id())) {
                    if ((all || !child.isDeleted()) && test.test(child)) {
                        found.add(child);
                    }
                }
                order.ifPresent(found::sort);
                List<Row> shown = window(found, query);
                return shown.isEmpty() ? null : result(object, shape, shown);
            };
        }

        /** The values of a semi-join. */
        private Set<Object> inner(Query query) {
            SObject object = context.schema()
                    .object(query.object())
                    .orElseThrow(() -> query.text()
                            .refused(
                                    "INVALID_TYPE",
                                    query.at(),
                                    "sObject type '" + query.object() + "' is not supported."));
            boolean one = query.selected().size() == 1
                    && query.selected().get(0) instanceof Selection.Value value
                    && value.operand() instanceof Operand.Path;
            if (!one) {
                throw query.text().malformed(query.at(), "A semi join sub-select selects exactly one field");
            }
            RowReadings readings = new RowReadings(object, query.alias(), query.text(), context);
            Reading<Row> selected =
                    readings.of(((Selection.Value) query.selected().get(0)).operand());
            Set<Object> values = new HashSet<>();
            for (Row row : window(found(object, query), query)) {
                Object value = selected.value(row);
                if (value != null) {
                    values.add(value);
                }
            }
            return values;
        }
    }
}
