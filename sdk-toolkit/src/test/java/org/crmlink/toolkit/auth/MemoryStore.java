package org.crmlink.toolkit.auth;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.crmlink.sdk.config.CredentialStore;
import org.crmlink.sdk.config.Secret;

/** A credential store in memory: what two processes share. */
final class MemoryStore implements CredentialStore {

    private final Map<String, Secret> values = new HashMap<>();

    @Override
    public synchronized Optional<Secret> read(String key) {
        return Optional.ofNullable(values.get(key));
    }

    @Override
    public synchronized Optional<Secret> update(String key, UnaryOperator<Optional<Secret>> change) {
        Optional<Secret> next = change.apply(read(key));
        next.ifPresentOrElse(value -> values.put(key, value), () -> values.remove(key));
        return next;
    }

    synchronized Map<String, Secret> all() {
        return Map.copyOf(values);
    }
}
