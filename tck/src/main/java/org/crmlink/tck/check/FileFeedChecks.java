package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.AttachmentCapabilities.Feature;
import org.crmlink.sdk.attachment.AttachmentFeed;
import org.crmlink.sdk.attachment.AttachmentRef;
import org.crmlink.sdk.attachment.AttachmentStep;
import org.crmlink.sdk.attachment.AttachmentStore;
import org.crmlink.sdk.attachment.WriteCondition;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.FileChanges;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Shelf;

/** C3, for files: the feed of changes, and listings that have more than one page. */
final class FileFeedChecks {

    private static final int SIZE = 300;
    /** More than the pages of any store that is known: 100 to 200 entries. */
    private static final int MANY = 230;

    /**
     * Does: reads the feed from its start, then writes, makes, deletes and (where the store can) renames files, and reads on from the token; reads on
     * when nothing has happened; uses the first token again, in the same connector and as a text in a new one.
     * Why: a host that mirrors files goes by the feed alone: what it does not tell never happens on the other side.
     * Not run: if the store does not declare CHANGE_FEED.
     * Look at: how removals are told from changes, which token the End carries, and what a token is of.
     */
    @Check(
            value = Requirement.R14,
            witnesses = {"files were changed between two feeds", "an old token was used again"})
    void theFeedOfFilesTellsWhatHappened(Run run) {
        Shelf shelf = Shelf.of(run, Feature.READ, Feature.CHANGE_FEED);
        Attachment changed = shelf.put(Shelf.name(), shelf.content(SIZE));
        Attachment deleted = shelf.put(Shelf.name(), shelf.content(SIZE));
        Attachment renamed = shelf.put(Shelf.name(), shelf.content(SIZE));
        FileChanges first = FileChanges.all(shelf.store().changes(Optional.empty()));
        requireHeld(List.of(first), names(changed, deleted, renamed), Set.of(), "A feed that begins with everything");
        SyncToken token = first.token();
        run.show("a token of the feed of files", token.value());
        FileChanges idle = FileChanges.all(shelf.store().changes(Optional.of(token)));
        requireNothing(idle, List.of(changed, deleted, renamed));

        shelf.back().put(changed.name(), shelf.content(2 * SIZE));
        String made = Shelf.name();
        shelf.back().put(made, shelf.content(SIZE));
        shelf.back().delete(deleted.name());
        Set<String> gone = new TreeSet<>(Set.of(deleted.name()));
        Set<String> there = new TreeSet<>(Set.of(changed.name(), made));
        if (shelf.has(Feature.RENAME)) {
            String name = Shelf.name();
            shelf.store().rename(renamed.ref(), Optional.empty(), name, new WriteCondition.Always());
            gone.add(renamed.name());
            there.add(name);
        } else {
            there.add(renamed.name());
        }
        run.witness(
                "files were changed between two feeds",
                shelf.back().get(made).isPresent()
                        && shelf.back().get(deleted.name()).isEmpty());
        FileChanges second = FileChanges.all(shelf.store().changes(Optional.of(idle.token())));
        requireHeld(List.of(first, idle, second), there, gone, "A feed from the token of an idle one");
        Optional<Attachment> now =
                Optional.ofNullable(FileChanges.held(List.of(first, second)).get(changed.name()));
        require(
                now.filter(file -> file.size().orElse(2 * SIZE) == 2 * SIZE
                                && (file.version().isEmpty() || !file.version().equals(changed.version())))
                        .isPresent(),
                "The feed tells a file that was written anew with its old size or version: it tells what is now.");
        requireNothing(
                FileChanges.all(shelf.store().changes(Optional.of(second.token()))),
                List.of(changed, deleted, renamed));

        FileChanges again = FileChanges.all(shelf.store().changes(Optional.of(token)));
        requireHeld(List.of(first, again), there, gone, "A feed from a token that was used before");
        try (Connector other = run.connect()) {
            AttachmentStore store = other.facet(AttachmentStore.class).orElseThrow();
            FileChanges elsewhere = FileChanges.all(store.changes(Optional.of(new SyncToken(token.value()))));
            run.witness("an old token was used again", true);
            requireHeld(List.of(first, elsewhere), there, gone, "A feed in a new connector, from a token as text");
        }
    }

