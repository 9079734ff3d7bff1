package org.crmlink.tck.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The array of records in a JSON answer, found by the texts of records in it, so that nothing of a backend's format need be known. Positions are of
 * the answer's text.
 *
 * @param text the whole answer
 * @param open position of the bracket that begins the array
 * @param close position of the bracket that ends it
 * @param elements where its elements begin and end
 */
public record RecordArray(String text, int open, int close, List<int[]> elements) {

    /** The innermost array that holds all occurrences of these texts; empty if there is none or the text is no JSON. */
    public static Optional<RecordArray> find(String text, Collection<String> markers) {
        int first = Integer.MAX_VALUE;
        int last = -1;
        for (String marker : markers) {
            int at = text.indexOf(marker);
            if (at >= 0) {
                first = Math.min(first, at);
                last = Math.max(last, text.lastIndexOf(marker));
            }
        }
        return last < 0 ? Optional.empty() : new Scan(text, first, last).array();
    }

    /** The answer without the elements from the nth on. */
    public String keeping(int count) {
        if (count >= elements.size()) {
            return text;
        }
        int end = count == 0 ? open + 1 : elements.get(count - 1)[1];
        return text.substring(0, end) + text.substring(close);
    }

    /** The text of the elements from the nth on. */
    public String from(int count) {
        return count >= elements.size() ? "" : text.substring(elements.get(count)[0], close);
    }

    /** Walks through JSON text, minding strings. */
    private static final class Scan {
        private final String text;
        private final int first;
        private final int last;
        private final List<Integer> opened = new ArrayList<>();

        Scan(String text, int first, int last) {
            this.text = text;
            this.first = first;
            this.last = last;
        }

        Optional<RecordArray> array() {
            for (int at = 0; at < text.length(); at++) {
                char c = text.charAt(at);
                if (c == '"') {
                    at = stringEnd(at);
                } else if (c == '[' || c == '{') {
                    opened.add(at);
                } else if (c == ']' || c == '}') {
                    if (opened.isEmpty()) {
                        return Optional.empty();
                    }
                    int open = opened.remove(opened.size() - 1);
                    // the first one that closes around both is the innermost
                    if (open < first && at > last && c == ']') {
                        return Optional.of(new RecordArray(text, open, at, elements(open, at)));
                    }
                }
            }
            return Optional.empty();
        }

        private int stringEnd(int quote) {
            int at = quote + 1;
            while (at < text.length() && text.charAt(at) != '"') {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
            return at;
        }

        private List<int[]> elements(int open, int close) {
            List<int[]> found = new ArrayList<>();
            int depth = 0;
            int begin = open + 1;
            for (int at = open + 1; at <= close; at++) {
                char c = text.charAt(at);
                if (c == '"') {
                    at = stringEnd(at);
                } else if (at == close || (c == ',' && depth == 0)) {
                    found.add(new int[] {begin, at});
                    begin = at + 1;
                } else if (c == '[' || c == '{') {
                    depth++;
                } else if (c == ']' || c == '}') {
                    depth--;
                }
            }
            return found;
        }
    }
}
