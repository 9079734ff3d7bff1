package org.crmlink.sandbox.salesforce.query;

import java.time.Instant;
import java.time.ZoneId;
import org.crmlink.sandbox.salesforce.soql.DateSpan;

/**
 * When and for whom a query is run.
 *
 * @param now the server's time
 * @param zone the user's time zone: where a day begins
 * @param calendar how the user's weeks and the organization's fiscal years begin
 */
public record QueryCaller(Instant now, ZoneId zone, DateSpan.Calendar calendar) {}
