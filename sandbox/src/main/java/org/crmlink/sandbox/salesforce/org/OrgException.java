package org.crmlink.sandbox.salesforce.org;

import java.util.List;

/** What an org refuses, with the code that clients see. Source of codes and texts: backend page, section 13. */
public class OrgException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final transient List<String> fields;

    /**
     * A refusal.
     *
     * @param code such as {@code ENTITY_IS_DELETED}
     * @param fields the fields that are to blame; may be empty
     */
    public OrgException(String code, String message, List<String> fields) {
        super(message);
        this.code = code;
        this.fields = List.copyOf(fields);
    }

    /** The code that clients see. */
    public final String code() {
        return code;
    }

    /** The fields that are to blame. */
    public final List<String> fields() {
        return fields;
    }

    static OrgException of(String code, String message) {
        return new OrgException(code, message, List.of());
    }
}
