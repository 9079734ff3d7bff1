package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends FetchXML as clients do. */
final class Fetch {

    static final String ALL = "odata.include-annotations=\"*\"";
    private static final Pattern COOKIE =
            Pattern.compile("<cookie pagenumber=\"(\\d+)\" pagingcookie=\"([^\"]*)\" istracking=\"False\" />");

    private Fetch() {}

    static String encoded(String xml) {
        return URLEncoder.encode(xml, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static Org.Reply get(Org org, String set, String xml, String... headers) {
        return org.get(set + "?fetchXml=" + encoded(xml), headers);
    }

    /** The rows of a query that must work. */
    static Org.Reply rows(Org org, String set, String xml, String... headers) {
        Org.Reply reply = get(org, set, xml, headers);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply;
    }

    /** The inner cookie, decoded as the documentation says: twice. */
    static String cookie(Org.Reply page) {
        Object annotation = page.json().get("@Microsoft.Dynamics.CRM.fetchxmlpagingcookie");
        if (annotation == null) {
            return "";
        }
        Matcher matcher = COOKIE.matcher(annotation.toString());
        assertThat(matcher.matches()).as(annotation.toString()).isTrue();
        String once = URLDecoder.decode(matcher.group(2), StandardCharsets.UTF_8);
        return URLDecoder.decode(once, StandardCharsets.UTF_8);
    }

    static boolean more(Org.Reply page) {
        return Boolean.TRUE.equals(page.json().get("@Microsoft.Dynamics.CRM.morerecords"));
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("\"", "&quot;")
                .replace("'", "&apos;");
    }

    /** Reads all pages with cookies; the query has no attributes on its root and the entity as its only content. */
    static List<Map<String, Object>> pages(Org org, String set, String entity, int size, Runnable between) {
        List<Map<String, Object>> rows = new ArrayList<>();
        String cookie = "";
        for (int page = 1; page <= 1_000; page++) {
            String position = cookie.isEmpty() ? "" : " paging-cookie='" + escaped(cookie) + "'";
            Org.Reply reply = rows(
                    org,
                    set,
                    "<fetch count='" + size + "' page='" + page + "'" + position + ">" + entity + "</fetch>",
                    "Prefer",
                    ALL);
            rows.addAll(reply.value());
            if (!more(reply)) {
                return rows;
            }
            cookie = cookie(reply);
            between.run();
        }
        throw new AssertionError("the pages do not end");
    }
}
