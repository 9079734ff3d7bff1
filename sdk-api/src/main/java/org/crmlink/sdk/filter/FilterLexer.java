package org.crmlink.sdk.filter;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a filter text into tokens. One-at-a-time. */
final class FilterLexer {

    /** The longest number, so that a hostile text cannot make the decimal parser work for long. */
    static final int MAX_NUMBER = 1_002;

    /** How much of the text a message shows on each side of the position. */
    private static final int SHOWN = 60;

    private static final Pattern GUID =
            Pattern.compile("[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}(?![\\w.$:+-])");
    private static final Pattern WHOLE = Pattern.compile("-?\\d+");
    private static final Pattern DECIMAL = Pattern.compile("(-?\\d+(?:\\.\\d+))m?|(-?\\d+)m");
    private static final Pattern DOUBLE = Pattern.compile("(-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)d?");
    private static final String DATE_FORM = "\\d{4}-\\d\\d-\\d\\d";
    private static final String TIME_FORM = "\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?";
    private static final Pattern DATE = Pattern.compile(DATE_FORM);
    private static final Pattern TIME = Pattern.compile(TIME_FORM);
    private static final Pattern LOCAL = Pattern.compile(DATE_FORM + "T" + TIME_FORM);
    private static final Pattern INSTANT = Pattern.compile(DATE_FORM + "T" + TIME_FORM + "(?:Z|[+-]\\d\\d:\\d\\d)");

    /** What people write who know other languages. */
    private static final Map<Character, String> FOREIGN = Map.of(
            '=', "write eq for equal",
            '!', "write ne for not equal, not for a negation",
            '<', "write lt or le",
            '>', "write gt or ge",
            '&', "write and",
            '|', "write or",
            '{', "write GUIDs without braces",
            '%', "write startswith or contains");

    private final String text;
    private int at;

    FilterLexer(String text) {
        this.text = text;
    }

    /** Kinds of tokens. */
    enum Kind {
        /** A bare word: a name or a word of the grammar. */
        WORD,
        /** A name in double quotes. */
        NAME,
        /** A value, in {@link Token#value}. */
        VALUE,
        OPEN,
        CLOSE,
        COMMA,
        END
    }

    /**
     * A token.
     *
     * @param at where it begins
     * @param shown as messages show it
     * @param value the literal's value, the word or the name
     */
    record Token(Kind kind, int at, String shown, Object value) {

        boolean is(String word) {
            return kind == Kind.WORD && value.equals(word);
        }

        String word() {
            return value.toString();
        }
    }

