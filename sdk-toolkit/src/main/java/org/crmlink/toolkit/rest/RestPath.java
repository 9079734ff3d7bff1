package org.crmlink.toolkit.rest;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;

/**
 * An address below a service's root, made of literal parts: whatever a name, an id or a value holds, it stays one segment or one parameter [SEC-6].
 * Immutable.
 */
public final class RestPath {

    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private final String text;

    private RestPath(String text) {
        this.text = text;
    }

    /**
     * A path of segments.
     *
     * @throws ConnectorException of kind NOT_FOUND for a segment that no address can hold, such as an empty id or {@code ..}: no record has it
     */
    public static RestPath of(String... segments) {
        StringBuilder path = new StringBuilder();
        for (String segment : segments) {
            // Clients and servers resolve dots away, percent-encoded or not: the request would reach another resource.
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                throw noSuchResource();
            }
            path.append(path.isEmpty() ? "" : "/").append(encoded(segment));
        }
        return new RestPath(path.toString());
    }

    /** This path with one more parameter; a name may come several times. */
    public RestPath with(String name, Object value) {
        requireNonNull(value, "value is null");
        return new RestPath(text + (text.contains("?") ? '&' : '?') + encoded(name) + '=' + encoded(value.toString()));
    }

    private static String encoded(String part) {
        ByteBuffer bytes;
        try {
            bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(part));
        } catch (CharacterCodingException e) {
            // half of a surrogate pair: as a question mark it would name another resource
            throw noSuchResource();
        }
        StringBuilder encoded = new StringBuilder(bytes.remaining());
        while (bytes.hasRemaining()) {
            int octet = bytes.get() & 0xff;
            if (UNRESERVED.indexOf(octet) >= 0) {
                encoded.append((char) octet);
            } else {
                encoded.append('%').append(hex(octet >> 4)).append(hex(octet & 15));
            }
        }
        return encoded.toString();
    }

    private static char hex(int digit) {
        return "0123456789ABCDEF".charAt(digit);
    }

    private static ConnectorException noSuchResource() {
        return ConnectorException.of(ErrorKind.NOT_FOUND, "there is no such resource: no address can hold its name")
                .hint("check the id")
                .build();
    }

    /** The address relative to the root, without a slash in front; holds values, so not for messages. */
    @Override
    public String toString() {
        return text;
    }
}
