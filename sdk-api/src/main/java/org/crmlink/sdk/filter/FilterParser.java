package org.crmlink.sdk.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.crmlink.sdk.filter.Filter.Match;
import org.crmlink.sdk.filter.Filter.Operator;
import org.crmlink.sdk.filter.Filter.Period;
import org.crmlink.sdk.filter.FilterLexer.Kind;
import org.crmlink.sdk.filter.FilterLexer.Token;

/** Reads the grammar of {@link FilterText} by recursive descent with one token of look-ahead. One-at-a-time. */
final class FilterParser {

    private static final String FUNCTIONS =
            "all, startswith, contains, today, yesterday, lastdays, nextdays, olderthandays," + " currentuser, related";
    private static final String OPERATORS = "eq, ne, lt, le, gt, ge or in";

    private final String text;
    private final FilterLexer lexer;
    private Token token;
    private int depth;

    FilterParser(String text) {
        this.text = text;
        this.lexer = new FilterLexer(text);
        if (text.length() > FilterText.MAX_LENGTH) {
            throw lexer.error(
                    FilterText.MAX_LENGTH,
                    "the text has " + text.length() + " characters, at most " + FilterText.MAX_LENGTH + " are allowed");
        }
        this.token = lexer.next();
    }

    Filter parse() {
        if (text.isBlank()) {
            return Filter.all();
        }
        Filter filter = or();
        if (token.kind() != Kind.END) {
            throw expected("and, or, or the end of the text");
        }
        return filter;
    }

    private Filter or() {
        Filter first = and();
        if (!token.is("or")) {
            return first;
        }
        List<Filter> parts = new ArrayList<>(List.of(first));
        while (token.is("or")) {
            advance();
            parts.add(and());
        }
        return new Filter.Or(parts);
    }

    private Filter and() {
        Filter first = unary();
        if (!token.is("and")) {
            return first;
        }
        List<Filter> parts = new ArrayList<>(List.of(first));
        while (token.is("and")) {
            advance();
            parts.add(unary());
        }
        return new Filter.And(parts);
    }

    private Filter unary() {
        if (token.is("not")) {
            enter();
            Filter inside = unary();
            depth--;
            return new Filter.Not(inside);
        }
        if (token.kind() == Kind.OPEN) {
            enter();
            Filter inside = or();
            close();
            depth--;
            return inside;
        }
        if (token.kind() != Kind.WORD && token.kind() != Kind.NAME) {
            throw expected("a field, a function, not or '('");
        }
        Token first = token;
        if (first.kind() == Kind.WORD && FilterText.RESERVED.contains(first.word())) {
            throw expected("a field, a function, not or '(' (a field of that name stands in double quotes)");
        }
        advance();
        if (token.kind() == Kind.OPEN && first.kind() == Kind.WORD) {
            return function(first);
        }
        return comparison(first);
    }

    /** Consumes the token that begins a nesting. */
    private void enter() {
        if (++depth > FilterText.MAX_DEPTH) {
            throw lexer.error(token.at(), "nested deeper than " + FilterText.MAX_DEPTH + " levels");
        }
        advance();
    }

    private Filter comparison(Token field) {
        String name = field.word();
        if (token.is("in")) {
            advance();
            return new Filter.In(name, values());
        }
        Operator operator = operator(field);
        Token word = token;
        advance();
        if (token.is("null")) {
            Filter isNull = new Filter.IsNull(name);
            if (operator != Operator.EQ && operator != Operator.NE) {
                throw lexer.error(word.at(), "null can only be compared with eq or ne");
            }
            advance();
            return operator == Operator.EQ ? isNull : new Filter.Not(isNull);
        }
        return new Filter.Comparison(name, operator, value());
    }

    private Operator operator(Token field) {
        if (token.kind() == Kind.WORD) {
            for (Operator operator : Operator.values()) {
                if (token.is(operator.name().toLowerCase(Locale.ROOT))) {
                    return operator;
                }
            }
        }
        throw expected(OPERATORS + " after " + field.shown());
    }

