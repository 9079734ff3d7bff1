package org.crmlink.toolkit.fetchxml;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the next page of a query begins. Immutable.
 *
 * @param page number of the next page
 * @param cookie the server's own text, as it stands in the attribute {@code paging-cookie}; its content is not ours to know
 */
public record PagingCookie(int page, String cookie) {

    private static final Pattern PAGE = Pattern.compile("\\bpagenumber=[\"'](\\d{1,9})[\"']");
    private static final Pattern COOKIE = Pattern.compile("\\bpagingcookie=\"([^\"]*)\"|\\bpagingcookie='([^']*)'");

    /**
     * Reads the annotation of a Web API answer, whose inner cookie is URL-encoded twice (dynamics.md §5.3).
     *
     * @return empty if the text is no such cookie
     */
    public static Optional<PagingCookie> parse(String annotation) {
        Matcher page = PAGE.matcher(annotation);
        Matcher cookie = COOKIE.matcher(annotation);
        if (!page.find() || !cookie.find()) {
            return Optional.empty();
        }
        String encoded = cookie.group(1) != null ? cookie.group(1) : cookie.group(2);
        try {
            String decoded = decode(decode(encoded));
            return decoded.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new PagingCookie(Integer.parseInt(page.group(1)), decoded));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
