package org.crmlink.sandbox.admin;

/** An administrator's request that cannot be followed; the message says what and what to do. */
final class AdminException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    AdminException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
