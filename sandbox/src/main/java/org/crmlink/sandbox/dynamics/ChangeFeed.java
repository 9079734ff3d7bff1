package org.crmlink.sandbox.dynamics;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.ManyToMany;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sandbox.store.Tombstone;
import org.jspecify.annotations.Nullable;

/**
 * Change tracking: a full read that ends with a delta link, and the changes since such a link. A token names the row version
 * below which everything was visible when its read began, so changes of transactions that were still open then come with the
 * next delta, and rows above it come once more. Thread-safe.
 */
final class ChangeFeed {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MM/dd/uuuu HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Store store;
    private final Reads reads;
    private final DynamicsSettings settings;

    ChangeFeed(Store store, Reads reads, DynamicsSettings settings) {
        this.store = store;
        this.reads = reads;
        this.settings = settings;
    }

    /** A point between changes and the time when it was taken. */
    private record Token(long version, Instant time) {
        String text() {
            return version + "!" + TIME.format(time);
        }
    }

    /** Whether the request belongs to a change feed. */
    static boolean isTracked(Call call) {
        return call.prefer().trackChanges()
                || call.options().has("$deltatoken")
                || call.options()
                        .get("$skiptoken")
                        .map(PagingCookie::parse)
                        .flatMap(PagingCookie::tracking)
                        .isPresent();
    }

    HttpResponse read(Call call, Table table) {
        check(call, table);
        Optional<PagingCookie> cookie = call.options().get("$skiptoken").map(PagingCookie::parse);
        if (cookie.isPresent()) {
            PagingCookie position = cookie.get();
            String tracking = position.tracking().orElse("");
            return tracking.startsWith("full~")
                    ? fullPage(call, table, position, token(tracking.substring(5)))
                    : deltaPage(call, table, position.page(), DeltaPosition.parse(tracking));
        }
        Token now = new Token(store.minActiveRowVersion() - 1, store.clock().instant());
        Optional<String> delta = call.options().get("$deltatoken");
        if (delta.isPresent()) {
            Token since = valid(delta.get());
            long end = store.currentRowVersion();
            return deltaPage(call, table, 1, new DeltaPosition(false, since.version(), since.version(), end, now));
        }
        return fullPage(call, table, new PagingCookie(1, Map.of(), Optional.empty()), now);
    }

    HttpResponse count(Call call, Table table) {
        check(call, table);
        Token since = valid(call.options().get("$deltatoken").orElse(""));
        return Answers.text(
                Integer.toString(store.countChanges(table.logicalName(), since.version(), store.currentRowVersion())));
    }

    private void check(Call call, Table table) {
        if (!table.changeTracking()) {
            throw ApiErrors.trackingOff(table.logicalName());
        }
        call.access().mustReadAll(table);
        for (ManyToMany relation : store.schema().manyToMany()) {
            if (relation.intersectTable().equals(table.logicalName())
                    && !(store.schema().require(relation.table1()).changeTracking()
                            && store.schema().require(relation.table2()).changeTracking())) {
                throw new ApiException(
                        400, "0x80072492", "Entity " + table.logicalName() + " isn't enabled for change tracking.");
            }
        }
        for (String option : List.of("filter", "orderby", "expand", "top")) {
            if (call.options().has("$" + option)) {
                throw ApiErrors.trackingForbids(option);
            }
        }
    }

    private Token valid(String text) {
        Token token = token(text);
        // The age is judged by the time part alone. A version that was never reached, or a time before this store was
        // made, is that of another
        // organization: of a sandbox that was started before on the same port, mostly.
        if (store.clock().instant().isAfter(token.time().plus(settings.trackingLife()))
                || token.time().isBefore(store.begun())
                || token.version() < settings.trackedSince()
                || token.version() > store.currentRowVersion()) {
            throw ApiErrors.stampExpired();
        }
        return token;
    }

    private static Token token(String text) {
        String plain = text.contains("!") ? text : Percent.decode(text, false);
        int mark = plain.indexOf('!');
        try {
            return new Token(
                    Long.parseLong(plain.substring(0, Math.max(mark, 0))),
                    LocalDateTime.parse(plain.substring(mark + 1), TIME).toInstant(ZoneOffset.UTC));
        } catch (NumberFormatException | DateTimeException e) {
            throw ApiErrors.stampExpired();
        }
    }

    // ------------------------------------------------------------------ the first read

