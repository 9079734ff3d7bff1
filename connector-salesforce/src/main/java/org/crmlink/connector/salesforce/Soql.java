package org.crmlink.connector.salesforce;

import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Writes SOQL: queries and literals. Nothing in a value is ever read as syntax [SEC-6]. Stateless. */
final class Soql {

    private static final DateTimeFormatter INSTANT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS'Z'", Locale.ROOT);

    private Soql() {}

    /**
     * A query.
     *
     * @param where conditions that all have to hold; empty ones are left out
     * @param order fields, ascending
     */
    static String query(List<String> select, String entity, List<String> where, List<String> order) {
        List<String> conditions = where.stream().filter(one -> !one.isEmpty()).toList();
        return "SELECT " + String.join(",", select) + " FROM " + entity
                + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
                + (order.isEmpty() ? "" : " ORDER BY " + String.join(",", order));
    }

    /** As a value in an address. */
    static String encode(String query) {
        return URLEncoder.encode(query, StandardCharsets.UTF_8);
    }

    static String text(String text) {
        return "'" + escaped(text) + "'";
    }

    /** A pattern for LIKE: the text itself, whatever comes before or behind. */
    static String like(String text, boolean anyBefore) {
        String literal = escaped(text).replace("%", "\\%").replace("_", "\\_");
        return "'" + (anyBefore ? "%" : "") + literal + "%'";
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> escaped.append("\\\\");
                case '\'' -> escaped.append("\\'");
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                case '\b' -> escaped.append("\\b");
                case '\f' -> escaped.append("\\f");
                default -> {
                    if (c < ' ') {
                        escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        escaped.append(c);
                    }
                }
            }
        }
        return escaped.toString();
    }

    static String instant(Instant instant) {
        return INSTANT.format(instant);
    }

    static String date(LocalDate date) {
        return DateTimeFormatter.ISO_LOCAL_DATE.format(date);
    }

    static String time(LocalTime time) {
        return TIME.format(time);
    }

    static String number(BigDecimal number) {
        return number.toPlainString();
    }
}
