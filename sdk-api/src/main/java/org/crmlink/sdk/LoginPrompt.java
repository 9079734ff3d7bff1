package org.crmlink.sdk;

import java.net.URI;
import java.time.Instant;

/** Shows a person how to log in. Implemented by hosts; called on the thread that logs in. */
@FunctionalInterface
public interface LoginPrompt {

    /**
     * Asks the person to open an address and type a code.
     *
     * @param verificationUri where to go
     * @param userCode what to type there; empty if the address is all, for a browser on this computer
     * @param expires when the code ends
     * @param message the server's own text for people, or an empty text
     */
    void enterCode(URI verificationUri, String userCode, Instant expires, String message);
}
