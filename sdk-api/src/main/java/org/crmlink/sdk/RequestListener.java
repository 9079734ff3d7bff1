package org.crmlink.sdk;

/**
 * A service of the host that hears of every request to the backend: each remote attempt MUST be reported once [OBS-1]. Thread-safe; does not
 * block and does not throw.
 */
@FunctionalInterface
public interface RequestListener {

    /** Called on the requesting thread when the answer is read to its end, or has failed. */
    void requestFinished(RequestEvent event);
}
