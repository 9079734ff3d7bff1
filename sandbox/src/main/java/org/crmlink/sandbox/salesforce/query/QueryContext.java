package org.crmlink.sandbox.salesforce.query;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.crmlink.sandbox.salesforce.org.OrgSchema;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.soql.DateSpan;
import org.crmlink.sandbox.salesforce.soql.Query;

/**
 * What a query needs beside the records that it goes through. Immutable.
 *
 * @param rows finds a record by its id
 * @param inner runs the query of a semi-join, gives the values that are not null
 * @param now the server's time
 * @param zone the user's time zone: where a day begins
 * @param calendar how the user's weeks and the organization's fiscal years begin
 */
public record QueryContext(
        OrgSchema schema,
        Function<String, Optional<Row>> rows,
        Function<Query, Set<Object>> inner,
        Instant now,
        ZoneId zone,
        DateSpan.Calendar calendar) {

    /** The user's day. */
    LocalDate today() {
        return LocalDate.ofInstant(now, zone);
    }
}
