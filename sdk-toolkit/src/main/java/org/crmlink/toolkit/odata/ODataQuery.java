package org.crmlink.toolkit.odata;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/** Builds a relative address with OData system query options, percent-encoded. One-at-a-time. */
public final class ODataQuery {

    private static final String HEX = "0123456789ABCDEF";
    /** Unreserved characters of RFC 3986, and those that OData queries are full of and that a query may hold as they are. */
    private static final String LITERAL = "-._~!$'()*,:@/";

    private final StringBuilder address;
    private char separator = '?';

    private ODataQuery(String path) {
        this.address = new StringBuilder(path);
    }

    /** @param path relative to the service root, already encoded, such as an entity set's name */
    public static ODataQuery of(String path) {
        return new ODataQuery(path);
    }

    public ODataQuery select(List<String> properties) {
        return properties.isEmpty() ? this : option("$select", String.join(",", properties));
    }

    /** @param expression empty for no filter */
    public ODataQuery filter(String expression) {
        return expression.isEmpty() ? this : option("$filter", expression);
    }

    public ODataQuery expand(String expression) {
        return expression.isEmpty() ? this : option("$expand", expression);
    }

    public ODataQuery orderBy(String expression) {
        return option("$orderby", expression);
    }

    public ODataQuery top(int count) {
        return option("$top", Integer.toString(count));
    }

    /** Adds any query option; name literal, value encoded. */
    public ODataQuery option(String name, String value) {
        address.append(separator).append(name).append('=').append(encode(value));
        separator = '&';
        return this;
    }

    public String build() {
        return address.toString();
    }

    /** Percent-encodes a value for a query. */
    public static String encode(String value) {
        StringBuilder encoded = new StringBuilder(value.length() + 16);
        for (byte b : value.getBytes(UTF_8)) {
            int c = b & 0xFF;
            if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || LITERAL.indexOf(c) >= 0) {
                encoded.append((char) c);
            } else {
                encoded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return encoded.toString();
    }

    /** Percent-encodes a value for a path segment, such as a text inside a key's parentheses. */
    public static String encodeSegment(String value) {
        return encode(value)
                .replace("/", "%2F")
                .replace("$", "%24")
                .replace("*", "%2A")
                .replace(":", "%3A");
    }
}
