package org.crmlink.toolkit.http;

import java.util.List;

/**
 * What a 401 asked for. Immutable.
 *
 * @param schemes the values of {@code WWW-Authenticate}, in the server's order
 */
public record Challenge(List<String> schemes) {

    public Challenge {
        schemes = List.copyOf(schemes);
    }
}
