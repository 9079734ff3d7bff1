package org.crmlink.tck;

/** The chapters of the requirements. */
public enum Group {
    LOADING_LIFECYCLE("C1", "Loading & lifecycle"),
    CONFIGURATION("C2", "Configuration"),
    METADATA("C3", "Metadata"),
    FULL_READ("C4", "Full read"),
    CHANGE_QUERY("C5", "Change query"),
    PAGING_RESUME("C6", "Paging & resume"),
    DELETIONS("C7", "Deletions"),
    UPLOAD("C8", "Upload"),
    IDEMPOTENCY("C9", "Idempotency"),
    CONFLICT_DETECTION("C10", "Conflict detection"),
    PARTIAL_FAILURE("C11", "Partial failure"),
    TYPES_FIDELITY("C12", "Types & fidelity"),
    THROTTLING_RETRY("C13", "Throttling & retry"),
    AUTH_EXPIRY("C14", "Auth expiry"),
    TIMEOUTS_CANCELLATION("C15", "Timeouts & cancellation"),
    CONCURRENCY("C16", "Concurrency"),
    RESOURCE_LEAKS("C17", "Resource leaks"),
    SECURITY("C18", "Security"),
    ATTACHMENTS("C19", "Attachments"),
    OBSERVABILITY("C20", "Observability");

    private final String code;
    private final String title;

    Group(String code, String title) {
        this.code = code;
        this.title = title;
    }

    /** The chapter's number, such as {@code C4}. */
    public String code() {
        return code;
    }

    /** The chapter's name for people. */
    public String title() {
        return title;
    }
}
