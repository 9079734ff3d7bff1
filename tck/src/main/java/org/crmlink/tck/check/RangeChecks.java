package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.AttachmentCapabilities.Feature;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Exchange;
import org.crmlink.tck.bench.Fault;
import org.crmlink.tck.bench.FaultAction;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.NotOffered;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Shelf;

/** C19: parts of files. */
final class RangeChecks {

    private static final int SIZE = 5_000;

    /** Where services look for a range; the second is Azure's own field. */
    private static final List<String> RANGE_FIELDS = List.of("range", "x-ms-range");

    /**
     * Does: downloads a file from offsets in it, at its end and behind it. Where the store does not declare RANGE: asks for an offset all the same, which
     * must be refused.
     * Why: hosts go on with broken downloads at an offset; one byte too much or too little spoils the file.
     * Not run: if the store cannot be read.
     * Look at: the first number of the range (it is the first byte that is wanted, from 0); the answer 416.
     */
    @Check(value = Requirement.R83, witnesses = "a file was there")
    void anOffsetIsExact(Run run) {
        Shelf shelf = Shelf.of(run, Feature.READ);
        byte[] content = shelf.content(SIZE);
        Attachment file = shelf.put(Shelf.name(), content);
        run.witness("a file was there", true);
        if (!shelf.has(Feature.RANGE)) {
            run.failure(
                    "A download from an offset, where RANGE is not declared,",
                    Set.of(ErrorKind.UNSUPPORTED),
                    () -> shelf.download(file.ref(), 1, Optional.empty(), SIZE));
            run.verifiedUnsupported();
            return;
        }
        Optional<String> version = Optional.of(file.version()).filter(text -> !text.isEmpty());
        for (int offset : List.of(0, 1, 999, SIZE - 1)) {
            byte[] rest = Arrays.copyOfRange(content, offset, SIZE);
            for (Optional<String> held : List.of(Optional.<String>empty(), version)) {
                Shelf.requireSame(
                        rest,
                        shelf.download(file.ref(), offset, held, SIZE),
                        "A download of " + SIZE + " bytes from the offset " + offset);
            }
        }
        atTheEnd(run, shelf, file);
        for (int offset : List.of(SIZE + 1, 10 * SIZE)) {
            run.failure(
                    "A download of " + SIZE + " bytes from the offset " + offset + ", behind the end,",
                    Set.of(ErrorKind.INVALID_DATA),
                    () -> "bytes: " + shelf.download(file.ref(), offset, Optional.empty(), SIZE).length);
        }
    }

    /** Exactly at the end there are no bytes: an empty rest and a refusal are both right. */
    private static void atTheEnd(Run run, Shelf shelf, Attachment file) {
        try {
            int length = shelf.download(file.ref(), SIZE, Optional.empty(), SIZE).length;
            require(length == 0, "A download from the end of a file gave " + length + " bytes.");
        } catch (ConnectorException e) {
            run.record("a download from the end of a file", e);
            require(
                    e.kind() == ErrorKind.INVALID_DATA,
                    "A download from the end of a file failed with " + e.kind()
                            + ": it is an empty rest, or INVALID_DATA.");
        }
    }

    /**
     * Does: downloads from an offset through a proxy that removes the range from the request, so that the server answers with the whole file.
     * Why: proxies and caches do that; a host that appends the whole file to its first half has a spoilt one.
     * Not run: if the store does not declare RANGE, or its requests carry no header field for ranges.
     * Look at: the status (200 is the whole file, 206 a part of it) before the body is given out.
     */
    @Check(Requirement.R83)
    void anIgnoredRangeIsNoticed(Run run) {
        struck(run, "", "ignores the range and answers with the whole file");
    }

    /**
     * Does: downloads from an offset through a proxy that changes the range, so that the server answers with another part of the file.
     * Why: a part of the file is not yet the part that was asked for.
     * Not run: if the store does not declare RANGE, or its requests carry no header field for ranges.
     * Look at: the first byte in Content-Range; compare it with the offset.
     */
    @Check(Requirement.R83)
    void anotherRangeThanAskedForIsNoticed(Run run) {
        struck(run, "bytes=7-", "answers with another part of the file");
    }

    private static void struck(Run run, String instead, String how) {
        Shelf shelf = Shelf.of(run, Feature.READ, Feature.RANGE);
        byte[] content = shelf.content(SIZE);
        Attachment file = shelf.put(Shelf.name(), content);
        int offset = SIZE / 2;
        Fault fault = run.proxy()
                .when("a range", RangeChecks::hasRange)
                .always()
                .does(new FaultAction.Change(
                        Map.of(RANGE_FIELDS.get(0), instead, RANGE_FIELDS.get(1), instead), UnaryOperator.identity()));
        Optional<byte[]> found = Optional.empty();
        try {
            found = Optional.of(shelf.download(file.ref(), offset, Optional.empty(), SIZE));
        } catch (ConnectorException e) {
            run.record("a download from a server that " + how, e);
        }
        if (fault.fired() == 0) {
            throw new NotOffered("no request of a download carries a header field for a range");
        }
        require(
                found.isEmpty() || Arrays.equals(found.get(), Arrays.copyOfRange(content, offset, SIZE)),
                "A server that " + how + " was not noticed: the bytes were given out as if they began at the offset "
                        + offset + ", and spliced they make a spoilt file. Look at the status and at Content-Range.");
    }

    private static boolean hasRange(Exchange exchange) {
        return RANGE_FIELDS.stream().anyMatch(field -> exchange.header(field).isPresent());
    }
}
