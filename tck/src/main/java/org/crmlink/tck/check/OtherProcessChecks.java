package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.attachment.AttachmentCapabilities.Feature;
import org.crmlink.sdk.attachment.AttachmentStore;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.tck.Budget;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.FileChanges;
import org.crmlink.tck.run.OtherProcess;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Seed;
import org.crmlink.tck.run.Shelf;
import org.crmlink.tck.run.Track;

/** C5 and C17: what takes a process of its own to be seen, such as a token after a restart. */
final class OtherProcessChecks {

    /**
     * Does: makes changes after a token of each path, and after one of the feed of files, and reads on from them in a Java process of its own, which
     * runs in another time zone and language.
     * Why: hosts are restarted between any two syncs. What a process has but once (its id, the order of its sets, its properties) outlives every class
     * loader and no restart.
     * Not run: only in the full budget; no path tells changes. The other process runs on the same machine and the same Java. The option for the
     * backend's address is the only thing that it is told beside the token.
     * Look at: system properties, hash codes and the order of Set.of(…) and Map.of(…) in what a token is made of.
     */
    @Check(
            value = Requirement.R23,
            witnesses = "another process read on from a token",
            budget = Budget.FULL,
            seconds = 90)
    void aTokenWorksAfterARestart(Run run) throws IOException, InterruptedException {
        List<Track> tracks = Track.all(run);
        List<ChangeQuery> queries = new ArrayList<>();
        List<Map<String, String>> changed = new ArrayList<>();
        for (Track track : tracks) {
            Seed seed = track.seed(3).get(0);
            queries.add(track.query().since(track.full().token()));
            Map<String, String> texts = new LinkedHashMap<>();
            texts.put(seed.id(), track.change(seed.id()));
            Seed made = track.seed(1).get(0);
            texts.put(made.id(), made.marker());
            changed.add(texts);
        }
        Optional<Shelf> shelf = run.connector()
                .facet(AttachmentStore.class)
                .filter(store -> store.attachmentCapabilities()
                        .features()
                        .containsAll(Set.of(Feature.READ, Feature.CHANGE_FEED)))
                .map(store -> Shelf.of(run));
        Optional<SyncToken> files = shelf.map(
                one -> FileChanges.all(one.store().changes(Optional.empty())).token());
        String file = Shelf.name();
        shelf.ifPresent(one -> one.back().put(file, one.content(300)));
        int mark = run.proxy().mark();
        OtherProcess.Found found = OtherProcess.read(run, queries, files);
        run.witness(
                "another process read on from a token",
                !run.proxy().dataSince(mark).isEmpty());
        require(
                found.failure().isEmpty(),
                "A token did not work in another process, time zone and locale: " + found.failure()
                        + ". A token holds everything that it stands for, in a form that depends on no setting and no process.");
        for (int n = 0; n < tracks.size(); n++) {
            Map<String, String> texts = found.records().get(n);
            long lost = changed.get(n).entrySet().stream()
                    .filter(text -> !text.getValue().equals(texts.get(text.getKey())))
                    .count();
            require(
                    lost == 0,
                    "A token of " + tracks.get(n) + " did not bring " + lost + " of "
                            + changed.get(n).size() + " changes in another process, time zone and locale.");
        }
        require(
                files.isEmpty() || found.files().contains(file),
                "A token of the feed of files did not bring a new file in another process, time zone and locale.");
        run.evidence(tracks.size() + " tokens of records" + (files.isPresent() ? " and one of files" : "")
                + " in another process");
    }

    /**
     * Does: opens the connector in a Java process of its own, identifies, closes, and compares shutdown hooks and the factory of URL handlers with before.
     * Why: a hook holds the connector until the process ends; the factory can be set once in a process, and then by nobody else.
     * Not run: only in the full budget. Other things of the whole process are looked at in the kit's own.
     * Look at: Runtime.addShutdownHook and URL.setURLStreamHandlerFactory in the connector and its libraries: close() does what is due.
     */
    @Check(
            value = Requirement.R74,
            witnesses = "the connector was used in another process",
            budget = Budget.FULL,
            seconds = 90)
    void nothingOutlivesTheConnectorInItsProcess(Run run) throws IOException, InterruptedException {
        int mark = run.proxy().mark();
        OtherProcess.Found found = OtherProcess.read(run, List.of(), Optional.empty());
        run.witness(
                "the connector was used in another process",
                !run.proxy().dataSince(mark).isEmpty());
        require(found.failure().isEmpty(), "In another process, the connector did not work: " + found.failure() + ".");
        require(
                found.left().isEmpty(),
                "After close() the connector left in its process " + String.join(", ", found.left())
                        + ": they cannot be taken away before the process ends.");
    }
}
