package org.crmlink.sandbox.salesforce.soap;

import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.soql.SoqlException;

/** A refusal of a whole request. Source: backend page, sections 2.2 and 13. */
final class SoapFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final String kind;

    /**
     * A refusal.
     *
     * @param kind the element that describes it, such as {@code LoginFault}
     */
    SoapFault(String kind, String code, String message) {
        super(message);
        this.kind = kind;
        this.code = code;
    }

    String code() {
        return code;
    }

    String kind() {
        return kind;
    }

    static SoapFault of(SoqlException refused) {
        String kind = switch (refused.code()) {
            case "INVALID_FIELD" -> "InvalidFieldFault";
            case "INVALID_TYPE" -> "InvalidSObjectFault";
            default -> "MalformedQueryFault";
        };
        return new SoapFault(kind, refused.code(), String.valueOf(refused.getMessage()));
    }

    static SoapFault of(OrgException refused) {
        return new SoapFault("UnexpectedErrorFault", refused.code(), String.valueOf(refused.getMessage()));
    }

    static SoapFault session() {
        return new SoapFault(
                "UnexpectedErrorFault",
                "INVALID_SESSION_ID",
                "Invalid Session ID found in SessionHeader: Illegal Session");
    }
}
