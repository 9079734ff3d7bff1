package org.crmlink.toolkit.http;

import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/** Writes addresses so that they may stand in messages: no user, query or fragment, no key values in parentheses, bounded. */
final class SafeAddress {

    private static final Pattern KEYS = Pattern.compile("(\\(|%28)[^/]*");
    private static final int MAX_PATH = 120;

    private SafeAddress() {}

    static String of(HttpUrl url) {
        // OData keys stand in parentheses and may be values of a record: accounts(emailaddress1='…')
        String path = KEYS.matcher(url.encodedPath()).replaceAll("(…)");
        return origin(url) + (path.length() > MAX_PATH ? path.substring(0, MAX_PATH) + "…" : path);
    }

    /** Scheme, host and port; the port only if it is not the scheme's own. */
    static String origin(HttpUrl url) {
        String host = url.host().contains(":") ? "[" + url.host() + "]" : url.host();
        boolean ownPort = url.port() == HttpUrl.defaultPort(url.scheme());
        return url.scheme() + "://" + host + (ownPort ? "" : ":" + url.port());
    }
}
