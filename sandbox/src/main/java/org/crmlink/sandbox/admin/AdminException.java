package org.crmlink.sandbox.admin;

/** An administrator's request that cannot be followed; the message says what and what to do. */
final class AdminException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    AdminException(int status, String message) {
        super(message);
        this.status = status;
    }

    static AdminException unknown() {
        return new AdminException(
                404, "no such request; GET /sandbox shows the state, and docs/sandbox/admin.md lists what can be done");
    }

    int status() {
        return status;
    }
}
