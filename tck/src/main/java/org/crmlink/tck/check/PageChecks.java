package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Exchange;
import org.crmlink.tck.bench.Fault;
import org.crmlink.tck.bench.FaultAction;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.NextLink;
import org.crmlink.tck.run.NotOffered;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.RecordArray;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Seed;
import org.crmlink.tck.run.Track;

/** C6: pages and the links between them. */
final class PageChecks {

    private static final int MOST_STEPS = 60;

    /**
     * Does: takes all records, or some, out of the second page on its way, leaving the rest of the answer as it is, and looks whether the pages behind
     * it come.
     * Why: servers filter after they have cut pages, so that a page is empty and others follow.
     * Not run: the connector finds its pages without a link or cursor of the server; answers are not JSON.
     * Look at: what ends a read: nothing but the absence of the next link, never an empty or short page.
     */
    @Check(value = Requirement.R29, witnesses = "a page in the middle came empty or short")
    void emptyAndShortPagesDoNotEndARead(Run run) {
        int linked = 0;
        for (Track track : Track.paths(run)) {
            List<Seed> seeds = track.pages(4);
            if (!linked(run, track, seeds)) {
                continue;
            }
            linked++;
            for (boolean empty : new boolean[] {true, false}) {
                Set<String> gone = new LinkedHashSet<>();
                Fault fault = run.proxy()
                        .when("second page", Track.carrying(seeds))
                        .nth(2)
                        .does(new FaultAction.Rewrite(reply -> {
                            RecordArray records = RecordArray.find(reply.text(), markers(seeds))
                                    .orElseThrow();
                            int kept = empty ? 0 : records.elements().size() / 2;
                            String taken = records.from(kept);
                            seeds.stream()
                                    .filter(seed -> taken.contains(seed.marker()))
                                    .forEach(seed -> gone.add(seed.id()));
                            return reply.withText(records.keeping(kept));
                        }));
                Reading reading = track.full();
                run.proxy().calm();
                run.witness("a page in the middle came empty or short", fault.fired() == 1 && !gone.isEmpty());
                Set<String> missing = run.backdoor().ids(track.entity().name());
                missing = new LinkedHashSet<>(missing);
                missing.removeAll(gone);
                missing.removeAll(reading.ids());
                require(
                        missing.isEmpty(),
                        "The second page of " + track + " came " + (empty ? "empty" : "with half its records")
                                + " and had a next link; " + missing.size() + " records of other pages did not come. "
                                + "Only a missing next link ends a read: look at what an empty or short page does.");
            }
        }
        if (linked == 0) {
            throw new NotOffered("no next links or cursors were seen in JSON answers of the backend");
        }
    }

    private static List<String> markers(List<Seed> seeds) {
        return seeds.stream().map(Seed::marker).toList();
    }

    /** Whether the second page of a read is found by something that the first one's answer carries. */
    private static boolean linked(Run run, Track track, List<Seed> seeds) {
        int mark = run.proxy().mark();
        track.full();
        List<Exchange> pages = run.proxy().dataSince(mark).stream()
                .filter(Track.carrying(seeds))
                .toList();
        boolean linked = pages.size() > 2 && NextLink.leads(pages.get(0), pages.get(1), markers(seeds));
        run.evidence(track + (linked ? ": pages follow the server's links" : ": no link between pages was recognised"));
        return linked;
    }

    /**
     * Does: has the server answer every page after the first with the first one again, its next link included; and the same from the second on.
     * Why: caches and proxies do that; a connector that follows without looking reads for ever, at the customer's cost.
     * Not run: the connector finds its pages without a link or cursor of the server.
     * Look at: whether links that were followed are remembered.
     */
    @Check(value = Requirement.R30, witnesses = "a page came with a link that had been followed")
    void aLinkThatRepeatsIsAProtocolError(Run run) {
        int linked = 0;
        for (Track track : Track.paths(run)) {
            List<Seed> seeds = track.pages(4);
            if (!linked(run, track, seeds)) {
                continue;
            }
            linked++;
            for (int from = 2; from <= 3; from++) {
                repeats(run, track, seeds, from);
            }
        }
        if (linked == 0) {
            throw new NotOffered("no next links or cursors were seen in JSON answers of the backend");
        }
    }

