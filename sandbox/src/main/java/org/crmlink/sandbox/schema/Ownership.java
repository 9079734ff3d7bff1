package org.crmlink.sandbox.schema;

/** Who owns the rows of a table. */
public enum Ownership {
    /** Each row has an owner, a user or a team. */
    USER_OWNED,
    /** Rows belong to the organization. */
    ORGANIZATION_OWNED,
    /** Rows belong to a business unit. */
    BUSINESS_OWNED,
    /** Rows have no owner, as in intersect tables. */
    NONE
}
