package org.crmlink.sandbox.salesforce.soql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.crmlink.sandbox.salesforce.soql.Operand.Path;
import org.crmlink.sandbox.salesforce.soql.Query.Grouping;
import org.crmlink.sandbox.salesforce.soql.Query.Order;
import org.crmlink.sandbox.salesforce.soql.Token.Kind;

/** Reads a query, by descent. What it does not know it refuses, as the real service refuses what is no SOQL. One-at-a-time. */
public final class SoqlParser {

    /** Source: backend page, section 6. */
    private static final int MAX_LENGTH = 100_000;

    /** Brackets within brackets; no query of a person comes near. Our assumption: the real service's bound is not public. */
    private static final int MAX_DEPTH = 60;

    /** What cannot be an object's alias, since a clause begins with it. */
    private static final Set<String> CLAUSES =
            Set.of("USING", "WHERE", "WITH", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FOR", "ALL");

    private final Words words;
    private final SoqlText text;
    private int depth;

    private SoqlParser(SoqlText text) {
        this.text = text;
        this.words = new Words(text);
    }

    /**
     * Reads a query.
     *
     * @throws SoqlException {@code MALFORMED_QUERY}, with the place
     */
    public static Query parse(String soql) {
        if (soql.isBlank()) {
            throw new SoqlException("MALFORMED_QUERY", "SOQL statements cannot be empty or null");
        }
        if (soql.length() > MAX_LENGTH) {
            throw new SoqlException(
                    "QUERY_TOO_COMPLICATED", "SOQL statement too long: " + soql.length() + " characters");
        }
        SoqlParser parser = new SoqlParser(new SoqlText(soql));
        Query query = parser.query(false);
        parser.words.mustEnd();
        return query;
    }

    private Query query(boolean inside) {
        words.expect("SELECT");
        List<Selection> selected = selections(inside);
        words.expect("FROM");
        Token object = words.name();
        Optional<String> alias = alias();
        Optional<String> scope = words.take("USING") ? Optional.of(scope()) : Optional.empty();
        Conditions conditions = new Conditions(words, text, this);
        Optional<Condition> where = words.take("WHERE") ? Optional.of(conditions.condition()) : Optional.empty();
        Optional<Grouping> grouping = words.take("GROUP") ? Optional.of(grouping()) : Optional.empty();
        Optional<Condition> having = words.take("HAVING") ? Optional.of(conditions.condition()) : Optional.empty();
        List<Order> order = words.take("ORDER") ? order() : List.of();
        OptionalInt limit = words.take("LIMIT") ? OptionalInt.of(words.count()) : OptionalInt.empty();
        OptionalInt offset = words.take("OFFSET") ? OptionalInt.of(words.count()) : OptionalInt.empty();
        remarks();
        return new Query(
                text,
                selected,
                object.text(),
                object.at(),
                alias,
                scope,
                where,
                grouping,
                having,
                order,
                limit,
                offset);
    }

    /** {@code FOR VIEW}, {@code FOR REFERENCE}: they change what the user has seen last, which nobody here looks at. */
    private void remarks() {
        while (words.take("FOR")) {
            if (!words.take("VIEW") && !words.take("REFERENCE")) {
                throw words.unexpected();
            }
        }
    }

    private String scope() {
        words.expect("SCOPE");
        return words.name().text();
    }

    private Optional<String> alias() {
        Token next = words.peek();
        boolean named =
                next.kind() == Kind.WORD && !CLAUSES.contains(next.text().toUpperCase(Locale.ROOT));
        return named ? Optional.of(words.name().text()) : Optional.empty();
    }

    private List<Selection> selections(boolean inside) {
        if (isCount()) {
            if (inside) {
                throw words.unexpected();
            }
            words.skip(3);
            return List.of();
        }
        List<Selection> found = new ArrayList<>();
        do {
            found.add(selection(inside));
        } while (words.take(","));
        return found;
    }

    private boolean isCount() {
        return words.peek().is("COUNT")
                && words.peek(1).is("(")
                && words.peek(2).is(")");
    }

    private Selection selection(boolean inside) {
        if (words.peek().is("(")) {
            return children();
        }
        if (words.peek().is("TYPEOF") && words.peek(1).kind() == Kind.WORD) {
            return typeOf();
        }
        if (words.peek().is("FIELDS") && words.peek(1).is("(")) {
            return fields();
        }
        Operand operand = operand();
        Token next = words.peek();
        boolean named = !inside && next.kind() == Kind.WORD && !next.is("FROM");
        return new Selection.Value(operand, named ? Optional.of(words.name().text()) : Optional.empty());
    }

    private Selection children() {
        words.expect("(");
        Query query = deeper(() -> query(true));
        words.expect(")");
        return new Selection.Children(query);
    }

    private Selection fields() {
        int at = words.next().at();
        words.expect("(");
        Token group = words.name();
        for (Selection.Group known : Selection.Group.values()) {
            if (group.is(known.name())) {
                words.expect(")");
                return new Selection.Fields(known, at);
            }
        }
        throw text.malformed(group.at(), "unexpected token: '" + group.text() + "'");
    }

    private Selection typeOf() {
        int at = words.next().at();
        String relationship = words.name().text();
        List<Selection.When> cases = new ArrayList<>();
        while (words.take("WHEN")) {
            String object = words.name().text();
            words.expect("THEN");
            cases.add(new Selection.When(object, paths()));
        }
        List<Path> otherwise = words.take("ELSE") ? paths() : List.of();
        words.expect("END");
        if (cases.isEmpty()) {
            throw text.malformed(at, "TYPEOF needs at least one WHEN");
        }
        return new Selection.TypeOf(relationship, cases, otherwise, at);
    }

    private List<Path> paths() {
        List<Path> found = new ArrayList<>();
        do {
            found.add(path());
        } while (words.take(","));
        return found;
    }

    Path path() {
        Token first = words.name();
        List<String> steps = new ArrayList<>(List.of(first.text()));
        while (words.take(".")) {
            steps.add(words.name().text());
        }
        return new Path(steps, first.at());
    }

    /** A field, or a function of fields and numbers. */
    Operand operand() {
        if (!words.peek(1).is("(") || words.peek().kind() != Kind.WORD) {
            return path();
        }
        Token name = words.next();
        words.expect("(");
        List<Operand> arguments = new ArrayList<>();
        if (!words.peek().is(")")) {
            do {
                arguments.add(deeper(this::argument));
            } while (words.take(","));
        }
        words.expect(")");
        return new Operand.Call(name.text().toUpperCase(Locale.ROOT), arguments, name.at());
    }

    private Operand argument() {
        Token next = words.peek();
        return next.kind() == Kind.NUMBER || next.kind() == Kind.TEXT
                ? new Operand.Constant(Literals.of(words.next(), words, text), next.at())
                : operand();
    }

    private Grouping grouping() {
        words.expect("BY");
        Grouping.Kind kind = Grouping.Kind.PLAIN;
        for (Grouping.Kind subtotals : List.of(Grouping.Kind.ROLLUP, Grouping.Kind.CUBE)) {
            if (words.peek().is(subtotals.name()) && words.peek(1).is("(")) {
                words.skip(2);
                kind = subtotals;
                break;
            }
        }
        List<Operand> by = new ArrayList<>();
        do {
            by.add(operand());
        } while (words.take(","));
        if (kind != Grouping.Kind.PLAIN) {
            words.expect(")");
        }
        return new Grouping(kind, by);
    }

    private List<Order> order() {
        words.expect("BY");
        List<Order> found = new ArrayList<>();
        do {
            Operand by = operand();
            boolean descending = words.take("DESC");
            if (!descending) {
                words.take("ASC");
            }
            boolean last = false;
            if (words.take("NULLS")) {
                last = words.take("LAST");
                if (!last) {
                    words.expect("FIRST");
                }
            }
            found.add(new Order(by, descending, last));
        } while (words.take(","));
        return found;
    }

    /** A query in brackets, which have been opened. */
    Query innerQuery() {
        return deeper(() -> query(true));
    }

    <T> T deeper(Supplier<T> work) {
        if (++depth > MAX_DEPTH) {
            throw text.malformed(words.peek().at(), "more than " + MAX_DEPTH + " brackets within each other");
        }
        try {
            return work.get();
        } finally {
            depth--;
        }
    }
}
