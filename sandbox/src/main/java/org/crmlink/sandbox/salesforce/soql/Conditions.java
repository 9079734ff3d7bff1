package org.crmlink.sandbox.salesforce.soql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.salesforce.soql.Condition.Comparator;
import org.crmlink.sandbox.salesforce.soql.Operand.Path;
import org.crmlink.sandbox.salesforce.soql.Token.Kind;

/**
 * Reads what stands behind WHERE and HAVING. AND and OR do not mix without brackets, and NOT stands only at the beginning of what brackets
 * hold: {@code a = 1 AND NOT b = 2} is refused by the real service, too. One-at-a-time.
 */
final class Conditions {

    private static final Map<String, Comparator> COMPARATORS = Map.of(
            "=", Comparator.EQUAL,
            "!=", Comparator.NOT_EQUAL,
            "<>", Comparator.NOT_EQUAL,
            "<", Comparator.LESS,
            "<=", Comparator.AT_MOST,
            ">", Comparator.MORE,
            ">=", Comparator.AT_LEAST);

    private final Words words;
    private final SoqlText text;
    private final SoqlParser parser;

    Conditions(Words words, SoqlText text, SoqlParser parser) {
        this.words = words;
        this.text = text;
        this.parser = parser;
    }

    Condition condition() {
        if (words.take("NOT")) {
            return new Condition.Not(simple());
        }
        Condition first = simple();
        if (words.peek().is("AND")) {
            return new Condition.All(chain(first, "AND"));
        }
        if (words.peek().is("OR")) {
            return new Condition.Any(chain(first, "OR"));
        }
        return first;
    }

    private List<Condition> chain(Condition first, String word) {
        List<Condition> parts = new ArrayList<>(List.of(first));
        while (words.take(word)) {
            parts.add(simple());
        }
        if (words.peek().is("AND") || words.peek().is("OR")) {
            throw words.unexpected();
        }
        return parts;
    }

    private Condition simple() {
        if (words.take("(")) {
            Condition inside = parser.deeper(this::condition);
            words.expect(")");
            return inside;
        }
        if (words.peek().is("NOT") && !words.peek(1).is("=")) {
            throw words.unexpected();
        }
        return comparison(parser.operand());
    }

    private Condition comparison(Operand left) {
        if (words.take("NOT")) {
            words.expect("IN");
            return among(left, true);
        }
        if (words.take("IN")) {
            return among(left, false);
        }
        if (words.peek().is("INCLUDES") || words.peek().is("EXCLUDES")) {
            return chosen(field(left), words.next().is("EXCLUDES"));
        }
        Comparator comparator;
        if (words.take("LIKE")) {
            comparator = Comparator.LIKE;
        } else {
            Comparator known = words.peek().kind() == Kind.SYMBOL
                    ? COMPARATORS.get(words.peek().text())
                    : null;
            if (known == null) {
                throw words.unexpected();
            }
            words.skip(1);
            comparator = known;
        }
        return new Condition.Compare(left, comparator, Literals.of(words.next(), words, text));
    }

    private Condition among(Operand left, boolean negated) {
        words.expect("(");
        if (words.peek().is("SELECT")) {
            Query inner = parser.innerQuery();
            words.expect(")");
            return new Condition.SemiJoin(field(left), negated, inner);
        }
        List<Literal> values = new ArrayList<>();
        do {
            values.add(Literals.of(words.next(), words, text));
        } while (words.take(","));
        words.expect(")");
        return new Condition.Among(left, negated, values);
    }

    private Condition chosen(Path left, boolean negated) {
        words.expect("(");
        List<List<String>> values = new ArrayList<>();
        do {
            if (words.peek().kind() != Kind.TEXT) {
                throw words.unexpected();
            }
            values.add(Arrays.asList(words.next().text().split(";", -1)));
        } while (words.take(","));
        words.expect(")");
        return new Condition.Chosen(left, negated, values);
    }

    private Path field(Operand operand) {
        if (operand instanceof Path path) {
            return path;
        }
        throw text.malformed(operand.at(), "a field is expected here");
    }
}
