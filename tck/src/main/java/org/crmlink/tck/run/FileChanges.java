package org.crmlink.tck.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.AttachmentChange;
import org.crmlink.sdk.attachment.AttachmentFeed;
import org.crmlink.sdk.attachment.AttachmentRef;
import org.crmlink.sdk.attachment.AttachmentStep;

/**
 * What a feed of files brought to its end. Every loop here is bounded.
 *
 * @param changes in their order
 * @param end how it ended
 */
public record FileChanges(List<AttachmentChange> changes, AttachmentStep end) {

    /** Far more steps than any check's files need. */
    private static final int MOST_STEPS = 1_000;

    public FileChanges {
        changes = List.copyOf(changes);
    }

    /** Takes a feed to its end and closes it. */
    public static FileChanges all(AttachmentFeed feed) {
        try (feed) {
            List<AttachmentChange> changes = new ArrayList<>();
            for (int step = 0; step < MOST_STEPS; step++) {
                AttachmentStep next = feed.next();
                if (!(next instanceof AttachmentStep.Page page)) {
                    return new FileChanges(changes, next);
                }
                changes.addAll(page.changes());
            }
        }
        throw new AssertionError("The listing, or the feed, of files does not end after " + MOST_STEPS + " pages.");
    }

    /** The token at the end. */
    public SyncToken token() {
        if (end instanceof AttachmentStep.End done) {
            return done.token();
        }
        throw new AssertionError("A feed of files had to end with a token, but ended with " + end);
    }

    /** What a host holds that takes these changes in: files by the name that they have now. */
    public static Map<String, Attachment> held(List<FileChanges> readings) {
        List<Attachment> files = new ArrayList<>();
        for (FileChanges reading : readings) {
            for (AttachmentChange change : reading.changes()) {
                if (change instanceof AttachmentChange.Changed changed) {
                    files.removeIf(file -> same(file.ref(), changed.attachment().ref()));
                    files.add(changed.attachment());
                } else if (change instanceof AttachmentChange.Removed removed) {
                    files.removeIf(file -> same(file.ref(), removed.ref()) || below(file, removed));
                }
            }
        }
        Map<String, Attachment> byName = new TreeMap<>();
        files.stream().filter(file -> !file.folder()).forEach(file -> byName.put(file.name(), file));
        return byName;
    }

    /** Whether two refs name the same file: by its id where both have one, else by its path. */
    public static boolean same(AttachmentRef one, AttachmentRef other) {
        return one.id().isEmpty() || other.id().isEmpty()
                ? !one.path().isEmpty() && Objects.equals(one.path(), other.path())
                : one.id().equals(other.id());
    }

    private static boolean below(Attachment file, AttachmentChange.Removed removed) {
        return removed.subtree()
                && !removed.ref().path().isEmpty()
                && file.ref().path().startsWith(removed.ref().path() + "/");
    }

    /** What was told of a file, last. */
    public Optional<AttachmentChange> last(AttachmentRef ref) {
        Optional<AttachmentChange> last = Optional.empty();
        for (AttachmentChange change : changes) {
            AttachmentRef told = change instanceof AttachmentChange.Changed changed
                    ? changed.attachment().ref()
                    : ((AttachmentChange.Removed) change).ref();
            if (same(told, ref)) {
                last = Optional.of(change);
            }
        }
        return last;
    }
}