    private HttpResponse fullPage(Call call, Table table, PagingCookie position, Token token) {
        int size = reads.pageSize(call);
        String last = position.last().get(table.primaryId());
        RecordId after = null;
        if (last != null) {
            after = Literals.guid(last)
                    .map(RecordId::of)
                    .orElseThrow(() -> ApiErrors.badQuery("The skip token is malformed."));
        }
        List<Row> rows = store.scan(table.logicalName(), after, size + 1);
        boolean more = rows.size() > size;
        List<Row> page = more ? rows.subList(0, size) : rows;
        int count = call.options().flag("$count") ? Math.min(store.count(table.logicalName()), 5_000) : -1;
        if (!more) {
            return answer(call, table, "", count, page, List.of(), null, deltaLink(call, token));
        }
        String lastId = "{" + page.get(size - 1).id().text().toUpperCase(Locale.ROOT) + "}";
        PagingCookie next = new PagingCookie(
                position.page() + 1, Map.of(table.primaryId(), lastId), Optional.of("full~" + token.text()));
        String link = Links.continued(call, "$skiptoken", next.encoded());
        return answer(call, table, "", count, page, List.of(), link, null);
    }

    // ------------------------------------------------------------------ later reads

    /**
     * Where a delta that does not fit on one page goes on.
     *
     * @param deletions whether all rows have been given
     * @param after last version that has been given
     * @param since version from which this delta starts
     * @param end last version that belongs to this delta
     * @param token token for the next delta
     */
    private record DeltaPosition(boolean deletions, long after, long since, long end, Token token) {
        String text() {
            return (deletions ? "deletions~" : "rows~") + after + "~" + since + "~" + end + "~" + token.text();
        }

        static DeltaPosition parse(String text) {
            String[] parts = text.split("~", 5);
            try {
                return new DeltaPosition(
                        parts[0].equals("deletions"),
                        Long.parseLong(parts[1]),
                        Long.parseLong(parts[2]),
                        Long.parseLong(parts[3]),
                        ChangeFeed.token(parts[4]));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw ApiErrors.badQuery("The skip token is malformed.");
            }
        }
    }

    private HttpResponse deltaPage(Call call, Table table, int page, DeltaPosition position) {
        int size = reads.pageSize(call);
        String name = table.logicalName();
        List<Row> rows =
                position.deletions() ? List.of() : store.rowsSince(name, position.after(), position.end(), size + 1);
        if (rows.size() > size) {
            List<Row> kept = rows.subList(0, size);
            DeltaPosition next = new DeltaPosition(
                    false, kept.get(size - 1).version(), position.since(), position.end(), position.token());
            return answer(call, table, "/$delta", -1, kept, List.of(), nextLink(call, page, next), null);
        }
        long after = position.deletions() ? position.after() : position.since();
        int room = size - rows.size();
        List<Tombstone> found = store.tombstonesSince(name, after, position.end(), room + 1);
        boolean more = found.size() > room;
        List<Tombstone> deleted = more ? found.subList(0, room) : found;
        long lastDeleted =
                deleted.isEmpty() ? after : deleted.get(deleted.size() - 1).version();
        if (more) {
            DeltaPosition next =
                    new DeltaPosition(true, lastDeleted, position.since(), position.end(), position.token());
            return answer(call, table, "/$delta", -1, rows, deleted, nextLink(call, page, next), null);
        }
        return answer(call, table, "/$delta", -1, rows, deleted, null, deltaLink(call, position.token()));
    }

    private static String nextLink(Call call, int page, DeltaPosition next) {
        PagingCookie cookie = new PagingCookie(page + 1, Map.of(), Optional.of(next.text()));
        return Links.continued(call, "$skiptoken", cookie.encoded());
    }

    private static String deltaLink(Call call, Token token) {
        return Links.continued(call, "$deltatoken", PagingCookie.strict(token.text()));
    }

    private HttpResponse answer(
            Call call,
            Table table,
            String suffix,
            int count,
            List<Row> rows,
            List<Tombstone> deleted,
            @Nullable String nextLink,
            @Nullable String deltaLink) {
        StoreReader reader = reads.reader(call);
        RowShape shape = RowShape.of(reader.schema(), table, call.options());
        Expander expander = reads.expander(call, reader, shape);
        boolean losesLink = call.version().losesDeltaLinkWithAnnotations()
                && !call.prefer().annotations().isEmpty();
        HttpResponse response = Answers.object(200, out -> {
            reads.head(out, call, table.entitySetName() + shape.context() + suffix, count);
            if (deltaLink != null && !losesLink) {
                out.writeStringField("@odata.deltaLink", deltaLink);
            }
            out.writeArrayFieldStart("value");
            reads.writeItems(out, call, reader, expander, rows, shape);
            for (Tombstone tombstone : deleted) {
                out.writeStartObject();
                out.writeStringField("@odata.context", Links.context(call, table.entitySetName() + "/$deletedEntity"));
                out.writeStringField("id", tombstone.id().text());
                out.writeStringField("reason", "deleted");
                out.writeEndObject();
            }
            out.writeEndArray();
            if (nextLink != null) {
                out.writeStringField("@odata.nextLink", nextLink);
            }
        });
        return reads.applied(call, response, call.prefer().trackChanges());
    }
}
