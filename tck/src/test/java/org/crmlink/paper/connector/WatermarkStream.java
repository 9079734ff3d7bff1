package org.crmlink.paper.connector;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.BiFunction;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.toolkit.http.HttpCall;
import org.jspecify.annotations.Nullable;

/**
 * A read in the order of modification, ties by id. A record bears the time of its write and is seen when its transaction commits, so the mark stays
 * behind the server's clock at the read's beginning by as much as a commit may be late.
 */
final class WatermarkStream extends PagedStream {

    /** The bound, and room for the clocks of several servers. */
    private static final Duration OVERLAP = SchemaReader.LATE_COMMIT_BOUND.plusSeconds(30);

    private final PaperService service;
    private final String identity;
    private final BiFunction<String, String, HttpCall> calls;
    private @Nullable Instant began;

    /**
     * Where a read begins or goes on.
     *
     * @param began the server's clock when the whole read began; null if it begins now
     * @param from the first time that is asked for; an empty text from the beginning
     * @param after the id behind which it goes on at that time
     */
    record Place(@Nullable Instant began, String from, String after) {
        static final Place START = new Place(null, "", "");
    }

    /** @param calls makes a request from a time and an id */
    WatermarkStream(
            PaperService service,
            PageReader reader,
            Filter residual,
            int pageSize,
            String identity,
            BiFunction<String, String, HttpCall> calls,
            Place place) {
        super(service, reader, residual, pageSize, calls.apply(place.from(), place.after()));
        this.service = service;
        this.identity = identity;
        this.calls = calls;
        this.began = place.began();
    }

    static Place place(String identity, String entity, SyncToken token) {
        PaperTokens.Content content = PaperTokens.read(identity, entity, token);
        try {
            if (content.kind().equals("mark")) {
                Instant mark = Flaw.TOKEN_IN_LOCAL_TIME.here()
                        ? LocalDateTime.parse(content.text())
                                .atZone(ZoneId.systemDefault())
                                .toInstant()
                        : Instant.parse(content.text());
                return new Place(null, mark.toString(), "");
            }
            String[] parts = content.text().split(";", 3);
            if (content.kind().equals("page") && Flaw.RESUME_BEGINS_AGAIN.here()) {
                return Place.START;
            }
            if (content.kind().equals("page") && parts.length == 3) {
                return new Place(
                        Instant.parse(parts[0]), Instant.parse(parts[1]).toString(), parts[2]);
            }
        } catch (DateTimeException e) {
            throw PaperTokens.refused(entity, "it is damaged");
        }
        throw PaperTokens.refused(entity, "it is of another path");
    }

    private Instant began(PageReader.Page page) {
        Instant time = began;
        if (time == null) {
            time = Flaw.CLIENT_CLOCK.here()
                    ? service.clock().instant()
                    : page.now().orElseThrow(() -> PaperErrors.missing(calls.apply("", ""), "now"));
            began = time;
        }
        return time;
    }

    @Override
    Optional<SyncToken> checkpoint(PageReader.Page page) {
        Instant time = began(page);
        return page.last()
                .map(last -> PaperTokens.write(identity, "page", time + ";" + last.modified() + ";" + last.id()));
    }

    @Override
    SyncToken endToken(PageReader.Page page) {
        Instant mark = Flaw.NO_OVERLAP.here() ? began(page) : began(page).minus(OVERLAP);
        String text = Flaw.TOKEN_IN_LOCAL_TIME.here()
                ? LocalDateTime.ofInstant(mark, ZoneId.systemDefault()).toString()
                : mark.toString();
        return PaperTokens.write(identity, "mark", text);
    }

    @Override
    HttpCall following(PageReader.Page page, String link) {
        if (page.last().isPresent() && (Flaw.TIES_LOST.here() || Flaw.TIES_REPEATED.here())) {
            Instant last = page.last().get().modified();
            return calls.apply((Flaw.TIES_LOST.here() ? last.plusMillis(1) : last).toString(), "");
        }
        return super.following(page, link);
    }

    @Override
    boolean mayRepeat() {
        return Flaw.TIES_REPEATED.here();
    }

    @Override
    HttpCall fromTheStart() {
        return calls.apply("", "");
    }

    @Override
    SyncToken lastResort() {
        return PaperTokens.write(identity, "mark", Instant.EPOCH.toString());
    }
}
