package org.crmlink.sdk;

/**
 * The facet of a connector whose login needs a person once (device code, browser). The refresh token that results is kept in the host's
 * {@link org.crmlink.sdk.config.CredentialStore}.
 */
public interface InteractiveLogin extends Facet {

    /**
     * Logs in; blocks until the person has finished, the offer expires or the thread is interrupted.
     *
     * @param prompt shows the person what to do
     * @throws ConnectorException of kind {@link ErrorKind#UNAUTHENTICATED} if the person declined or the code expired
     */
    void login(LoginPrompt prompt);

    /** What is stored. Does not touch the network. */
    LoginStatus status();

    /** Forgets the stored login, and revokes it where the backend can. Idempotent. */
    void logout();
}
