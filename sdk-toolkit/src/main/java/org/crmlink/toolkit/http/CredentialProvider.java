package org.crmlink.toolkit.http;

/** Proves to the backend who is calling. Thread-safe; may block on the network, and ends soon when the thread is interrupted. */
public interface CredentialProvider {

    /**
     * The proof to send now.
     *
     * @throws org.crmlink.sdk.ConnectorException if there is none and none can be got
     */
    Authorization authorize(HttpCall call);

    /**
     * Asked after a 401, at most once per call: is there a better proof than the refused one? Several calls that were refused with the same
     * proof must cause one renewal.
     *
     * @return true if {@link #authorize} now gives another proof, so that sending again makes sense
     */
    boolean renew(Authorization refused, Challenge challenge);

    /** A proof that cannot be renewed. */
    static CredentialProvider fixed(Authorization authorization) {
        return new CredentialProvider() {
            @Override
            public Authorization authorize(HttpCall call) {
                return authorization;
            }

            @Override
            public boolean renew(Authorization refused, Challenge challenge) {
                return false;
            }
        };
    }
}
