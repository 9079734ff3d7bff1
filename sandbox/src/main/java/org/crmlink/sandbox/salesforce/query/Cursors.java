package org.crmlink.sandbox.salesforce.query;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sandbox.salesforce.SalesforceSettings;
import org.crmlink.sandbox.salesforce.org.RecordIds;

/**
 * Queries whose records were not all fetched. A locator lives two days from its last use. Thread-safe. Source: backend page, section 6.
 */
public final class Cursors {

    private static final String PREFIX = "0r8";
    private static final Pattern LOCATOR = Pattern.compile("(?<id>[A-Za-z0-9]{18})-(?<offset>\\d{1,9})");

    /** An open query and how many records its pages have; the locator is empty text while all fits one page. */
    public record Cursor(String locator, QueryResult result, int pageSize, String userId) {}

    private record Kept(Cursor cursor, Instant used) {}

    private final Map<String, Kept> kept = new ConcurrentHashMap<>();
    private final RecordIds ids = new RecordIds("xx5");
    private final SalesforceSettings settings;
    private final Clock clock;

    /** No open queries yet. */
    public Cursors(SalesforceSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Opens a query. */
    public Cursor open(QueryResult result, int pageSize, String userId) {
        Instant now = clock.instant();
        kept.values().removeIf(old -> isDead(old, now));
        Cursor cursor = new Cursor(ids.next(PREFIX), result, pageSize, userId);
        kept.put(cursor.locator(), new Kept(cursor, now));
        return cursor;
    }

    /** The query of a locator of the user, used by this. */
    public Optional<Cursor> find(String locator, String userId) {
        Instant now = clock.instant();
        Kept found =
                kept.computeIfPresent(locator, (unused, old) -> isDead(old, now) ? null : new Kept(old.cursor(), now));
        return Optional.ofNullable(found)
                .map(Kept::cursor)
                .filter(cursor -> cursor.userId().equals(userId));
    }

    /** The query of {@code LOCATOR-OFFSET}, as clients send it back. */
    public Optional<Place> place(String given, String userId) {
        Matcher locator = LOCATOR.matcher(given);
        return locator.matches()
                ? find(locator.group("id"), userId)
                        .map(cursor -> new Place(cursor, Integer.parseInt(locator.group("offset"))))
                : Optional.empty();
    }

    /** Where an open query is to go on. */
    public record Place(Cursor cursor, int offset) {}

    /** Makes all locators given so far useless. */
    public void closeAll() {
        kept.clear();
    }

    private boolean isDead(Kept one, Instant now) {
        return !now.isBefore(one.used().plus(settings.cursorLife()));
    }
}
