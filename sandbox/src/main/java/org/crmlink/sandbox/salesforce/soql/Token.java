package org.crmlink.sandbox.salesforce.soql;

/**
 * A word of the language.
 *
 * @param text as it was written; of a text, what is between the quotes, its escapes resolved
 * @param pattern of a text, the same with a backslash before each wildcard and backslash that is meant literally
 * @param at offset in the query
 * @param end offset behind it
 */
record Token(Kind kind, String text, String pattern, int at, int end) {

    enum Kind {
        WORD,
        NUMBER,
        TEXT,
        SYMBOL,
        END
    }

    boolean is(String word) {
        return (kind == Kind.WORD || kind == Kind.SYMBOL) && text.equalsIgnoreCase(word);
    }

    /** As messages name it. */
    String shown() {
        return kind == Kind.END ? "<EOF>" : text;
    }
}
