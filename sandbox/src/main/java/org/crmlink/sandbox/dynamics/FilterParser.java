package org.crmlink.sandbox.dynamics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.http.Json;
import org.jspecify.annotations.Nullable;

/** Reads a {@code $filter} by recursive descent. One use, one thread. */
final class FilterParser {

    private static final String NAMESPACE = "Microsoft.Dynamics.CRM.";
    private static final int MAX_DEPTH = 100;

    private final String text;
    private final Map<String, String> aliases;
    private int at;
    private int depth;

    private FilterParser(String text, Map<String, String> aliases) {
        this.text = text;
        this.aliases = aliases;
    }

    /**
     * The tree of a filter.
     *
     * @param aliases values of parameter aliases, by name with the leading at sign
     */
    static Expression parse(String text, Map<String, String> aliases) {
        FilterParser parser = new FilterParser(text, aliases);
        Expression expression = parser.or();
        parser.blanks();
        if (parser.at < text.length()) {
            throw parser.error();
        }
        return expression;
    }

    private ApiException error() {
        return ApiErrors.syntax("Syntax error at position " + at + " in '" + text + "'.");
    }

    private Expression or() {
        if (++depth > MAX_DEPTH) {
            throw ApiErrors.syntax("The filter is nested too deeply.");
        }
        List<Expression> parts = new ArrayList<>();
        do {
            parts.add(and());
        } while (keyword("or"));
        depth--;
        return parts.size() == 1 ? parts.get(0) : new Expression.Or(parts);
    }

    private Expression and() {
        List<Expression> parts = new ArrayList<>();
        do {
            parts.add(unary());
        } while (keyword("and"));
        return parts.size() == 1 ? parts.get(0) : new Expression.And(parts);
    }

    private Expression unary() {
        int start = at;
        if (keyword("not")) {
            if (++depth > MAX_DEPTH) {
                throw ApiErrors.syntax("The filter is nested too deeply.");
            }
            Expression negated = unary();
            depth--;
            return new Expression.Not(negated);
        }
        at = start;
        blanks();
        if (peek() == '(') {
            at++;
            Expression inner = or();
            expect(')');
            return inner;
        }
        return primary();
    }

    private Expression primary() {
        blanks();
        char c = peek();
        if (c == '\'' || c == '@' || Character.isDigit(c) || c == '-') {
            return comparison(literal());
        }
        int start = at;
        String word = word();
        if (word.isEmpty()) {
            throw error();
        }
        if (peek() == '\'' && word.startsWith(NAMESPACE)) {
            at = start;
            return comparison(literal());
        }
        if (peek() == '(') {
            Optional<Expression> call = call(word);
            if (call.isPresent()) {
                return call.get();
            }
            at = start;
            throw error();
        }
        Optional<Object> constant = constant(word);
        if (constant.isPresent() || word.equals("null")) {
            return comparison(new Expression.Literal(constant.orElse(null)));
        }
        return comparison(path(word));
    }

    private static Optional<Object> constant(String word) {
        return Literals.word(word);
    }

    private static Expression.Path path(String word) {
        return new Expression.Path(List.of(word.split("/", -1)));
    }

    private Expression comparison(Expression.Operand left) {
        int start = at;
        blanks();
        String word = word().toLowerCase(Locale.ROOT);
        Expression.Operator operator = switch (word) {
            case "eq" -> Expression.Operator.EQ;
            case "ne" -> Expression.Operator.NE;
            case "gt" -> Expression.Operator.GT;
            case "ge" -> Expression.Operator.GE;
            case "lt" -> Expression.Operator.LT;
            case "le" -> Expression.Operator.LE;
            default -> null;
        };
        if (operator == null) {
            at = start;
            if (left instanceof Expression.Path property) {
                return new Expression.Truth(property);
            }
            throw error();
        }
        return new Expression.Compare(operator, left, operand());
    }

    private Expression.Operand operand() {
        blanks();
        char c = peek();
        if (c == '\'' || c == '@') {
            return literal();
        }
        int start = at;
        String word = word();
        if (word.isEmpty()) {
            throw error();
        }
        if (peek() == '\'') {
            at = start;
            return literal();
        }
        Optional<Object> constant = constant(word);
        if (constant.isPresent()) {
            return new Expression.Literal(constant.get());
        }
        if (word.equals("null")) {
            return new Expression.Literal(null);
        }
        // A name begins with no digit: a date or number that does not exist.
        if (peek() == '(' || Character.isDigit(c) || c == '-') {
            at = start;
            throw error();
        }
        return path(word);
    }

    private Optional<Expression> call(String word) {
        if (word.startsWith(NAMESPACE)) {
            at++;
            return Optional.of(queryFunction(word.substring(NAMESPACE.length())));
        }
        int slash = word.lastIndexOf('/');
        String last = word.substring(slash + 1);
        if (slash > 0 && (last.equals("any") || last.equals("all"))) {
            at++;
            return Optional.of(lambda(last.equals("all"), path(word.substring(0, slash))));
        }
        if (slash > 0 && last.startsWith(NAMESPACE)) {
            at++;
            return Optional.of(queryFunction(last.substring(NAMESPACE.length())));
        }
        for (Expression.TextKind kind : Expression.TextKind.values()) {
            if (word.equals(kind.name().toLowerCase(Locale.ROOT))) {
                at++;
                return Optional.of(textTest(kind));
            }
        }
        throw ApiErrors.syntax("An unknown function with name '" + word
                + "' was found. This may also be a function import or a key lookup on a navigation property, which is"
                + " not allowed.");
    }

