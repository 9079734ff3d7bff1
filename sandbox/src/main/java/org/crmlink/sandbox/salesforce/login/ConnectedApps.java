package org.crmlink.sandbox.salesforce.login;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Apps that may ask for sessions, and users' passwords. Thread-safe. */
public final class ConnectedApps {

    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final Map<String, List<X509Certificate>> certificates = new ConcurrentHashMap<>();
    private final Map<String, String> passwords = new ConcurrentHashMap<>();

    /** Registers an app with its consumer key and secret. */
    public void add(String clientId, String secret) {
        secrets.put(clientId, secret);
    }

    /** Registers a certificate whose key may sign an app's assertions. */
    public void addCertificate(String clientId, X509Certificate certificate) {
        certificates
                .computeIfAbsent(clientId, unused -> new CopyOnWriteArrayList<>())
                .add(certificate);
    }

    /**
     * Registers a user's password.
     *
     * @param password with the security token appended, if there is to be one
     */
    public void addPassword(String userName, String password) {
        passwords.put(userName.toLowerCase(Locale.ROOT), password);
    }

    boolean knows(String clientId) {
        return secrets.containsKey(clientId) || certificates.containsKey(clientId);
    }

    boolean secretIs(String clientId, String secret) {
        return same(secrets.get(clientId), secret);
    }

    Optional<String> secret(String clientId) {
        return Optional.ofNullable(secrets.get(clientId));
    }

    List<X509Certificate> certificatesOf(String clientId) {
        return certificates.getOrDefault(clientId, List.of());
    }

    /** Whether the user has this password. User names are found without regard to case. */
    public boolean passwordIs(String userName, String password) {
        return same(passwords.get(userName.toLowerCase(Locale.ROOT)), password);
    }

    private static boolean same(@Nullable String known, String given) {
        return known != null
                && MessageDigest.isEqual(
                        known.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
