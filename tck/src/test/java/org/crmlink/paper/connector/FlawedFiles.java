package org.crmlink.paper.connector;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.AttachmentCapabilities;
import org.crmlink.sdk.attachment.AttachmentCapabilities.Feature;
import org.crmlink.sdk.attachment.AttachmentChange;
import org.crmlink.sdk.attachment.AttachmentFeed;
import org.crmlink.sdk.attachment.AttachmentRef;
import org.crmlink.sdk.attachment.AttachmentStep;
import org.crmlink.sdk.attachment.UploadSession;
import org.crmlink.sdk.attachment.WriteCondition;

/** The flaws and oddities of files that take more than a word. Without a flaw nothing here does anything. Thread-safe. */
final class FlawedFiles {

    private static final String OPERATION = "attachment";
    private static final long LATE = 20L << 20;

    private final PaperFiles files;
    private final Set<String> begun = ConcurrentHashMap.newKeySet();

    FlawedFiles(PaperFiles files) {
        this.files = files;
    }

    static AttachmentCapabilities declared(AttachmentCapabilities all) {
        EnumSet<Feature> features = EnumSet.copyOf(all.features());
        if (Flaw.ODD_NO_RANGE.here()) {
            features.remove(Feature.RANGE);
        }
        if (Flaw.ODD_NO_RESUME.here()) {
            features.remove(Feature.RESUME_UPLOAD);
        }
        if (Flaw.ODD_NO_CONDITIONS.here()) {
            features.remove(Feature.ATOMIC_CONDITIONS);
        }
        if (Flaw.ODD_PATHS_ONLY.here()) {
            // a feed of paths would have to tell both of a rename
            features.remove(Feature.CHANGE_FEED);
        }
        if (Flaw.ODD_PLAIN_STORE.here() || Flaw.FEATURES_UNDECLARED.here()) {
            features.retainAll(Set.of(Feature.READ, Feature.WRITE));
        }
        return new AttachmentCapabilities(
                features,
                all.maxSize(),
                all.chunkMultiple(),
                Flaw.ODD_NO_HASH.here() ? Optional.empty() : all.hash(),
                Flaw.ODD_HASH_IS_HINT.here());
    }

    void requireDeclared(Feature feature) {
        requireDeclared(files.attachmentCapabilities().features().contains(feature));
    }

    private static void requireDeclared(boolean declared) {
        if (!declared && !Flaw.FEATURES_UNDECLARED.here()) {
            throw PaperErrors.unsupported(OPERATION, "", "this store does not offer that");
        }
    }

    /** What a token of the feed stands for. */
    static Optional<String> cursor(SyncToken token) {
        try {
            return Optional.of(
                    PaperTokens.read(PaperFileFeed.IDENTITY, "", token).text());
        } catch (ConnectorException e) {
            if (Flaw.FEED_TOKEN_UNCHECKED.here()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** A feed, or one whose token does not move on. */
    static AttachmentFeed feed(AttachmentFeed feed, Optional<SyncToken> since) {
        if (!Flaw.FEED_TOKEN_STANDS.here() || since.isEmpty()) {
            return feed;
        }
        return new AttachmentFeed() {
            @Override
            public AttachmentStep next() {
                AttachmentStep step = feed.next();
                return step instanceof AttachmentStep.End ? new AttachmentStep.End(since.get()) : step;
            }

            @Override
            public void close() {
                feed.close();
            }
        };
    }

    static List<AttachmentChange> told(List<AttachmentChange> changes) {
        return Flaw.FEED_WITHOUT_REMOVALS.here()
                ? changes.stream()
                        .filter(AttachmentChange.Changed.class::isInstance)
                        .toList()
                : changes;
    }

    /** Earlier versions, as a flaw tells them. */
    List<Attachment> history(AttachmentRef ref, List<Attachment> earlier) {
        List<Attachment> history = new ArrayList<>(earlier);
        if (Flaw.HISTORY_WITH_PRESENT.here()) {
            history.add(0, files.stat(ref));
        }
        if (Flaw.HISTORY_OLDEST_FIRST.here()) {
            Collections.reverse(history);
        }
        return List.copyOf(history);
    }

    static Attachment named(Attachment file, String name) {
        return with(file, name, file.version());
    }

    static boolean hashesUnchecked() {
        return Flaw.HASH_UNCHECKED.here() || Flaw.ODD_HASH_IS_HINT.here() || Flaw.ODD_NO_HASH.here();
    }

    static String name(String name) {
        return Flaw.NAME_REPAIRED.here() ? name.replaceAll("[:*?\"<>|\\\\]", "_") : name;
    }

    static boolean isTooOdd(String name) {
        return Flaw.ODD_NAMES_NARROW.here() && !name.matches("[A-Za-z0-9.-]+( [A-Za-z0-9.-]+)*");
    }

    static Attachment listed(Attachment file) {
        if (!Flaw.LISTING_TELLS_OTHER_VERSION.here()) {
            return file;
        }
        return with(file, file.name(), "c" + file.contentVersion());
    }

    private static Attachment with(Attachment file, String name, String version) {
        return new Attachment(
                file.ref(),
                name,
                file.folder(),
                file.parent(),
                file.size(),
                file.mediaType(),
                file.contentVersion(),
                version,
                file.modified(),
                file.hashes(),
                file.record());
    }

    static byte[] spoilt(byte[] piece, long offset) {
        if (Flaw.LATE_PIECE_SPOILT.here() && offset > LATE && piece.length > 0) {
            piece[piece.length - 1] ^= 1;
        }
        return piece;
    }

    int pieceLength(long left, int most) {
        return (int) Math.min(Flaw.UPLOAD_COLLECTED.here() ? Integer.MAX_VALUE - 8 : most, left);
    }

    void began(String session) {
        begun.add(session);
    }

    void requireBegun(String session) {
        if (Flaw.SESSION_IN_CONNECTOR.here() && !begun.contains(session)) {
            throw PaperErrors.refused(
                    ErrorKind.INVALID_DATA, OPERATION, "", "the upload is not known here", "begin the upload again");
        }
    }

    void sourceFailed(UploadSession session) {
        if (Flaw.FAILED_SOURCE_PUBLISHED.here()) {
            files.finish(session);
        }
    }

    /** Refuses conditions, or compares versions with those of a moment ago. */
    void check(Optional<AttachmentRef> there, WriteCondition condition) {
        requireDeclared(!Flaw.ODD_NO_CONDITIONS.here() || condition instanceof WriteCondition.Always);
        if (Flaw.FILE_CHECK_NOT_ATOMIC.here()
                && there.isPresent()
                && condition instanceof WriteCondition.IfVersion expected
                && !files.stat(there.get()).version().equals(expected.version())) {
            throw PaperErrors.refused(
                    ErrorKind.CONFLICT, OPERATION, "", "the file has another version", "read it again");
        }
    }
}
