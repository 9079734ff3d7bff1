package org.crmlink.sandbox.salesforce.query;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.OrgSchema;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.soql.Condition;
import org.crmlink.sandbox.salesforce.soql.Literal;
import org.crmlink.sandbox.salesforce.soql.Operand;
import org.crmlink.sandbox.salesforce.soql.Query;
import org.crmlink.sandbox.salesforce.soql.Selection;
import org.crmlink.sandbox.salesforce.soql.SoqlText;
import org.jspecify.annotations.Nullable;

/** Turns what stands behind SELECT of a query without groups into the shape of its records. One-at-a-time. */
final class SelectList {

    /** Source: backend page, section 6. */
    private static final int MOST_CHILD_QUERIES = 20;

    /** Records of a query that asks for fields nobody counted. */
    private static final int MOST_WITH_ALL_FIELDS = 200;

    private final SObject object;
    private final Query query;
    private final SoqlText text;
    private final QueryContext context;
    private final RowReadings readings;
    private final Function<Query, Function<Row, @Nullable Object>> children;
    private final RecordShape shape;
    private int childQueries;

    private SelectList(
            SObject object,
            Query query,
            QueryContext context,
            Function<Query, Function<Row, @Nullable Object>> children) {
        this.object = object;
        this.query = query;
        this.text = query.text();
        this.context = context;
        this.readings = new RowReadings(object, query.alias(), text, context);
        this.children = children;
        this.shape = new RecordShape(object, context.rows());
    }

    /**
     * The shape of a query's records.
     *
     * @param children prepares a child query: gives what of a parent's row is shown
     */
    static RecordShape shape(
            SObject object,
            Query query,
            QueryContext context,
            Function<Query, Function<Row, @Nullable Object>> children) {
        SelectList list = new SelectList(object, query, context, children);
        query.selected().forEach(list::add);
        return list.shape;
    }

    private void add(Selection selection) {
        if (selection instanceof Selection.Value value) {
            value(value);
        } else if (selection instanceof Selection.Fields fields) {
            fields(fields);
        } else if (selection instanceof Selection.Children child) {
            children(child);
        } else if (selection instanceof Selection.TypeOf typeOf) {
            typeOf(typeOf);
        }
    }

    private void value(Selection.Value value) {
        if (value.operand() instanceof Operand.Path path) {
            if (value.alias().isPresent()) {
                throw text.malformed(path.at(), "only aggregate expressions use field aliasing");
            }
            path(path);
        } else if (value.operand() instanceof Operand.Call call) {
            call(call, value.alias());
        }
    }

    private void call(Operand.Call call, Optional<String> alias) {
        boolean ofField = call.name().equals("TOLABEL") || call.name().equals("FORMAT");
        if (!ofField && !call.name().equals("DISTANCE")) {
            throw text.malformed(call.at(), "the function " + call.name() + " needs GROUP BY here");
        }
        Reading<Row> reading = readings.of(call);
        String name = alias.orElse(ofField ? reading.field().name() : "expr0");
        mustBeNew(shape, name, call.at());
        shape.function(name, reading);
    }

    private void path(Operand.Path path) {
        FieldReader reader = readings.path(path);
        List<Field> lookups = reader.lookups();
        if (lookups.isEmpty()) {
            mustBeNew(shape, reader.field().name(), path.at());
            shape.field(reader.field());
            return;
        }
        below(shape, lookups, reader.field().name(), path);
    }

    /** A lookup with several targets leads to each of them: all have the field, or the path would have been refused. */
    private void below(RecordShape at, List<Field> lookups, String field, Operand.Path path) {
        Field lookup = lookups.get(0);
        for (String target : lookup.referenceTo()) {
            SObject object = context.schema().object(target).orElseThrow();
            RecordShape parent = at.parent(lookup, object, false);
            if (lookups.size() > 1) {
                below(parent, lookups.subList(1, lookups.size()), field, path);
            } else {
                Field found = object.require(field);
                mustBeNew(parent, found.name(), path.at());
                parent.field(found);
            }
        }
    }

