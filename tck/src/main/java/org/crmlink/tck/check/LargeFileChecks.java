package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.AttachmentCapabilities.Feature;
import org.crmlink.sdk.attachment.Download;
import org.crmlink.sdk.attachment.UploadSession;
import org.crmlink.tck.Budget;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.LargeContent;
import org.crmlink.tck.run.NotOffered;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Shelf;

/** C19: files larger than the memory. */
final class LargeFileChecks {

    private static final long SIZE = 1L << 30;
    private static final long LEAST = 256L << 20;

    /** By how much the memory in use may grow: buffers of pieces, of several megabytes in some stores, and what the JVM itself needs. */
    private static final long ALLOWED = 96L << 20;

    /**
     * Does: uploads 1 GB that is made while it is read, in one append(), and downloads it again; looks every 96 MB, after a garbage collection, by how much
     * the memory in use has grown. The connector goes straight to the backend.
     * Why: a host copies many files at once, and one of them is always larger than its memory.
     * Not run: if the store cannot be read and written, or takes no files of 256 MB.
     * Look at: readAllBytes(), byte arrays, bodies that are kept to be sent again, checksums over a collected content.
     */
    @Check(value = Requirement.R86, witnesses = "it was uploaded", budget = Budget.FULL, seconds = 180)
    void aGigabyteNeedsLittleMemory(Run run) throws IOException {
        Shelf shelf = Shelf.straight(run, Feature.READ, Feature.WRITE);
        long size = Math.min(SIZE, shelf.capabilities().maxSize());
        if (size < LEAST) {
            throw new NotOffered("the store takes no files of 256 MB");
        }
        String name = Shelf.name();
        shelf.store().stat(shelf.put(name, shelf.content(100)).ref());
        LargeContent content = new LargeContent(size, ALLOWED);
        try {
            Attachment file = upload(shelf, size, content);
            run.witness("it was uploaded", true);
            require(
                    file.size().orElse(size) == size,
                    "A file of " + size + " bytes has " + file.size().orElse(-1) + " bytes after its upload.");
            long same;
            try (Download download = shelf.store().download(file.ref(), 0, Optional.empty())) {
                same = content.compare("a download", download.content());
            }
            require(
                    same == size,
                    "A file of " + size + " bytes was downloaded, and only its first " + same + " bytes are right.");
            shelf.back().delete(file.name());
        } catch (RuntimeException | Error e) {
            if (!content.tooMuch().isEmpty()) {
                throw new AssertionError(content.tooMuch());
            }
            if (e instanceof OutOfMemoryError) {
                throw new AssertionError(
                        "The memory ran out with a file of " + size + " bytes: a file is never held as a whole.");
            }
            throw e;
        }
        run.evidence("memory in use grew by " + (content.grownBy() >> 20) + " MB at most");
    }

    private static Attachment upload(Shelf shelf, long size, LargeContent content) {
        UploadSession session = shelf.begin(shelf.target(Shelf.name(), OptionalLong.of(size)));
        UploadSession whole = shelf.store().append(session, content.source("an upload"), size);
        return shelf.store().finish(whole);
    }
}
