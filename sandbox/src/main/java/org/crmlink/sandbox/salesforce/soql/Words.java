package org.crmlink.sandbox.salesforce.soql;

import java.util.List;
import org.crmlink.sandbox.salesforce.soql.Token.Kind;

/** The words of a query, taken one after the other. One-at-a-time. */
final class Words {

    private static final int LONGEST_COUNT = 9;

    private final SoqlText text;
    private final List<Token> tokens;
    private int at;

    Words(SoqlText text) {
        this.text = text;
        this.tokens = Lexer.tokens(text);
    }

    Token peek() {
        return peek(0);
    }

    Token peek(int ahead) {
        return tokens.get(Math.min(at + ahead, tokens.size() - 1));
    }

    Token next() {
        Token token = peek();
        skip(1);
        return token;
    }

    void skip(int count) {
        at = Math.min(at + count, tokens.size() - 1);
    }

    /** Takes the word if it is the next. */
    boolean take(String word) {
        boolean there = peek().is(word);
        if (there) {
            skip(1);
        }
        return there;
    }

    void expect(String word) {
        if (!take(word)) {
            throw unexpected();
        }
    }

    /** A name of an object, field, relationship or alias. */
    Token name() {
        if (peek().kind() != Kind.WORD) {
            throw unexpected();
        }
        return next();
    }

    /** A number of records. */
    int count() {
        Token token = peek();
        boolean whole = token.kind() == Kind.NUMBER
                && token.text().length() <= LONGEST_COUNT
                && token.text().chars().allMatch(c -> c >= '0' && c <= '9');
        if (!whole) {
            throw unexpected();
        }
        return Integer.parseInt(next().text());
    }

    void mustEnd() {
        if (peek().kind() != Kind.END) {
            throw unexpected();
        }
    }

    SoqlException unexpected() {
        return text.malformed(peek().at(), "unexpected token: '" + peek().shown() + "'");
    }
}