    private Expression textTest(Expression.TextKind kind) {
        blanks();
        Expression.Path property = path(word());
        expect(',');
        Object value = literal().value();
        expect(')');
        return new Expression.TextTest(kind, property, value == null ? "" : value.toString());
    }

    private Expression lambda(boolean all, Expression.Path collection) {
        blanks();
        if (peek() == ')') {
            at++;
            return new Expression.Lambda(all, collection, "", null);
        }
        String variable = word();
        expect(':');
        Expression condition = or();
        expect(')');
        return new Expression.Lambda(all, collection, variable, condition);
    }

    private Expression queryFunction(String name) {
        int start = at;
        int end = closing();
        String arguments = text.substring(start, end);
        at = end + 1;
        Expression.Path property = null;
        List<@Nullable Object> values = new ArrayList<>();
        for (Map.Entry<String, String> argument :
                new Segment(name, arguments).arguments().entrySet()) {
            String value = argument.getValue();
            value = value.startsWith("@") ? alias(value) : value;
            if (argument.getKey().equalsIgnoreCase("PropertyName")) {
                property = path(unquote(value));
            } else {
                values.addAll(values(value));
            }
        }
        if (property == null) {
            throw ApiErrors.syntax("The function '" + NAMESPACE + name + "' needs the parameter 'PropertyName'.");
        }
        return new Expression.QueryFunction(name, property, values);
    }

    /** A single constant or a JSON array of constants; quotes may be single or double. */
    private List<@Nullable Object> values(String text) {
        List<@Nullable Object> values = new ArrayList<>();
        if (!text.startsWith("[")) {
            values.add(new FilterParser(text, aliases).literal().value());
            return values;
        }
        if (!text.endsWith("]") || text.length() < 2) {
            throw error();
        }
        if (text.indexOf('"') >= 0) {
            try {
                if (Json.read(text) instanceof List<?> list) {
                    values.addAll(list);
                }
                return values;
            } catch (IOException e) {
                throw error();
            }
        }
        String inside = text.substring(1, text.length() - 1);
        for (String item : Segment.splitOutside(inside, ',')) {
            if (!item.isBlank()) {
                values.add(new FilterParser(item.trim(), aliases).literal().value());
            }
        }
        return values;
    }

    private int closing() {
        boolean quoted = false;
        int open = 0;
        for (int i = at; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'') {
                quoted = !quoted;
            } else if (!quoted && c == '(') {
                open++;
            } else if (!quoted && c == ')' && open-- == 0) {
                return i;
            }
        }
        throw error();
    }

    private String alias(String name) {
        String value = aliases.get(name);
        if (value == null) {
            throw ApiErrors.syntax("The parameter alias '" + name + "' has no value.");
        }
        return value;
    }

    private Expression.Literal literal() {
        blanks();
        char c = peek();
        if (c == '@') {
            at++;
            // The value of an alias is a constant: one that names an alias again could go round for ever.
            return new FilterParser(alias("@" + word()), Map.of()).literal();
        }
        if (c == '\'') {
            return new Expression.Literal(quoted());
        }
        String word = word();
        if (word.startsWith(NAMESPACE) && peek() == '\'') {
            return new Expression.Literal(quoted());
        }
        if (word.equals("null")) {
            return new Expression.Literal(null);
        }
        Object value = Literals.word(word).orElseThrow(this::error);
        return new Expression.Literal(value);
    }

    private String quoted() {
        StringBuilder out = new StringBuilder();
        at++;
        while (true) {
            if (at >= text.length()) {
                throw ApiErrors.syntax(
                        "There is an unterminated string literal at position " + at + " in '" + text + "'.");
            }
            char c = text.charAt(at++);
            if (c == '\'') {
                if (peek() != '\'') {
                    return out.toString();
                }
                at++;
            }
            out.append(c);
        }
    }

    private static String unquote(String value) {
        return value.length() >= 2 && value.startsWith("'") && value.endsWith("'")
                ? value.substring(1, value.length() - 1).replace("''", "'")
                : value;
    }

    /** The longest run of letters that can make up a name, a path, a number, a date or a guid. */
    private String word() {
        int start = at;
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean colonOfTime = c == ':' && at > start && Character.isDigit(text.charAt(at - 1));
            if (Character.isLetterOrDigit(c) || "_./-+$#{}".indexOf(c) >= 0 || colonOfTime) {
                at++;
            } else {
                break;
            }
        }
        return text.substring(start, at);
    }

    private boolean keyword(String keyword) {
        int start = at;
        blanks();
        if (text.regionMatches(true, at, keyword, 0, keyword.length())) {
            int end = at + keyword.length();
            if (end < text.length() && (text.charAt(end) == ' ' || text.charAt(end) == '(')) {
                at = end;
                return true;
            }
        }
        at = start;
        return false;
    }

    private void expect(char c) {
        blanks();
        if (peek() != c) {
            throw error();
        }
        at++;
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }
}
