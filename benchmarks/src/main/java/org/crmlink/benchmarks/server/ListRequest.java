package org.crmlink.benchmarks.server;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.benchmarks.data.Property;
import org.crmlink.benchmarks.data.Selection;

/**
 * A request for a page of a list. Immutable.
 *
 * @param root of the service, as the caller called it
 * @param generation what the caller wants to know: 0 everything, 1 what has changed since, 2 what has changed after that, which is nothing
 * @param first the page's first row
 * @param size the page's most rows
 */
record ListRequest(
        String root, String select, Selection selection, boolean tracking, int generation, int first, int size) {

    private static final Pattern LIST = Pattern.compile("(/api/data/v[0-9.]+)/([a-z]+)\\?(.*)");
    private static final Pattern PAGE_SIZE = Pattern.compile("odata\\.maxpagesize=(\\d{1,9})");
    private static final Pattern COOKIE = Pattern.compile(
            "<cookie pagenumber=\"\\d+\" row=\"(\\d{1,9})\" size=\"(\\d{1,9})\" changes=\"(\\d)\" istracking=\"(True|False)\" />");
    private static final Pattern DELTA = Pattern.compile("crmlink-bench!([12])");

    /** Empty if it is anything else: that is the sandbox's business. */
    static Optional<ListRequest> parse(HttpExchange exchange, Records records, int pageLimit) {
        Matcher list = LIST.matcher(exchange.target());
        if (!exchange.method().equals("GET") || !list.matches()) {
            return Optional.empty();
        }
        String prefer = exchange.header("prefer");
        String select = "";
        String cookie = "";
        String delta = "";
        for (String option : list.group(3).split("&", -1)) {
            int equals = option.indexOf('=');
            String name = decode(option.substring(0, Math.max(0, equals)));
            String value = decode(option.substring(equals + 1));
            switch (name) {
                case "$select" -> select = value;
                case "$skiptoken" -> cookie = value;
                case "$deltatoken" -> delta = value;
                // OData's own option for the form of the answer: clients that cannot set a header send it
                case "$format" -> {}
                default -> {
                    return Optional.empty();
                }
            }
        }
        String wanted = select;
        Optional<Selection> selection = records.entity(list.group(2))
                .flatMap(entity -> Selection.of(entity, wanted, prefer.contains(Property.TARGET)));
        if (selection.isEmpty()) {
            return Optional.empty();
        }
        Matcher size = PAGE_SIZE.matcher(prefer);
        Matcher next = COOKIE.matcher(cookie);
        Matcher token = DELTA.matcher(delta);
        boolean goesOn = next.matches();
        int asked = size.find() ? Integer.parseInt(size.group(1)) : pageLimit;
        return Optional.of(new ListRequest(
                "http://" + exchange.header("host") + list.group(1),
                select,
                selection.get(),
                goesOn ? next.group(4).equals("True") : prefer.contains("odata.track-changes"),
                goesOn ? Integer.parseInt(next.group(3)) : token.matches() ? Integer.parseInt(token.group(1)) : 0,
                goesOn ? Integer.parseInt(next.group(1)) : 0,
                goesOn ? Integer.parseInt(next.group(2)) : Math.max(1, Math.min(asked, pageLimit))));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    boolean last(int rows) {
        return first + size >= rows;
    }

    int end(int rows) {
        return Math.min(rows, first + size);
    }

    private String address() {
        return root + "/" + selection.entity().set() + "?$select=" + select;
    }

    /** What stands before the records. The service puts the delta link there, and the next link behind them. */
    String head(int rows) {
        String delta = tracking && last(rows) || generation > 0 && last(rows)
                ? ",\"@odata.deltaLink\":\"" + address() + "&$deltatoken=crmlink-bench!" + Math.min(2, generation + 1)
                        + "\""
                : "";
        return "{\"@odata.context\":\"" + root + "/$metadata#"
                + selection.entity().set() + "(" + select + ")" + (generation > 0 ? "/$delta" : "") + "\"" + delta
                + ",\"value\":[";
    }

    String tail(int rows) {
        if (last(rows)) {
            return "]}";
        }
        return "],\"@odata.nextLink\":\"" + address() + "&$skiptoken=%3Ccookie%20pagenumber=%22"
                + (first / size + 2) + "%22%20row=%22" + (first + size) + "%22%20size=%22" + size + "%22%20changes=%22"
                + generation + "%22%20istracking=%22" + (tracking ? "True" : "False") + "%22%20/%3E\"}";
    }
}
