package org.crmlink.toolkit.http;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/** The headers that prove who is calling. Immutable; its text form shows no value. */
public final class Authorization {

    private static final Authorization NONE = new Authorization(Map.of());

    private final Map<String, String> headers;

    private Authorization(Map<String, String> headers) {
        this.headers = headers;
    }

    /** No proof. */
    public static Authorization none() {
        return NONE;
    }

    /**
     * {@code Authorization: Bearer …}.
     *
     * @throws IllegalArgumentException if the token holds what no header may; the message does not show it
     */
    public static Authorization bearer(String token) {
        return header("Authorization", "Bearer " + requireNonNull(token, "token is null"));
    }

    /** One header. */
    public static Authorization header(String name, String value) {
        HttpCall.requireHeaderText(name, value);
        return new Authorization(Map.of(name, value));
    }

    Map<String, String> headers() {
        return headers;
    }

    /** Whether both carry the same proof. */
    public boolean sameAs(Authorization other) {
        return headers.equals(other.headers);
    }

    @Override
    public String toString() {
        return headers.keySet() + "=***";
    }
}
