package org.crmlink.host.retry;

import java.time.Duration;
import org.crmlink.sdk.ConnectorException;

/** Hears of failed tries that are repeated. Called on the thread that waits afterwards; thread-safe, does not block and does not throw. */
@FunctionalInterface
public interface RetryListener {

    /** Hears nothing. */
    RetryListener SILENT = (operation, attempt, wait, failure) -> {};

    /**
     * A try has failed and is going to be repeated.
     *
     * @param operation what is being done, for people
     * @param attempt the number of the try that failed, beginning with 1
     * @param wait how long the thread waits before the next one
     * @param failure why it failed
     */
    void retrying(String operation, int attempt, Duration wait, ConnectorException failure);
}
