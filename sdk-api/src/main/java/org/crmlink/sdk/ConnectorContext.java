package org.crmlink.sdk;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * What the host gives a connector. Thread-safe. No method is ever added here: the contract grows through {@link #service(Class)}.
 *
 * <p>Services of this version: {@link RequestListener}, {@link org.crmlink.sdk.config.CredentialStore}. A host offers those that it has; a
 * connector works without any of them or says what it misses ({@link ErrorKind#CONFIG_INVALID}).
 */
public interface ConnectorContext {

    /** The only clock a connector reads [THR-2]; virtual in tests. */
    Clock clock();

    /** The only way a connector waits; virtual in tests. */
    Sleeper sleeper();

    /** An existing directory of this connector alone, for spill files; the host empties it after {@link Connector#close()}. */
    Path tempDirectory();

    /** Finds a service that this host offers. */
    <S> Optional<S> service(Class<S> type);
}
