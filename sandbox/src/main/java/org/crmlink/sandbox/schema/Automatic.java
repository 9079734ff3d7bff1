package org.crmlink.sandbox.schema;

/** The meaning of a column that the server fills by itself. */
public enum Automatic {
    /** Nothing automatic: clients write it. */
    NONE,
    PRIMARY_ID,
    /** The id once more, under the name that users and teams share as owners. No attribute of its own: only rows have it. */
    PRINCIPAL_ID,
    ROW_VERSION,
    CREATED_ON,
    MODIFIED_ON,
    CREATED_BY,
    MODIFIED_BY,
    /** Who created the row in the name of another. */
    CREATED_ON_BEHALF_BY,
    /** Who changed the row last in the name of another. */
    MODIFIED_ON_BEHALF_BY,
    /** Given on creation, it becomes the creation time. */
    OVERRIDDEN_CREATED_ON,
    /** The caller unless given. */
    OWNER,
    /** The owner if it is a user. */
    OWNING_USER,
    /** The owner if it is a team. */
    OWNING_TEAM,
    /** The business unit of the owner. */
    OWNING_BUSINESS_UNIT,
    /** The organization's base currency unless given. */
    CURRENCY,
    /** The exchange rate of the row's currency at the time of writing. */
    EXCHANGE_RATE
}
