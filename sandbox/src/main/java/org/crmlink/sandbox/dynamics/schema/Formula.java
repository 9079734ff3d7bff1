package org.crmlink.sandbox.dynamics.schema;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ComputedValue;
import org.crmlink.sandbox.schema.Values;
import org.jspecify.annotations.Nullable;

/** The formula of a calculated column in a definition document: an operation over constants, columns and other operations. */
final class Formula {

    private static final Set<String> OPERATIONS = Set.of("concat", "add", "subtract", "multiply", "divide", "coalesce");

    private interface Term {
        @Nullable
        Object of(Values row);
    }

    private final Term term;
    private final List<String> columns;

    private Formula(Term term, List<String> columns) {
        this.term = term;
        this.columns = List.copyOf(columns);
    }

    static Formula read(DefinitionNode node, String member, Object json) {
        List<String> columns = new ArrayList<>();
        return new Formula(term(node, member, json, columns), columns);
    }

    /** The columns that the formula reads. */
    List<String> columns() {
        return columns;
    }

    private static Term term(DefinitionNode node, String at, Object json, List<String> columns) {
        if (json instanceof String || json instanceof Number) {
            Object constant = json instanceof Number number ? new BigDecimal(number.toString()) : json;
            return row -> constant;
        }
        if (!(json instanceof Map<?, ?> object) || object.size() != 1) {
            throw node.wrong(at, "a text, a number, {\"column\": NAME} or one operation is expected");
        }
        Map.Entry<?, ?> only = object.entrySet().iterator().next();
        String name = String.valueOf(only.getKey());
        if (name.equals("column")) {
            if (!(only.getValue() instanceof String column)) {
                throw node.wrong(at + ".column", "the name of a column is expected");
            }
            columns.add(column);
            return row -> row.get(column);
        }
        if (!OPERATIONS.contains(name)) {
            List<String> allowed = new ArrayList<>(OPERATIONS);
            allowed.add("column");
            throw node.wrong(at + "." + name, DefinitionNode.unknown(name, allowed));
        }
        if (!(only.getValue() instanceof List<?> items) || items.isEmpty()) {
            throw node.wrong(at + "." + name, "an array of operands is expected");
        }
        List<Term> terms = new ArrayList<>();
        for (Object item : items) {
            if (item == null) {
                throw node.wrong(at + "." + name, "an operand is null");
            }
            terms.add(term(node, at + "." + name + "[" + terms.size() + "]", item, columns));
        }
        return switch (name) {
            case "concat" -> row -> concat(terms, row);
            case "coalesce" -> row -> first(terms, row);
            default -> row -> arithmetic(name, terms, row);
        };
    }

    private static String concat(List<Term> terms, Values row) {
        StringBuilder text = new StringBuilder();
        for (Term term : terms) {
            Object value = term.of(row);
            text.append(value instanceof BigDecimal number ? number.toPlainString() : value == null ? "" : value);
        }
        return text.toString();
    }

    private static @Nullable Object first(List<Term> terms, Values row) {
        for (Term term : terms) {
            Object value = term.of(row);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** As at the real service, an operand without a value leaves the result without one. */
    private static @Nullable Object arithmetic(String operation, List<Term> terms, Values row) {
        BigDecimal result = null;
        for (Term term : terms) {
            if (!(term.of(row) instanceof Number number)) {
                return null;
            }
            BigDecimal operand = new BigDecimal(number.toString());
            if (result == null) {
                result = operand;
                continue;
            }
            if (operation.equals("divide") && operand.signum() == 0) {
                return null;
            }
            result = switch (operation) {
                case "add" -> result.add(operand);
                case "subtract" -> result.subtract(operand);
                case "multiply" -> result.multiply(operand);
                default -> result.divide(operand, MathContext.DECIMAL64);
            };
        }
        return result;
    }

    /** The formula with results in the form of the column. */
    ComputedValue valueOf(Column column) {
        return row -> {
            Object value = term.of(row);
            if (value == null) {
                return null;
            }
            return switch (column.type()) {
                case STRING, MEMO -> {
                    String text = value.toString();
                    yield text.isEmpty() ? null : text.substring(0, Math.min(text.length(), column.maxLength()));
                }
                case INTEGER ->
                    value instanceof Number number
                            ? new BigDecimal(number.toString())
                                    .setScale(0, RoundingMode.HALF_UP)
                                    .intValue()
                            : null;
                case DOUBLE -> value instanceof Number number ? number.doubleValue() : null;
                default ->
                    value instanceof Number number
                            ? new BigDecimal(number.toString()).setScale(column.precision(), RoundingMode.HALF_UP)
                            : null;
            };
        };
    }
}
