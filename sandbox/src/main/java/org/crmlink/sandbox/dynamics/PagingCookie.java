package org.crmlink.sandbox.dynamics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The position behind a page, in the text that stands after {@code $skiptoken}. Clients are told to send it back byte for
 * byte, but some decode and re-encode it; both spellings are read.
 *
 * @param page number of the page that comes next
 * @param last values of the sort columns and the id of the last row; null for an empty value
 * @param tracking position in a change feed, if the page belongs to one
 */
record PagingCookie(int page, Map<String, @Nullable String> last, Optional<String> tracking) {

    private static final Pattern OUTER = Pattern.compile("pagenumber=\"(\\d+)\"\\s+pagingcookie=\"([^\"]*)\"");
    private static final Pattern TRACKING = Pattern.compile("trackingcookie=\"([^\"]*)\"");
    private static final Pattern INNER = Pattern.compile("<([\\w.]+) (?:last=\"([^\"]*)\"|(lastnull)=\"1\")");

    static PagingCookie parse(String token) {
        String text = token;
        for (int i = 0; i < 2 && !text.contains("<"); i++) {
            text = Percent.decode(text, false);
        }
        Matcher outer = OUTER.matcher(text);
        if (!outer.find()) {
            throw ApiErrors.badQuery("The skip token is malformed.");
        }
        Map<String, @Nullable String> last = new LinkedHashMap<>();
        String inner = outer.group(2);
        for (int i = 0; i < 3 && !inner.isEmpty() && !inner.contains("<"); i++) {
            inner = Percent.decode(inner, false);
        }
        Matcher values = INNER.matcher(inner);
        while (values.find()) {
            last.put(values.group(1), values.group(3) != null ? null : unescape(values.group(2)));
        }
        Matcher tracking = TRACKING.matcher(text);
        return new PagingCookie(
                Integer.parseInt(outer.group(1)),
                last,
                tracking.find() ? Optional.of(tracking.group(1)) : Optional.empty());
    }

    /** The cookie as it stands in a link. */
    String encoded() {
        StringBuilder inner =
                new StringBuilder("<cookie page=\"").append(page - 1).append("\">");
        for (Map.Entry<String, @Nullable String> value : last.entrySet()) {
            String text = value.getValue();
            inner.append('<').append(value.getKey());
            if (text == null) {
                inner.append(" lastnull=\"1\" firstnull=\"1\" />");
            } else {
                inner.append(" last=\"")
                        .append(escape(text))
                        .append("\" first=\"")
                        .append(escape(text))
                        .append("\" />");
            }
        }
        inner.append("</cookie>");
        String outer =
                "<cookie pagenumber=\"" + page + "\" pagingcookie=\"" + strict(inner.toString()) + "\" istracking=\""
                        + (tracking.isPresent() ? "True" : "False") + "\""
                        + tracking.map(position -> " trackingcookie=\"" + position + "\"")
                                .orElse("") + " />";
        StringBuilder out = new StringBuilder(outer.length() * 2);
        for (int i = 0; i < outer.length(); i++) {
            char c = outer.charAt(i);
            switch (c) {
                case '%' -> out.append("%25");
                case '<' -> out.append("%3C");
                case '>' -> out.append("%3E");
                case '"' -> out.append("%22");
                case ' ' -> out.append("%20");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    /** Encodes everything but letters and digits, in lower-case hex. */
    static String strict(String text) {
        StringBuilder out = new StringBuilder(text.length() * 2);
        for (byte b : text.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_') {
                out.append(c);
            } else {
                out.append('%').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
        return out.toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    private static String unescape(String text) {
        return text.replace("&quot;", "\"").replace("&lt;", "<").replace("&amp;", "&");
    }
}
