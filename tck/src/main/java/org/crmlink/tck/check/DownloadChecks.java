package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.AttachmentCapabilities.Feature;
import org.crmlink.sdk.attachment.AttachmentRef;
import org.crmlink.sdk.attachment.Download;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Fault;
import org.crmlink.tck.bench.FaultAction;
import org.crmlink.tck.bench.FaultAction.Wire;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.NotOffered;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Shelf;

/** C19: downloads that break. */
final class DownloadChecks {

    private static final int SIZE = 40_000;

    /** What came of a download, and why it ended, if by an error. */
    private record Part(byte[] bytes, Optional<ConnectorException> error) {}

    /**
     * Does: closes and resets the connection after 0, 1 and half of a download's bytes; then goes on at the offset that was reached, with the version of
     * the first part.
     * Why: a stream that ends early and looks complete is a file cut off, copied everywhere.
     * Not run: if the store cannot be read.
     * Look at: the number of bytes that the answer promised; compare it at the end of the stream.
     */
    @Check(value = Requirement.R84, witnesses = "a download was cut in the middle")
    void aCutDownloadFailsAndGoesOn(Run run) {
        Shelf shelf = Shelf.of(run, Feature.READ);
        byte[] content = shelf.content(SIZE);
        Attachment file = shelf.put(Shelf.name(), content);
        for (Wire cut :
                List.of(new Wire.Close(0), new Wire.Close(1), new Wire.Close(SIZE / 2), new Wire.Reset(SIZE / 2))) {
            Fault fault = run.proxy()
                    .when("the content", exchange -> !exchange.isLogin() && exchange.answerBody().length >= SIZE)
                    .does(new FaultAction.After(cut));
            Part part = part(run, shelf, file.ref());
            run.proxy().calm();
            run.witness("a download was cut in the middle", fault.fired() > 0 && part.bytes().length > 1);
            int got = part.bytes().length;
            require(
                    Arrays.equals(part.bytes(), Arrays.copyOf(content, Math.min(got, SIZE))),
                    "The bytes of a download that was cut are wrong even before the cut (" + cut + ").");
            require(
                    part.error().isPresent() || got == SIZE,
                    "A download whose connection broke (" + cut + ") ended after " + got + " of " + SIZE
                            + " bytes as if it were complete. A stream that ends early must throw: compare the number of bytes.");
            part.error()
                    .ifPresent(error -> require(
                            error.retryAdvice().when() != RetryAdvice.When.NEVER,
                            "A download whose connection broke failed with " + error.kind()
                                    + " and the advice never to try again, although trying again helps."));
            int from = shelf.has(Feature.RANGE) ? got : 0;
            Optional<String> version = Optional.of(file.version()).filter(text -> !text.isEmpty());
            if (from < SIZE) {
                Shelf.requireSame(
                        Arrays.copyOfRange(content, from, SIZE),
                        shelf.download(file.ref(), from, version, SIZE),
                        "The rest of a download that was cut");
            }
        }
    }

    private static Part part(Run run, Shelf shelf, AttachmentRef ref) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[1_000];
        try (Download download = shelf.store().download(ref, 0, Optional.empty())) {
            InputStream in = download.content();
            for (int n = in.read(buffer); n >= 0 && bytes.size() <= 2 * SIZE; n = in.read(buffer)) {
                bytes.write(buffer, 0, n);
            }
            return new Part(bytes.toByteArray(), Optional.empty());
        } catch (ConnectorException e) {
            run.record("a download that was cut", e);
            return new Part(bytes.toByteArray(), Optional.of(e));
        } catch (IOException e) {
            throw new AssertionError(
                    "A download whose connection broke threw " + e.getClass().getName()
                            + ": read errors must be ConnectorExceptions, with advice whether to try again.");
        }
    }

    /**
     * Does: reads the first half of a file, changes the file through the back door to another one of the same size, and goes on with the second half and
     * the version of the first.
     * Why: two halves of two files are no file, and no size tells.
     * Not run: if the store cannot be read, or tells no versions.
     * Look at: the condition (If-Match, If-Range) that goes with a range, and its answers 412 and 200.
     */
    @Check(value = Requirement.R84, witnesses = "the back door changed the file")
    void halvesOfTwoVersionsAreNeverOneFile(Run run) {
        Shelf shelf = Shelf.of(run, Feature.READ);
        byte[] content = shelf.content(SIZE);
        String name = Shelf.name();
        Attachment file = shelf.put(name, content);
        String version;
        try (Download download = shelf.store().download(file.ref(), 0, Optional.empty())) {
            version = download.attachment().version();
            Shelf.requireSame(content, Shelf.read(download.content(), SIZE), "A file of the back door's");
        }
        if (version.isEmpty()) {
            throw new NotOffered("the store tells no versions of files");
        }
        byte[] other = shelf.content(SIZE);
        shelf.back().put(name, other);
        run.witness("the back door changed the file", Arrays.equals(shelf.stored(name), other));
        for (int offset : shelf.has(Feature.RANGE) ? List.of(SIZE / 2, 0) : List.of(0)) {
            run.failure(
                    "A download from the offset " + offset + " with the version of a file that was changed meanwhile",
                    Set.of(ErrorKind.CONFLICT),
                    () -> "bytes: " + shelf.download(file.ref(), offset, Optional.of(version), SIZE).length
                            + ". Spliced with the first half they make a file that never was. Look at the condition that goes with a range");
        }
    }
}
