package org.crmlink.sandbox.salesforce.soql;

/**
 * The text of a query; tells where in it something is wrong, as the real service does: a piece of the text, a caret below the place, row and column
 * from 1. Immutable.
 *
 * @param text the query as it was sent
 */
public record SoqlText(String text) {

    /** Characters of the text before and after the place. How many the real service shows is not public: our assumption. */
    private static final int SHOWN = 40;

    /** A query that cannot be read. */
    public SoqlException malformed(int at, String message) {
        return refused("MALFORMED_QUERY", at, message);
    }

    /** A query that cannot even be cut into words: such messages name the line a second time, with a column from 0. */
    SoqlException unreadable(int at, String message) {
        return malformed(at, "line " + row(at) + ":" + (at - lineStart(at)) + " " + message);
    }

    private int lineStart(int at) {
        return text.lastIndexOf('\n', at - 1) + 1;
    }

    private long row(int at) {
        return 1
                + text.substring(0, lineStart(at))
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }

    /**
     * A query that is refused.
     *
     * @param at offset of the place in the text
     */
    public SoqlException refused(String code, int at, String message) {
        int lineStart = lineStart(at);
        int lineEnd = text.indexOf('\n', at);
        int from = Math.max(lineStart, at - SHOWN);
        int to = Math.min(lineEnd < 0 ? text.length() : lineEnd, at + SHOWN);
        return new SoqlException(
                code,
                "\n" + text.substring(from, to) + "\n" + " ".repeat(at - from) + "^\nERROR at Row:" + row(at)
                        + ":Column:" + (at - lineStart + 1) + "\n" + message);
    }
}
