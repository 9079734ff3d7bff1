package org.crmlink.sandbox.salesforce.soql;

import java.util.ArrayList;
import java.util.List;
import org.crmlink.sandbox.salesforce.soql.Token.Kind;

/** Cuts a query into words. One-at-a-time. */
final class Lexer {

    private static final String SYMBOLS = "(),.=<>!:";

    private final SoqlText source;
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private final StringBuilder value = new StringBuilder();
    private final StringBuilder pattern = new StringBuilder();
    private int at;

    private Lexer(SoqlText source) {
        this.source = source;
        this.text = source.text();
    }

    /** The words, the last of which is {@link Kind#END}. */
    static List<Token> tokens(SoqlText source) {
        Lexer lexer = new Lexer(source);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (c == '\'') {
                text();
            } else if (isDigit(c) || isSignOfNumber(c)) {
                number();
            } else if (isWordStart(c)) {
                word();
            } else if (SYMBOLS.indexOf(c) >= 0) {
                symbol();
            } else {
                throw source.unreadable(at, "no viable alternative at character '" + c + "'");
            }
        }
        tokens.add(new Token(Kind.END, "", "", text.length(), text.length()));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWordStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private boolean isSignOfNumber(char c) {
        return (c == '-' || c == '+')
                && at + 1 < text.length()
                && (isDigit(text.charAt(at + 1)) || text.charAt(at + 1) == '.');
    }

    private void word() {
        int begin = at;
        while (at < text.length() && (isWordStart(text.charAt(at)) || isDigit(text.charAt(at)))) {
            at++;
        }
        add(Kind.WORD, begin);
    }

    /** Numbers, days and times: all begin with a digit or a sign, and none has a blank inside. */
    private void number() {
        int begin = at;
        at++;
        while (at < text.length() && isPartOfNumber(text.charAt(at))) {
            at++;
        }
        add(Kind.NUMBER, begin);
    }

    private static boolean isPartOfNumber(char c) {
        return isDigit(c) || isWordStart(c) || c == '.' || c == ':' || c == '-' || c == '+';
    }

    private void symbol() {
        int begin = at;
        char first = text.charAt(at++);
        if (at < text.length()) {
            char second = text.charAt(at);
            boolean pair = ((first == '<' || first == '>' || first == '!') && second == '=')
                    || (first == '<' && second == '>');
            if (pair) {
                at++;
            }
        }
        add(Kind.SYMBOL, begin);
    }

    private void add(Kind kind, int begin) {
        String written = text.substring(begin, at);
        tokens.add(new Token(kind, written, written, begin, at));
    }

    private void text() {
        int begin = at++;
        value.setLength(0);
        pattern.setLength(0);
        while (true) {
            if (at >= text.length()) {
                throw source.unreadable(text.length(), "mismatched character '<EOF>' expecting '''");
            }
            char c = text.charAt(at++);
            if (c == '\'') {
                break;
            }
            if (c == '\\') {
                escape();
            } else {
                append(c);
            }
        }
        tokens.add(new Token(Kind.TEXT, value.toString(), pattern.toString(), begin, at));
    }

    private void append(char c) {
        value.append(c);
        pattern.append(c);
    }

    private void escape() {
        char c = at < text.length() ? text.charAt(at++) : 0;
        switch (c) {
            case 'n', 'N' -> append('\n');
            case 'r', 'R' -> append('\r');
            case 't', 'T' -> append('\t');
            case 'b', 'B' -> append('\b');
            case 'f', 'F' -> append('\f');
            case '"', '\'' -> append(c);
            // a pattern has to tell a wildcard from the same character taken literally
            case '\\', '_', '%' -> {
                value.append(c);
                pattern.append('\\').append(c);
            }
            case 'u', 'U' -> append(unicode());
            default -> throw source.malformed(at - 1, "Illegal character sequence '\\" + c + "' in string literal");
        }
    }

    private char unicode() {
        String digits = text.substring(at, Math.min(text.length(), at + 4));
        boolean hex = digits.length() == 4 && digits.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
        if (!hex) {
            throw source.malformed(at - 2, "Illegal unicode escape in string literal");
        }
        at += 4;
        return (char) Integer.parseInt(digits, 16);
    }
}
