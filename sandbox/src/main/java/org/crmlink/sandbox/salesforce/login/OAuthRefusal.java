package org.crmlink.sandbox.salesforce.login;

/** Why the token endpoint refuses: words of RFC 6749 and of the service. Source of the texts: backend page, section 2.1. */
final class OAuthRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String error;

    OAuthRefusal(String error, String description) {
        super(description);
        this.error = error;
    }

    /** A name such as {@code invalid_grant}. */
    String error() {
        return error;
    }

    /** For people. */
    String description() {
        return String.valueOf(getMessage());
    }

    static OAuthRefusal grant(String description) {
        return new OAuthRefusal("invalid_grant", description);
    }

    static OAuthRefusal missing(String parameter) {
        return new OAuthRefusal("invalid_request", "must provide a value for " + parameter);
    }
}
