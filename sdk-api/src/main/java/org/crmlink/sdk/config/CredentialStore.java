package org.crmlink.sdk.config;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A service of the host that keeps rotated refresh tokens. A lost rotation locks the user out, so a change runs under a lock that other
 * processes respect too, and is on disk before {@link #update} returns. Thread-safe; blocks.
 */
public interface CredentialStore {

    /**
     * Reads a credential.
     *
     * @param key chosen by the connector: authority, tenant, client and principal, so that two configurations never share one
     */
    Optional<Secret> read(String key);

    /**
     * Changes a credential under the lock.
     *
     * @param change receives what is stored (read after the lock was taken: another process may have rotated it) and returns what to store;
     *     empty removes. If it throws, nothing is changed.
     * @return what is stored now
     */
    Optional<Secret> update(String key, UnaryOperator<Optional<Secret>> change);
}
