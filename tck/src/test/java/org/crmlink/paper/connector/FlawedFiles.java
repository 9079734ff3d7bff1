package org.crmlink.paper.connector;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.AttachmentCapabilities;
import org.crmlink.sdk.attachment.AttachmentCapabilities.Feature;
import org.crmlink.sdk.attachment.AttachmentRef;
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
        return new AttachmentCapabilities(
                features,
                all.maxSize(),
                all.chunkMultiple(),
                Flaw.ODD_NO_HASH.here() ? Optional.empty() : all.hash(),
                Flaw.ODD_HASH_IS_HINT.here());
    }

    static void requireDeclared(boolean declared) {
        if (!declared) {
            throw PaperErrors.unsupported(OPERATION, "", "this store does not offer that");
        }
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
        return new Attachment(
                file.ref(),
                file.name(),
                file.folder(),
                file.parent(),
                file.size(),
                file.mediaType(),
                file.contentVersion(),
                "c" + file.contentVersion(),
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