    private List<Object> values() {
        open("in");
        List<Object> values = new ArrayList<>();
        if (token.kind() != Kind.CLOSE) {
            values.add(value());
            while (token.kind() == Kind.COMMA) {
                advance();
                values.add(value());
            }
        }
        close();
        return values;
    }

    private Object value() {
        if (token.is("null")) {
            throw lexer.error(token.at(), "null cannot stand here; write 'or field eq null'");
        }
        if (token.kind() == Kind.NAME) {
            throw expected("a value; texts stand in single quotes, double quotes are for names");
        }
        if (token.kind() == Kind.WORD) {
            throw expected("a value; texts stand in single quotes");
        }
        if (token.kind() != Kind.VALUE) {
            throw expected("a value");
        }
        Object value = token.value();
        advance();
        return value;
    }

    private Filter function(Token function) {
        return switch (function.word()) {
            case "all" -> {
                open("all");
                close();
                yield Filter.all();
            }
            case "startswith" -> textMatch(function, Match.PREFIX);
            case "contains" -> textMatch(function, Match.CONTAINS);
            case "today" -> new Filter.RelativeDate(single(function), Period.TODAY, 0);
            case "yesterday" -> new Filter.RelativeDate(single(function), Period.YESTERDAY, 0);
            case "currentuser" -> new Filter.CurrentUser(single(function));
            case "lastdays" -> relativeDate(function, Period.LAST_DAYS);
            case "nextdays" -> relativeDate(function, Period.NEXT_DAYS);
            case "olderthandays" -> relativeDate(function, Period.OLDER_THAN_DAYS);
            case "related" -> related(function);
            default ->
                throw lexer.error(
                        function.at(), "there is no function " + function.shown() + "; expected one of " + FUNCTIONS);
        };
    }

    private String single(Token function) {
        open(function.word());
        String field = name("a field");
        close();
        return field;
    }

    private Filter textMatch(Token function, Match match) {
        open(function.word());
        String field = name("a field");
        comma();
        if (!(token.value() instanceof String value) || token.kind() != Kind.VALUE) {
            throw expected("a text in single quotes");
        }
        advance();
        close();
        return new Filter.TextMatch(field, match, value);
    }

    private Filter relativeDate(Token function, Period period) {
        open(function.word());
        String field = name("a field");
        comma();
        if (!(token.value() instanceof Long days) || days < 0 || days > Integer.MAX_VALUE) {
            throw expected("a whole number of days from 0 to " + Integer.MAX_VALUE);
        }
        advance();
        close();
        return new Filter.RelativeDate(field, period, Math.toIntExact(days));
    }

    private Filter related(Token function) {
        if (++depth > FilterText.MAX_DEPTH) {
            throw lexer.error(function.at(), "nested deeper than " + FilterText.MAX_DEPTH + " levels");
        }
        open("related");
        String field = name("a lookup field");
        comma();
        String target = name("the entity that it points to");
        comma();
        Filter inside = or();
        close();
        depth--;
        return new Filter.Related(field, target, inside);
    }

    private String name(String what) {
        boolean word = token.kind() == Kind.WORD && !FilterText.RESERVED.contains(token.word());
        if (!word && token.kind() != Kind.NAME) {
            throw expected(what);
        }
        String name = token.word();
        advance();
        return name;
    }

    private void open(String after) {
        if (token.kind() != Kind.OPEN) {
            throw expected("'(' after " + after);
        }
        advance();
    }

    private void comma() {
        if (token.kind() != Kind.COMMA) {
            throw expected("','");
        }
        advance();
    }

    private void close() {
        if (token.kind() != Kind.CLOSE) {
            throw expected("')'");
        }
        advance();
    }

    private void advance() {
        token = lexer.next();
    }

    private FilterText.SyntaxException expected(String what) {
        String hint = "";
        if (token.kind() == Kind.WORD) {
            String lower = token.word().toLowerCase(Locale.ROOT);
            if (!lower.equals(token.word()) && FilterText.RESERVED.contains(lower)) {
                hint = "; write " + lower + " in lower case";
            }
        }
        return lexer.error(token.at(), "expected " + what + ", found " + token.shown() + hint);
    }
}
