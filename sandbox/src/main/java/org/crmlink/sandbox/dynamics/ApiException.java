package org.crmlink.sandbox.dynamics;

/** A request that the Web API refuses: HTTP status, vendor code and text as the real service gives them. */
final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final int retryAfterSeconds;

    ApiException(int status, String code, String message) {
        this(status, code, message, -1);
    }

    ApiException(int status, String code, String message, int retryAfterSeconds) {
        super(message);
        this.status = status;
        this.code = code;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    /** Seconds to wait, or a negative number if the service does not say. */
    int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
