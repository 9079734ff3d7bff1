package org.crmlink.engine.store;

/** A value does not fit its field. The message says why, without the value. */
final class UnfitValueException extends Exception {

    private static final long serialVersionUID = 1L;

    UnfitValueException(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
