package org.crmlink.toolkit.auth;

/** One way to get an access token. Thread-safe; blocks on the network; one attempt. */
@FunctionalInterface
public interface TokenFlow {

    /**
     * Gets a new token.
     *
     * @param claims what the backend demanded of the new token (continuous access evaluation), or an empty text
     * @throws org.crmlink.sdk.ConnectorException if there is none to get
     */
    AccessToken fetch(String claims);
}
