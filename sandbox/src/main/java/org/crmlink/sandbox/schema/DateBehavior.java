package org.crmlink.sandbox.schema;

/** What a date and time means. */
public enum DateBehavior {
    /** A moment in time, held in UTC. */
    USER_LOCAL,
    /** A calendar day without time. */
    DATE_ONLY,
    /** Wall-clock time, the same digits for everyone; held as if it were UTC. */
    TIME_ZONE_INDEPENDENT
}
