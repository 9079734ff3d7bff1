package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.AttachmentCapabilities.Feature;
import org.crmlink.sdk.attachment.HashKind;
import org.crmlink.sdk.attachment.UploadSession;
import org.crmlink.sdk.attachment.WriteCondition;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Fault;
import org.crmlink.tck.bench.FaultAction;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.NotOffered;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Shelf;

/** C19: checksums of files. */
final class ContentHashChecks {

    private static final int SIZE = 20_000;

    /** The declared checksum, if it is more than a hint; else the check does not apply. */
    private static HashKind verified(Shelf shelf) {
        if (shelf.capabilities().hashIsHint()) {
            throw new NotOffered("the store may rewrite files, so that its checksum is a hint only");
        }
        return shelf.capabilities().hash().orElseThrow(() -> new NotOffered("the store keeps no checksum"));
    }

    private static byte[] flipped(byte[] bytes) {
        byte[] changed = bytes.clone();
        changed[changed.length * 3 / 4] ^= 1;
        return changed;
    }

    /**
     * Does: flips one bit in the body of a download, length and all else intact, and reads to the end.
     * Why: checksums of TCP miss one in 65,000, and proxies and disks have none.
     * Not run: if the store keeps no checksum, or one that is a hint only.
     * Look at: compute the checksum while streaming, and compare it before the last read returns −1.
     */
    @Check(value = Requirement.R85, witnesses = "a bit was flipped")
    void aFlippedBitInADownloadIsAnError(Run run) {
        Shelf shelf = Shelf.of(run, Feature.READ);
        HashKind kind = verified(shelf);
        byte[] content = shelf.content(SIZE);
        Attachment file = shelf.put(Shelf.name(), content);
        Fault fault = run.proxy()
                .when("the content", exchange -> !exchange.isLogin() && exchange.answerBody().length >= SIZE)
                .does(new FaultAction.Rewrite(
                        reply -> new FaultAction.Reply(reply.status(), reply.headers(), flipped(reply.body()))));
        run.failure("Reading to its end a download with a flipped bit, where " + kind + " is declared,", () -> {
            byte[] found = shelf.download(file.ref(), 0, Optional.empty(), SIZE);
            return "bytes: " + found.length
                    + (Arrays.equals(found, content) ? ", the right ones" : ", one of them wrong")
                    + ". Look at the checksum: it is to be compared at the end of the stream";
        });
        run.witness("a bit was flipped", fault.fired() > 0);
        run.proxy().calm();
        Shelf.requireSame(
                content, shelf.download(file.ref(), 0, Optional.empty(), SIZE), "A download after one that was spoilt");
    }

    /**
     * Does: flips one bit of an upload on its way, the checksum of the whole told beforehand.
     * Why: what is stored wrong is backed up wrong.
     * Not run: if the store cannot be written, keeps no checksum, or one that is a hint only.
     * Look at: whether the checksum in the target is handed to the store, or compared with what the store tells at the end.
     */
    @Check(value = Requirement.R85, witnesses = "a bit was flipped")
    void aFlippedBitInAnUploadIsAnError(Run run) {
        Shelf shelf = Shelf.of(run, Feature.READ, Feature.WRITE);
        HashKind kind = verified(shelf);
        byte[] content = shelf.content(SIZE);
        Fault[] fault = new Fault[1];
        refused(
                run,
                shelf,
                content,
                Map.of(kind, shelf.hash(kind, content)),
                "an upload with a flipped bit",
                () -> fault[0] = run.proxy()
                        .when("a piece", exchange -> exchange.mayWrite() && exchange.body().length >= 1_024)
                        .does(new FaultAction.Change(Map.of(), ContentHashChecks::flipped)));
        run.witness("a bit was flipped", fault[0].fired() > 0);
    }

    /**
     * Does: uploads with the right checksum told beforehand, and with a wrong one, which must fail and leave nothing. The checksum that the store then tells
     * must be that of the content.
     * Why: the checksum of the source is the only witness that the file arrived as it was.
     * Not run: if the store cannot be written, keeps no checksum, or one that is a hint only.
     * Look at: what is done with UploadTarget.hashes(), and how the store's checksum is written (lower-case hexadecimal; Base64 for quickXorHash).
     */
    @Check(value = Requirement.R85, witnesses = "a wrong checksum was told")
    void aChecksumToldBeforehandIsVerified(Run run) {
        Shelf shelf = Shelf.of(run, Feature.READ, Feature.WRITE);
        HashKind kind = verified(shelf);
        byte[] content = shelf.content(SIZE);
        String right = shelf.hash(kind, content);
        Attachment file = shelf.upload(
                shelf.target(Shelf.name(), OptionalLong.of(SIZE), Map.of(kind, right), new WriteCondition.Always()),
                content,
                SIZE);
        for (Attachment told : List.of(file, shelf.store().stat(file.ref()))) {
            String hash = told.hashes().getOrDefault(kind, right);
            require(
                    hash.equals(right),
                    "The store's " + kind
                            + " of a file is not the one of its content: look at how it is written, and whether "
                            + "it is that of the current version.");
        }
        refused(
                run,
                shelf,
                content,
                Map.of(kind, shelf.hash(kind, flipped(content))),
                "an upload with a wrong checksum",
                () -> {});
        run.witness("a wrong checksum was told", true);
    }

    private static void refused(
            Run run, Shelf shelf, byte[] content, Map<HashKind, String> hashes, String what, Runnable before) {
        String name = Shelf.name();
        Set<String> paths = shelf.back().paths();
        UploadSession session =
                shelf.begin(shelf.target(name, OptionalLong.of(content.length), hashes, new WriteCondition.Always()));
        before.run();
        Optional<ConnectorException> error = Optional.empty();
        try {
            shelf.store().finish(shelf.append(shelf.store(), session, content, content.length));
        } catch (ConnectorException e) {
            run.record(what, e);
            error = Optional.of(e);
        }
        run.proxy().calm();
        require(
                error.isPresent(),
                "Sending " + what
                        + " succeeded. A checksum that is told beforehand is verified: by the store, or by the "
                        + "connector with the store's checksum at the end.");
        shelf.giveUp(session);
        require(shelf.back().paths().equals(paths), "Sending " + what + " failed, and left a visible file.");
    }
}
