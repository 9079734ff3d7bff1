package org.crmlink.tck.run;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.crmlink.sdk.config.CredentialStore;
import org.crmlink.sdk.config.Secret;

/** Credentials that last as long as a check. Thread-safe. */
final class MemoryCredentials implements CredentialStore {

    private final Map<String, Secret> kept = new HashMap<>();

    @Override
    public synchronized Optional<Secret> read(String key) {
        return Optional.ofNullable(kept.get(key));
    }

    @Override
    public synchronized Optional<Secret> update(String key, UnaryOperator<Optional<Secret>> change) {
        Optional<Secret> next = change.apply(read(key));
        next.ifPresentOrElse(secret -> kept.put(key, secret), () -> kept.remove(key));
        return next;
    }
}
