package org.crmlink.tck.bench;

/** Servers that a connector must not talk to, and one that it must. Each differs from the good one in one thing alone. */
public enum TlsTrap {
    GOOD("a certificate of a trusted authority, for this host"),
    SELF_SIGNED("a certificate that nobody vouches for"),
    EXPIRED("a certificate that expired yesterday"),
    WRONG_HOST("a certificate for another host"),
    /** Answers with TLS 1.1 whatever the client offers. */
    OLD_PROTOCOL("TLS 1.1");

    private final String words;

    TlsTrap(String words) {
        this.words = words;
    }

    /** What the server shows, for people. */
    public String words() {
        return words;
    }
}