    private static void repeats(Run run, Track track, List<Seed> seeds, int from) {
        int mark = run.proxy().mark();
        Fault fault = run.proxy()
                .when("later page", Track.carrying(seeds))
                .nth(from)
                .always()
                .does(new FaultAction.Rewrite(reply -> {
                    List<Exchange> pages = run.proxy().dataSince(mark).stream()
                            .filter(Track.carrying(seeds))
                            .toList();
                    return reply.withText(pages.get(from - 2).answerText());
                }));
        ConnectorException error =
                run.failure("reading " + track + " when page " + (from - 1) + " comes again and again", () -> {
                    try (ChangeStream stream = run.reader().changes(track.query())) {
                        for (int step = 0; step < MOST_STEPS; step++) {
                            if (!(stream.next() instanceof ChangePage)) {
                                return "an end, as if everything had come";
                            }
                        }
                    }
                    return MOST_STEPS + " pages and no end. Look at whether links that were followed are remembered";
                });
        run.proxy().calm();
        run.witness("a page came with a link that had been followed", fault.fired() > 0);
        require(
                error.kind() == ErrorKind.PROTOCOL_ERROR,
                "A next link that was followed before must end the read of " + track
                        + " with PROTOCOL_ERROR, but it failed with " + error.kind() + ": " + error.getMessage());
        int requests = run.proxy().dataSince(fault.struck().get(0).number()).size();
        require(
                requests <= 6,
                "A next link that repeats made " + requests + " requests for " + track
                        + " before it was noticed. Look at whether links that were followed are remembered.");
    }

    /**
     * Does: reads in full while the second page with records comes cut short, empty, as a login page in HTML, as plain text, with garbage behind it, as an
     * empty object, and with a connection that ends early; then goes on.
     * Why: a gateway's error page with status 200 looks like "no more records" to a connector that is lenient.
     * Not run: never.
     * Look at: whether an answer has to be complete and of the right kind before it may end a read; and that the stream stays where it was.
     */
    @Check(
            value = Requirement.R31,
            witnesses = {"the answer was spoilt", "a read went on after the error"},
            seconds = 40)
    void aSpoiltAnswerIsAnErrorAndNeverTheEnd(Run run) {
        for (Track track : Track.paths(run)) {
            List<Seed> seeds = track.pages(3);
            for (Spoiling spoiling : Spoiling.values()) {
                spoilt(run, track, seeds, spoiling);
            }
        }
    }

    private static void spoilt(Run run, Track track, List<Seed> seeds, Spoiling spoiling) {
        Fault fault = run.proxy().when("page", Track.carrying(seeds)).nth(2).does(spoiling.action());
        Set<String> came = new LinkedHashSet<>();
        Optional<ConnectorException> error = Optional.empty();
        try (ChangeStream stream = run.reader().changes(track.query())) {
            ChangeStep end = null;
            for (int step = 0; step < MOST_STEPS && end == null; step++) {
                try {
                    if (stream.next() instanceof ChangePage page) {
                        page.rows().forEach(row -> came.add(row.id()));
                    } else {
                        end = stream.next();
                    }
                } catch (ConnectorException e) {
                    run.record(spoiling + " on " + track, e);
                    require(
                            error.isEmpty(),
                            "After an answer of " + track + " was " + spoiling + ", reading on failed again: "
                                    + e.getMessage()
                                    + ". The stream must stay where it was: calling next() again is the retry.");
                    error = Optional.of(e);
                }
            }
        } finally {
            run.proxy().calm();
        }
        run.witness("the answer was spoilt", fault.fired() == 1);
        require(
                error.isPresent() || fault.fired() == 0,
                "An answer of " + track + " was " + spoiling
                        + ", and the read went on or ended as if nothing had happened. "
                        + "It must be an error, never the end of the data: look at what an answer needs to be taken for a page.");
        Set<String> missing =
                new LinkedHashSet<>(run.backdoor().ids(track.entity().name()));
        missing.removeAll(came);
        require(
                missing.isEmpty(),
                "An answer of " + track + " was " + spoiling + "; the read went on after the error, but "
                        + missing.size()
                        + " records did not come. The stream must stay where it was: calling next() again is the retry.");
        run.witness("a read went on after the error", error.isPresent());
    }
}
