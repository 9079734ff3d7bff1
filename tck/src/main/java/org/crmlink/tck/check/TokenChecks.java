package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicReference;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath.Tracking;
import org.crmlink.tck.Answer;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Exchange;
import org.crmlink.tck.bench.Fault;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.HostCopy;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Reloaded;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Seed;
import org.crmlink.tck.run.Track;

/** C5: what a token is. */
final class TokenChecks {

    /**
     * Does: makes changes after a token, uses the token, uses the later one, and then the first one again: in the same instance, and as a text in a
     * new instance of a new loading of the connector, on another thread, in another time zone and locale.
     * Why: hosts store tokens for days; the process, the machine and its settings are others when they come back.
     * Not run: no path tells changes. In the same process; the full budget starts another one.
     * Look at: maps from tokens to state in memory, and numbers or times that are formatted by the process's locale or zone.
     */
    @Check(value = Requirement.R23, witnesses = "an old token was used again")
    void aTokenWorksAgainAndElsewhere(Run run) throws Exception {
        List<Track> tracks = Track.all(run);
        Map<Track, SyncToken> tokens = new LinkedHashMap<>();
        Map<Track, Map<String, String>> changed = new LinkedHashMap<>();
        for (Track track : tracks) {
            List<Seed> seeds = track.seed(3);
            SyncToken token = track.full().token();
            run.show("a sync token of " + track, token.value());
            Map<String, String> texts = new LinkedHashMap<>();
            texts.put(seeds.get(0).id(), track.change(seeds.get(0).id()));
            Seed made = track.seed(1).get(0);
            texts.put(made.id(), made.marker());
            Reading first = track.since(token);
            requireAll(track, HostCopy.of(first), texts, "at its first use");
            track.since(first.token());
            requireAll(track, HostCopy.of(track.since(token)), texts, "when it was used again after a later token");
            tokens.put(track, token);
            changed.put(track, texts);
        }
        elsewhere(
                run,
                reader -> tokens.forEach((track, token) -> {
                    SyncToken stored = new SyncToken(
                            new String(token.value().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
                    Reading reading = Reading.all(reader, track.query().since(stored));
                    run.witness("an old token was used again", true);
                    requireAll(
                            track,
                            HostCopy.of(reading),
                            changed.getOrDefault(track, Map.of()),
                            "in a new instance, on another thread, in another time zone and locale");
                }));
    }

    /** What is done with another connector's reader. */
    private interface Deed {
        void with(ChangeReader reader);
    }

    /** In a new loading of the plugin, on another thread, at the other end of the world. */
    private static void elsewhere(Run run, Deed deed) throws Exception {
        TimeZone zone = TimeZone.getDefault();
        Locale locale = Locale.getDefault();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try (Reloaded again = Reloaded.of(run)) {
            // far west: a time that was written in another zone lies in the future here
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Pago_Pago"));
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            Thread thread = new Thread(
                    () -> {
                        try (Connector other = run.connect(again.connector(), run.configuration())) {
                            deed.with(other.facet(ChangeReader.class).orElseThrow());
                        }
                    },
                    "check-R23-elsewhere");
            thread.setUncaughtExceptionHandler((failed, e) -> thrown.set(e));
            thread.setDaemon(true);
            thread.start();
            thread.join(15_000);
        } finally {
            TimeZone.setDefault(zone);
            Locale.setDefault(locale);
        }
        Throwable e = thrown.get();
        if (e instanceof ConnectorException failure) {
            throw new AssertionError(
                    "In a new instance, on another thread, in another time zone and locale, a token was refused with "
                            + failure.kind() + ": " + failure.getMessage()
                            + ". A token holds everything that it stands for, in a form that depends on no setting.");
        }
        if (e != null) {
            throw new AssertionError(String.valueOf(e.getMessage()), e);
        }
    }

    private static void requireAll(Track track, HostCopy copy, Map<String, String> texts, String when) {
        int lost = Track.missing(copy, texts);
        require(
                lost == 0,
                "A token of " + track + " did not bring " + lost + " of " + texts.size() + " changes " + when
                        + ". A token is a place that stays where it is: look at state beside it, and at formats of the locale.");
    }

    // ---- bad tokens

    /**
     * Does: asks for changes with a text of another connector, with a token cut in half, with one character changed at several places, with a longer
     * one, and with a token of other fields and of another path; each time in the moment when something has changed.
     * Why: read as "from the start", a bad token costs a day; read as "no changes", it loses them, and nobody ever learns it.
     * Not run: no path tells changes.
     * Look at: what is checked before a token is used: its prefix, a checksum over all of it, and the query that it belongs to.
     */
    @Check(Requirement.R24)
    void aBadTokenIsRefused(Run run) {
        for (Track track : Track.all(run)) {
            List<Seed> seeds = track.seed(3);
            SyncToken token = track.full().token();
            track.change(seeds.get(0).id());
            for (Map.Entry<String, String> bad : damaged(token.value()).entrySet()) {
                boolean foreign = bad.getKey().startsWith("a foreign");
                refused(run, track, track.query(), bad.getKey(), bad.getValue(), foreign);
            }
            ChangeQuery query = track.query();
            ChangeQuery key = Reading.query(run, track.entity(), track.path().tracking(), otherFields(track));
            refused(run, track, key, "a token of other fields", token.value(), true);
            ChangeQuery filtered = new ChangeQuery(
                    query.entity(),
                    query.fields(),
                    Filter.compare(track.marker(), Filter.Operator.NE, "x"),
                    query.path(),
                    query.since(),
                    query.pageSize());
            refused(run, track, filtered, "a token of another filter", token.value(), true);
        }
    }

    private static List<String> otherFields(Track track) {
        List<String> fields = new ArrayList<>(List.of(track.marker()));
        Reading.readable(track.entity()).stream()
                .filter(name ->
                        !fields.contains(name) && !track.entity().keyFields().contains(name))
                .findFirst()
                .ifPresent(fields::add);
        return fields;
    }

    private static Map<String, String> damaged(String token) {
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("a foreign token", "acme-crm:7:2026-01-01T00:00:00Z");
        bad.put("a foreign token of digits", "1767225600000");
        bad.put("a token cut in half", token.substring(0, Math.max(1, token.length() / 2)));
        bad.put("a token without its last character", token.substring(0, token.length() - 1));
        bad.put("a token with something behind it", token + "x");
        Set<Integer> places = new LinkedHashSet<>();
        for (int part = 0; part <= 4; part++) {
            places.add((token.length() - 1) * part / 4);
        }
        places.forEach(place -> bad.put("a token with another character " + (place + 1), other(token, place)));
        String future = future(token);
        if (!future.equals(token)) {
            bad.put("a token of the future", future);
        }
        bad.values().removeIf(text -> text.isEmpty() || text.equals(token));
        return bad;
    }

    /** The same text with one character replaced by another one of its kind. */
    private static String other(String token, int place) {
        char c = token.charAt(place);
        char replaced = c == '9' ? '8' : Character.isDigit(c) ? (char) (c + 1) : c == 'a' ? 'b' : c == 'A' ? 'B' : 'a';
        return token.substring(0, place) + replaced + token.substring(place + 1);
    }

    /** The same text with the first digit of its last number raised: a later place, if nothing guards it. */
    private static String future(String token) {
        int end = token.length();
        while (end > 0 && !Character.isDigit(token.charAt(end - 1))) {
            end--;
        }
        int begin = end;
        while (begin > 0 && Character.isDigit(token.charAt(begin - 1))) {
            begin--;
        }
        return begin == end ? token : token.substring(0, begin) + "9" + token.substring(begin);
    }

    private static void refused(Run run, Track track, ChangeQuery query, String what, String text, boolean strict) {
        String where = what + " on " + track;
        String found;
        try (ChangeStream stream = run.reader().changes(query.since(new SyncToken(text)))) {
            ChangeStep step = stream.next();
            for (int i = 0;
                    i < 20 && step instanceof ChangePage page && page.rows().isEmpty();
                    i++) {
                step = stream.next();
            }
            if (step instanceof ChangeStep.ResyncRequired && !strict) {
                // the server alone may be able to tell, and "refused for good" is a normal outcome of a stream
                return;
            }
            found = step instanceof ChangePage
                    ? "rows came"
                    : step instanceof ChangeStep.End ? "there were no changes" : "ResyncRequired";
        } catch (ConnectorException e) {
            run.record(where, e);
            require(
                    e.kind() == ErrorKind.INVALID_DATA,
                    where + " must be refused with INVALID_DATA, but failed with " + e.kind() + ": " + e.getMessage());
            return;
        }
        throw new AssertionError("With " + where + " " + found
                + ". It must be refused with INVALID_DATA, never read as 'from the start' or "
                + "'no changes'. Look at what is checked before a token is used.");
    }

    /**
     * Does: makes the tokens given so far too old, by the back door or by the server's answer that the fixture knows, and asks for changes.
     * Why: a host that learns it reads in full and compares; one that gets everything as changes never learns of the deletions in between.
     * Not run: no path's tokens expire; back door and fixture both cannot make them.
     * Look at: the server's code for an expired token, and that it ends the stream with ResyncRequired.
     */
    @Check(value = Requirement.R24, witnesses = "a token expired")
    void anExpiredTokenAsksForAFullRead(Run run) {
        List<Track> tracks = Track.of(
                run,
                "tokens that expire",
                path -> path.tracking() == Tracking.TOKEN
                        && path.tokenLifetime().isPresent());
        for (Track track : tracks) {
            List<Seed> seeds = track.seed(3);
            SyncToken token = track.full().token();
            track.change(seeds.get(0).id());
            boolean really = expire(run, track);
            int mark = run.proxy().mark();
            try (ChangeStream stream = run.reader().changes(track.query().since(token))) {
                ChangeStep step = stream.next();
                run.witness("a token expired", really || struck(run, mark));
                require(
                        step instanceof ChangeStep.ResyncRequired,
                        "A token of " + track
                                + " that the server says is too old must end the read with ResyncRequired, but there was "
                                + (step instanceof ChangePage page
                                        ? page.rows().size() + " rows"
                                        : "an end without changes")
                                + ". Look at the server's code for expired tokens.");
                require(
                        stream.next() instanceof ChangeStep.ResyncRequired,
                        "After ResyncRequired, next() of " + track + " must yield it again.");
            } catch (ConnectorException e) {
                run.record("changes() with an expired token", e);
                throw new AssertionError("A token of " + track
                        + " that the server says is too old must end the read with ResyncRequired, "
                        + "a normal outcome, but failed with " + e.kind() + ": " + e.getMessage());
            } finally {
                run.proxy().calm();
            }
            require(
                    track.full().ids().containsAll(Track.ids(seeds)),
                    "After ResyncRequired a full read of " + track + " lacks records.");
        }
    }

    private static boolean expire(Run run, Track track) {
        try {
            run.backdoor().expireTokens();
            return true;
        } catch (UnsupportedOperationException e) {
            Answer answer = run.fixture().expiredToken().orElseThrow(() -> e);
            run.proxy()
                    .when(
                            "read of changes",
                            exchange -> !exchange.isLogin()
                                    && exchange.path().contains(track.entity().name()))
                    .always()
                    .answers(answer);
            return false;
        }
    }

    private static boolean struck(Run run, int mark) {
        return run.proxy().dataSince(mark).stream()
                .map(Exchange::fault)
                .anyMatch(fault -> fault.map(Fault::fired).orElse(0) > 0);
    }
}
