package org.crmlink.sandbox.identity;

/** A request that the token endpoint refuses, in Entra's words. */
final class OAuthException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String error;
    private final int code;

    OAuthException(int status, String error, int code, String message) {
        super(message);
        this.status = status;
        this.error = error;
        this.code = code;
    }

    int status() {
        return status;
    }

    /** The OAuth error, such as {@code invalid_client}. */
    String error() {
        return error;
    }

    /** The number behind {@code AADSTS}. */
    int code() {
        return code;
    }

    static OAuthException unknownClient(String clientId) {
        return new OAuthException(
                400,
                "unauthorized_client",
                700016,
                "Application with identifier '" + clientId + "' was not found in the directory 'Sandbox'. This can"
                        + " happen if the application has not been installed by the administrator of the tenant or"
                        + " consented to by any user in the tenant.");
    }

    /** Microsoft Learn, "Microsoft Entra authentication and authorization error codes": UnauthorizedClientApplicationDisabled. */
    static OAuthException disabled(String clientId) {
        return new OAuthException(
                400, "unauthorized_client", 7000112, "Application '" + clientId + "'(sandbox) is disabled.");
    }

    static OAuthException wrongSecret(String clientId) {
        return new OAuthException(
                401,
                "invalid_client",
                7000215,
                "Invalid client secret provided. Ensure the secret being sent in the request is the client secret"
                        + " value, not the client secret ID, for a secret added to app '" + clientId + "'.");
    }

    static OAuthException missing(String parameter) {
        return new OAuthException(
                400,
                "invalid_request",
                900144,
                "The request body must contain the following parameter: '" + parameter + "'.");
    }

    static OAuthException invalidGrant(int code, String message) {
        return new OAuthException(400, "invalid_grant", code, message);
    }
}