    Token next() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            return new Token(Kind.END, at, "the end of the text", "");
        }
        int start = at;
        char first = text.charAt(at);
        switch (first) {
            case '(':
                return symbol(Kind.OPEN);
            case ')':
                return symbol(Kind.CLOSE);
            case ',':
                return symbol(Kind.COMMA);
            case '\'':
                return new Token(Kind.VALUE, start, "a text", quoted('\'', "text"));
            case '"':
                String name = quoted('"', "name");
                if (name.isEmpty()) {
                    throw error(start, "expected a name between the double quotes");
                }
                return new Token(Kind.NAME, start, "the name \"" + name + "\"", name);
            default:
                return bare(start, first);
        }
    }

    private Token symbol(Kind kind) {
        String symbol = text.substring(at, at + 1);
        return new Token(kind, at++, "'" + symbol + "'", symbol);
    }

    private String quoted(char quote, String what) {
        int start = at++;
        StringBuilder content = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != quote) {
                content.append(c);
            } else if (at < text.length() && text.charAt(at) == quote) {
                content.append(quote);
                at++;
            } else {
                return content.toString();
            }
        }
        throw error(start, "this " + what + " is not closed: expected another " + quote);
    }

    private Token bare(int start, char first) {
        Matcher guid = GUID.matcher(text).region(start, text.length());
        if (guid.lookingAt()) {
            at = guid.end();
            return new Token(Kind.VALUE, start, "a GUID", guid.group());
        }
        if (isNameStart(first)) {
            while (at < text.length() && isNamePart(text.charAt(at))) {
                at++;
            }
            String word = text.substring(start, at);
            return switch (word) {
                case "true" -> new Token(Kind.VALUE, start, "true", true);
                case "false" -> new Token(Kind.VALUE, start, "false", false);
                default -> new Token(Kind.WORD, start, "'" + word + "'", word);
            };
        }
        if (isDigit(first) || first == '-' || first == '+') {
            return literal(start);
        }
        String hint = FOREIGN.get(first);
        throw error(start, "'" + first + "' is not part of a filter" + (hint == null ? "" : "; " + hint));
    }

    private Token literal(int start) {
        while (at < text.length() && isLiteralPart(text.charAt(at))) {
            at++;
        }
        String literal = text.substring(start, at);
        try {
            return new Token(Kind.VALUE, start, "'" + shorten(literal) + "'", value(start, literal));
        } catch (DateTimeException e) {
            throw error(start, "'" + shorten(literal) + "' is no date or time that exists");
        }
    }

    private Object value(int start, String literal) {
        if (DATE.matcher(literal).matches()) {
            return LocalDate.parse(literal);
        }
        if (TIME.matcher(literal).matches()) {
            return LocalTime.parse(literal);
        }
        if (LOCAL.matcher(literal).matches()) {
            return LocalDateTime.parse(literal);
        }
        if (INSTANT.matcher(literal).matches()) {
            return OffsetDateTime.parse(literal).toInstant();
        }
        if (literal.length() > MAX_NUMBER) {
            throw error(start, "a number of " + literal.length() + " characters is too long");
        }
        return number(start, literal);
    }

    private Object number(int start, String literal) {
        if (WHOLE.matcher(literal).matches()) {
            try {
                return Long.valueOf(literal);
            } catch (NumberFormatException e) {
                throw error(
                        start,
                        "'" + shorten(literal) + "' is beyond 64 bits; a decimal is written with an m behind it");
            }
        }
        Matcher decimal = DECIMAL.matcher(literal);
        if (decimal.matches()) {
            return new BigDecimal(decimal.group(1) == null ? decimal.group(2) : decimal.group(1));
        }
        Matcher floating = DOUBLE.matcher(literal);
        if (floating.matches()) {
            double value = Double.parseDouble(floating.group(1));
            if (Double.isInfinite(value)) {
                throw error(start, "'" + shorten(literal) + "' is too large for a number");
            }
            return value;
        }
        throw error(
                start,
                "'" + shorten(literal) + "' is neither a number nor a date (2024-06-30), a time (14:30:00), an instant"
                        + " (2024-06-30T14:30:00Z) or a GUID; texts stand in single quotes");
    }

    FilterText.SyntaxException error(int position, String problem) {
        int from = Math.max(0, position - SHOWN);
        int to = Math.min(text.length(), position + SHOWN);
        String before = from > 0 ? "…" : "";
        String after = to < text.length() ? "…" : "";
        String shown = oneLine(text.substring(from, to));
        String caret = " ".repeat(before.length() + position - from) + "^";
        return new FilterText.SyntaxException(
                "filter, character " + (position + 1) + ": " + problem + "\n    " + before + shown + after + "\n    "
                        + caret,
                position);
    }

    private static String oneLine(String part) {
        StringBuilder line = new StringBuilder(part);
        for (int i = 0; i < line.length(); i++) {
            if (Character.isISOControl(line.charAt(i))) {
                line.setCharAt(i, ' ');
            }
        }
        return line.toString();
    }

    private static String shorten(String literal) {
        return literal.length() <= SHOWN ? literal : literal.substring(0, SHOWN) + "…";
    }

    /** Whether a name can stand without quotes. */
    static boolean isBareName(String name) {
        return !name.isEmpty()
                && isNameStart(name.charAt(0))
                && name.chars().allMatch(c -> isNamePart((char) c))
                && !FilterText.RESERVED.contains(name);
    }

    private static boolean isNameStart(char c) {
        return Character.isLetter(c) || c == '_';
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '$';
    }

    private static boolean isLiteralPart(char c) {
        return isNamePart(c) || c == '-' || c == '+' || c == ':';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
