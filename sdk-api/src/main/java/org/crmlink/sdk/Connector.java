package org.crmlink.sdk;

import java.util.Optional;

/**
 * An open connection to one backend with one configuration.
 *
 * <p><b>Life cycle.</b> {@link ConnectorProvider#open} → any calls, from any threads → {@link #close()}.
 *
 * <p><b>Threads.</b> Thread-safe: a host calls facets of one connector from several threads at once, and the result MUST equal that of some
 * serial order [CONC-1].
 *
 * <p><b>Errors.</b> Every failure is a {@link ConnectorException}; anything else thrown is a defect of the connector and reported as such. The
 * one exception to this is {@link IllegalStateException} after {@link #close()} [LOAD-6].
 *
 * <p><b>Attempts.</b> A connector makes one attempt, classifies its failure and returns; the host owns retries [THR-2]. It may repeat a request
 * by itself only after renewing its own login on a 401. It MUST NOT let its transport send a write twice [IDEM-2].
 */
public interface Connector extends AutoCloseable {

    /**
     * Asks the server who the caller is and how the server is doing. This is the online check of a configuration: it MUST fail with its own kind
     * for a wrong secret, an unknown tenant, an unreachable host and a missing permission [CONF-3].
     */
    Identity identify();

    /** What the connector as a whole can do. Does not block. What one entity can do is in its {@code EntityType}. */
    Capabilities capabilities();

    /**
     * Finds a facet. Does not block. The answer MUST NOT change while the connector is open and MUST agree with {@link #capabilities()}
     * [META-4].
     *
     * @return the facet, or empty if this backend does not have it
     */
    <F extends Facet> Optional<F> facet(Class<F> type);

    /**
     * Releases connections, threads and files. MUST be idempotent and safe while calls are running: they end with
     * {@link ErrorKind#CANCELLED} or {@link IllegalStateException} within two seconds [LOAD-5].
     */
    @Override
    void close();
}