    private static Set<String> names(Attachment... files) {
        Set<String> names = new TreeSet<>();
        for (Attachment file : files) {
            names.add(file.name());
        }
        return names;
    }

    private static void requireHeld(List<FileChanges> feeds, Set<String> there, Set<String> gone, String what) {
        Set<String> held = FileChanges.held(feeds).keySet();
        Set<String> missing = new TreeSet<>(there);
        missing.removeAll(held);
        require(
                missing.isEmpty(),
                what + " did not tell " + missing.size() + " of " + there.size()
                        + " files that are there: look at its pages, and at where its token stands.");
        Set<String> left = new TreeSet<>(gone);
        left.retainAll(held);
        require(
                left.isEmpty(),
                what + " did not tell that " + left.size() + " files are gone, or have another name: look at how the "
                        + "store marks what is removed, and at the id or path of Removed.");
    }

    private static void requireNothing(FileChanges feed, List<Attachment> files) {
        long told =
                files.stream().filter(file -> feed.last(file.ref()).isPresent()).count();
        require(
                told == 0,
                "A feed told " + told + " files again to which nothing had happened since its token. "
                        + "Look at the token at the end of a feed: it has to stand behind what was told.");
    }

    /**
     * Does: asks for the feed with a text of another connector and with a token that is cut, longer, or has another character, and, where the back door
     * can make tokens expire, with an expired one; each time when something has changed.
     * Why: read as "from the start", deletions are lost; read as "no changes", everything is.
     * Not run: if the store does not declare CHANGE_FEED.
     * Look at: what is checked before a token is used, and the store's answer when its cursor was reset.
     */
    @Check(value = Requirement.R14, witnesses = "bad tokens were used")
    void aBadTokenOfTheFeedIsRefused(Run run) {
        Shelf shelf = Shelf.of(run, Feature.READ, Feature.CHANGE_FEED);
        String name = Shelf.name();
        shelf.back().put(name, shelf.content(SIZE));
        String token =
                FileChanges.all(shelf.store().changes(Optional.empty())).token().value();
        shelf.back().put(name, shelf.content(SIZE));
        int middle = token.length() / 2;
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("a foreign token", "acme-files:7:1767225600000");
        bad.put("a token without its last character", token.substring(0, token.length() - 1));
        bad.put("a token cut in half", token.substring(0, Math.max(1, middle)));
        bad.put("a token with something behind it", token + "x");
        char other = token.charAt(middle) == '1' ? '2' : '1';
        bad.put("a token with another character", token.substring(0, middle) + other + token.substring(middle + 1));
        bad.forEach((what, text) -> {
            String found = found(run, shelf, what, text);
            run.witness("bad tokens were used", true);
            require(
                    found.isEmpty(),
                    "With " + what + " the feed of files brought " + found
                            + ": it must be refused with INVALID_DATA or end with ResyncRequired.");
        });
        try {
            run.backdoor().expireTokens();
        } catch (UnsupportedOperationException e) {
            run.evidence("no expired token: " + e.getMessage());
            return;
        }
        expired(run, shelf, new SyncToken(token));
    }

    private static void expired(Run run, Shelf shelf, SyncToken token) {
        try (AttachmentFeed feed = shelf.store().changes(Optional.of(token))) {
            for (int n = 0; n < 2; n++) {
                AttachmentStep step = feed.next();
                // a store whose files do not share the back door's tokens may know this one still
                boolean known = step instanceof AttachmentStep.Page page
                        && page.changes().size() == 1;
                require(
                        step instanceof AttachmentStep.ResyncRequired || known,
                        "A feed whose token has expired must end with ResyncRequired, and say so again.");
                if (known) {
                    run.evidence("the tokens of files did not expire");
                    return;
                }
            }
        } catch (ConnectorException e) {
            run.record("the feed of files with an expired token", e);
            throw new AssertionError("A feed whose token has expired must end with ResyncRequired, a normal outcome, "
                    + "but failed with " + e.kind() + ": " + e.getMessage());
        }
    }