    private void mustBeNew(RecordShape at, String name, int offset) {
        if (at.has(name)) {
            throw text.refused("INVALID_FIELD", offset, "duplicate field selected: " + name);
        }
    }

    private void fields(Selection.Fields fields) {
        Predicate<Field> wanted = switch (fields.group()) {
            case ALL -> field -> true;
            case STANDARD -> field -> !field.custom();
            case CUSTOM -> Field::custom;
        };
        boolean bounded = fields.group() == Selection.Group.STANDARD
                || query.limit().orElse(Integer.MAX_VALUE) <= MOST_WITH_ALL_FIELDS
                || query.where().filter(SelectList::isFewIds).isPresent();
        if (!bounded) {
            throw text.malformed(
                    fields.at(), "The SOQL FIELDS function must have a LIMIT of at most " + MOST_WITH_ALL_FIELDS);
        }
        List<Field> found = object.fields().stream().filter(wanted).toList();
        if (found.isEmpty()) {
            throw text.malformed(
                    fields.at(),
                    "The SOQL FIELDS(" + fields.group().name() + ") function has no fields to select on "
                            + object.name());
        }
        for (Field field : found) {
            mustBeNew(shape, field.name(), fields.at());
            shape.field(field);
        }
    }

    private static boolean isFewIds(Condition where) {
        return where instanceof Condition.Among among
                && !among.negated()
                && among.values().size() <= MOST_WITH_ALL_FIELDS
                && among.left() instanceof Operand.Path path
                && path.toString().equalsIgnoreCase("Id")
                && among.values().stream().allMatch(Literal.Text.class::isInstance);
    }

    private void children(Selection.Children selection) {
        Query child = selection.query();
        if (++childQueries > MOST_CHILD_QUERIES) {
            throw text.malformed(child.at(), "more than " + MOST_CHILD_QUERIES + " child queries");
        }
        OrgSchema.Child relation = context.schema()
                .child(/* object= */ object.name(), /* relationshipName= */ child.object())
                .orElseThrow(() -> text.refused(
                        "INVALID_TYPE",
                        child.at(),
                        "Didn't understand relationship '" + child.object()
                                + "' in FROM part of query call. If you are attempting to use a custom relationship, be sure to"
                                + " append the '__r' after the custom relationship name. Please reference your WSDL or the describe"
                                + " call for the appropriate names."));
        String name = relation.lookup().childRelationshipName().orElseThrow();
        mustBeNew(shape, name, child.at());
        shape.other(name, children.apply(child), "Nested queries are not supported in Bulk Query");
    }

    private void typeOf(Selection.TypeOf selection) {
        Field lookup = object.lookup(selection.relationship())
                .orElseThrow(() -> text.refused(
                        "INVALID_FIELD",
                        selection.at(),
                        "Didn't understand relationship '" + selection.relationship() + "' in field path."));
        String name = lookup.relationshipName().orElseThrow();
        mustBeNew(shape, name, selection.at());
        for (String target : lookup.referenceTo()) {
            SObject type = context.schema().object(target).orElseThrow();
            List<Operand.Path> shown = selection.cases().stream()
                    .filter(one -> one.object().toLowerCase(Locale.ROOT).equals(target.toLowerCase(Locale.ROOT)))
                    .map(Selection.When::fields)
                    .findFirst()
                    .orElse(selection.otherwise());
            RecordShape below = shape.parent(lookup, type, true);
            for (Operand.Path path : shown) {
                Field field = FieldReader.of(path, type, Optional.empty(), context.schema(), text)
                        .field();
                boolean known = path.steps().size() == 1 && field.type() != FieldType.BASE64;
                if (!known) {
                    throw text.malformed(path.at(), "TYPEOF takes fields of the object itself");
                }
                mustBeNew(below, field.name(), path.at());
                below.field(field);
            }
        }
    }
}
