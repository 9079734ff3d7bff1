package org.crmlink.sandbox.dynamics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The paging cookie of FetchXML: first and last row of a page. dynamics.md §5.3 and the documentation of paging have its form.
 *
 * @param page number of the page that it is about
 * @param first values of the first row by column
 * @param last values of the last row
 */
record FetchCookie(int page, Map<String, Optional<String>> first, Map<String, Optional<String>> last) {

    /** As clients send it back: the inner cookie. Some forget to decode it, or send the annotation as it is. */
    static FetchCookie parse(String text) {
        String plain = text;
        for (int i = 0; i < 2 && !plain.contains("<"); i++) {
            plain = Percent.decode(plain, false);
        }
        XmlElement cookie = XmlElement.parse(plain).orElseThrow(FetchErrors::badCookie);
        Optional<String> inner = cookie.attribute("pagingcookie");
        if (inner.isPresent() && cookie.children().isEmpty()) {
            String decoded = Percent.decode(Percent.decode(inner.get(), false), false);
            cookie = XmlElement.parse(decoded).orElseThrow(FetchErrors::badCookie);
        }
        Map<String, Optional<String>> first = new LinkedHashMap<>();
        Map<String, Optional<String>> last = new LinkedHashMap<>();
        for (XmlElement column : cookie.children()) {
            read(column, "first", first);
            read(column, "last", last);
        }
        try {
            return new FetchCookie(Integer.parseInt(cookie.attribute("page").orElse("")), first, last);
        } catch (NumberFormatException e) {
            throw FetchErrors.badCookie();
        }
    }

    private static void read(XmlElement column, String end, Map<String, Optional<String>> values) {
        String value = column.attributes().get(end);
        if (value != null) {
            values.put(column.name(), Optional.of(value));
        } else if (column.attributes().containsKey(end + "null")) {
            values.put(column.name(), Optional.empty());
        }
    }

    /** The value of the annotation: an outer cookie around the inner one, which is encoded twice. */
    String annotation() {
        return "<cookie pagenumber=\"" + (page + 1) + "\" pagingcookie=\""
                + PagingCookie.strict(PagingCookie.strict(inner())) + "\" istracking=\"False\" />";
    }

    private String inner() {
        StringBuilder xml = new StringBuilder("<cookie page=\"").append(page).append("\">");
        last.forEach((column, value) -> {
            xml.append('<').append(column);
            append(xml, "last", value);
            append(xml, "first", first.getOrDefault(column, Optional.empty()));
            xml.append(" />");
        });
        return xml.append("</cookie>").toString();
    }

    private static void append(StringBuilder xml, String end, Optional<String> value) {
        if (value.isEmpty()) {
            xml.append(' ').append(end).append("null=\"1\"");
            return;
        }
        xml.append(' ').append(end).append("=\"");
        for (char c : value.get().toCharArray()) {
            switch (c) {
                case '&' -> xml.append("&amp;");
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '"' -> xml.append("&quot;");
                default -> {
                    // Line ends and tabs would become blanks when the attribute is read.
                    if (c < ' ') {
                        xml.append("&#").append((int) c).append(';');
                    } else {
                        xml.append(c);
                    }
                }
            }
        }
        xml.append('"');
    }
}