    /** What came with a token that is no good; nothing if it was refused. */
    private static String found(Run run, Shelf shelf, String what, String text) {
        try (AttachmentFeed feed = shelf.store().changes(Optional.of(new SyncToken(text)))) {
            AttachmentStep step = feed.next();
            for (int n = 0;
                    n < 20
                            && step instanceof AttachmentStep.Page page
                            && page.changes().isEmpty();
                    n++) {
                step = feed.next();
            }
            if (step instanceof AttachmentStep.ResyncRequired) {
                return "";
            }
            return step instanceof AttachmentStep.End ? "no changes" : "changes";
        } catch (ConnectorException e) {
            run.record("the feed of files with " + what, e);
            return e.kind() == ErrorKind.INVALID_DATA ? "" : e.kind() + ": " + e.getMessage();
        }
    }

    /**
     * Does: makes 230 files and lists them; where there is a feed, changes one and makes one after the first page of the listing, and of the feed, and
     * reads on from the token of each.
     * Why: what is beyond the first page, and what happens while it is read, is what tests with three files never see.
     * Not run: if the store cannot be read. A store with pages of more than 230 entries is seen in one page.
     * Look at: links to next pages; the token of a listing has to stand for the moment before its first page.
     */
    @Check(value = Requirement.R14, witnesses = "many files were there")
    void longListingsAndFeedsAreComplete(Run run) {
        Shelf shelf = Shelf.of(run, Feature.READ);
        Set<String> names = new TreeSet<>();
        byte[] content = shelf.content(40);
        for (int n = 0; n < MANY; n++) {
            String name = Shelf.name();
            shelf.back().put(name, content);
            names.add(name);
        }
        run.witness("many files were there", shelf.back().paths().size() >= MANY);
        Set<String> missing = new TreeSet<>(names);
        missing.removeAll(shelf.listed().keySet());
        require(
                missing.isEmpty(),
                "A listing of " + MANY + " files lacks " + missing.size()
                        + ": look at how the next page is asked for.");
        if (!shelf.has(Feature.CHANGE_FEED)) {
            return;
        }
        AttachmentStore store = shelf.store();
        during(run, shelf, names, shelf.back().owner().map(store::list).orElseGet(() -> store.list(none())), "listing");
        during(run, shelf, names, store.changes(Optional.empty()), "feed");
    }

    private static Optional<AttachmentRef> none() {
        return Optional.empty();
    }

    private static void during(Run run, Shelf shelf, Set<String> names, AttachmentFeed feed, String what) {
        String first = names.iterator().next();
        String made = Shelf.name();
        List<FileChanges> readings = new ArrayList<>();
        if (feed.next() instanceof AttachmentStep.Page page) {
            readings.add(new FileChanges(page.changes(), page));
        }
        shelf.back().put(first, shelf.content(2 * SIZE));
        shelf.back().put(made, shelf.content(SIZE));
        FileChanges rest = FileChanges.all(feed);
        readings.add(rest);
        readings.add(FileChanges.all(shelf.store().changes(Optional.of(rest.token()))));
        Set<String> expected = new TreeSet<>(names);
        expected.add(made);
        requireHeld(readings, expected, Set.of(), "A " + what + " of " + MANY + " files with the feed from its token");
        Optional<Attachment> now =
                Optional.ofNullable(FileChanges.held(readings).get(first));
        require(
                now.filter(file -> file.size().orElse(2 * SIZE) == 2 * SIZE).isPresent(),
                "A file that was changed after the first page of a " + what
                        + " did not come with the feed from its token: look at where its token stands, which is before the first page.");
        names.add(made);
        run.evidence("a " + what + " of " + expected.size() + " files");
    }
}
