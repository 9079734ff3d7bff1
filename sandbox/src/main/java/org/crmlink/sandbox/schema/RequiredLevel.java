package org.crmlink.sandbox.schema;

/** How strongly a value is asked for. Only {@link #SYSTEM_REQUIRED} is enforced on writes, as on the real servers. */
public enum RequiredLevel {
    NONE,
    RECOMMENDED,
    APPLICATION_REQUIRED,
    SYSTEM_REQUIRED
}
