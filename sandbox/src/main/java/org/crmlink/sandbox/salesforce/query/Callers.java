package org.crmlink.sandbox.salesforce.query;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;
import org.crmlink.sandbox.salesforce.login.OrgUsers;
import org.crmlink.sandbox.salesforce.soql.DateSpan;

/** What a query must know of the user who asks. Thread-safe. */
public final class Callers {

    private final OrgUsers users;
    private final Clock clock;

    /** These users. */
    public Callers(OrgUsers users, Clock clock) {
        this.users = users;
        this.clock = clock;
    }

    /** Somebody who asks just now. */
    public QueryCaller of(String userId) {
        ZoneId zone = users.user(userId)
                .flatMap(user -> Optional.ofNullable(user.get("TimeZoneSidKey")))
                .map(name -> zone(name.toString()))
                .orElse(ZoneId.of("UTC"));
        return new QueryCaller(clock.instant(), zone, DateSpan.Calendar.DEFAULT);
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            return ZoneId.of("UTC");
        }
    }
}
