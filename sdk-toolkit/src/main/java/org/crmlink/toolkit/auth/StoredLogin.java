package org.crmlink.toolkit.auth;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.config.CredentialStore;
import org.crmlink.sdk.config.Secret;

/** The place of one refresh token in the host's {@link CredentialStore}. Thread-safe. */
public final class StoredLogin {

    private final CredentialStore store;
    private final String key;

    private StoredLogin(CredentialStore store, String key) {
        this.store = store;
        this.key = key;
    }

    /**
     * Finds the place.
     *
     * @param tokenAddress the token endpoint, which names authority and tenant
     * @param principal who logs in to what, such as the user name or the environment's address; two logins that differ must differ here
     * @throws ConnectorException of kind CONFIG_INVALID if the host keeps no credentials
     */
    public static StoredLogin of(ConnectorContext context, URI tokenAddress, String clientId, String principal) {
        CredentialStore store = context.service(CredentialStore.class)
                .orElseThrow(() -> ConnectorException.of(
                                ErrorKind.CONFIG_INVALID,
                                "this host keeps no credentials, which this kind of login needs")
                        .operation("configure")
                        .hint("log in with a client secret or certificate, or use a host that has a credential store")
                        .build());
        requireNonNull(clientId, "clientId is null");
        requireNonNull(principal, "principal is null");
        return new StoredLogin(store, "oauth2 " + tokenAddress + " " + clientId + " " + principal);
    }

    /** Keeps a refresh token that was got elsewhere, unless one is kept already: that one may be its successor. */
    public void begin(Secret refreshToken) {
        requireNonNull(refreshToken, "refreshToken is null");
        update(stored -> Optional.of(stored.orElse(refreshToken)));
    }

    public Optional<Secret> read() {
        return store.read(key);
    }

    /** The account's name as it was when the person logged in, or an empty text. */
    String account() {
        return store.read(accountKey()).map(Secret::reveal).orElse("");
    }

    void remember(Optional<String> account) {
        store.update(accountKey(), old -> account.map(Secret::of));
    }

    private String accountKey() {
        return "account of " + key;
    }

    Optional<Secret> update(UnaryOperator<Optional<Secret>> change) {
        return store.update(key, change);
    }
}
