package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.AttachmentCapabilities.Feature;
import org.crmlink.sdk.attachment.AttachmentStore;
import org.crmlink.sdk.attachment.UploadSession;
import org.crmlink.sdk.attachment.WriteCondition;
import org.crmlink.sdk.config.Secret;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Fault;
import org.crmlink.tck.bench.FaultAction;
import org.crmlink.tck.bench.FaultAction.Wire;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Shelf;

/** C19: uploads that break. */
final class UploadCutChecks {

    private static final int LEAST_OF_A_PIECE = 1_024;

    /**
     * Does: loses the second piece of an upload on its way there, and in another upload its answer; then asks a new connector, to which only the session's
     * text is given, how much the store has, sends the rest and finishes. Without RESUME_UPLOAD, where the pieces may be parts of one request: append() or
     * finish() must fail, nothing may be there that did not arrive, and resume() must be refused.
     * Why: a piece that is sent twice, or not at all, is found by whoever opens the file months later.
     * Not run: if the store cannot be read and written.
     * Look at: where the offset comes from after a failure: ask the store, never the own count. What a session's text must hold.
     */
    @Check(value = Requirement.R84, witnesses = "a piece was lost")
    void aCutUploadGoesOnInANewConnector(Run run) {
        Shelf shelf = Shelf.of(run, Feature.READ, Feature.WRITE);
        int piece = shelf.piece();
        byte[] content = shelf.content(3 * piece);
        for (FaultAction loss :
                List.of(new FaultAction.CutBefore(new Wire.Reset(-1)), new FaultAction.After(new Wire.Reset(-1)))) {
            String name = Shelf.name();
            UploadSession first = shelf.begin(shelf.target(name, OptionalLong.of(content.length)));
            UploadSession session = shelf.append(shelf.store(), first, content, piece);
            Fault fault = run.proxy()
                    .when("a piece", exchange -> exchange.mayWrite() && exchange.body().length >= LEAST_OF_A_PIECE)
                    .does(loss);
            if (!shelf.has(Feature.RESUME_UPLOAD)) {
                ofOnePiece(run, shelf, session, content, name, loss);
                run.witness("a piece was lost", fault.fired() > 0);
                continue;
            }
            run.failure("append() whose connection broke", () -> shelf.append(shelf.store(), session, content, piece));
            run.proxy().calm();
            run.witness("a piece was lost", fault.fired() > 0);
            goOn(run, shelf, session, content, name);
        }
    }

    /** The pieces may travel as one request, which ends with finish(). */
    private static void ofOnePiece(
            Run run, Shelf shelf, UploadSession begun, byte[] content, String name, FaultAction loss) {
        int piece = shelf.piece();
        ConnectorException error = run.failure("append() or finish() of an upload whose connection broke", () -> {
            UploadSession session = shelf.append(shelf.store(), begun, content, piece);
            session = shelf.append(shelf.store(), session, content, (int) (content.length - session.offset()));
            return shelf.store().finish(session);
        });
        run.proxy().calm();
        boolean there = shelf.back().get(name).isPresent();
        require(
                !there || loss instanceof FaultAction.After,
                "The request of an upload was lost on its way, and a file is there nevertheless.");
        require(
                !there || error.outcome() != Outcome.NOT_APPLIED,
                "The answer to an upload was lost, and it failed with the outcome NOT_APPLIED; the file is there: the "
                        + "outcome is UNKNOWN.");
        if (there) {
            Shelf.requireSame(content, shelf.stored(name), "A file whose upload lost its answer");
            shelf.back().delete(name);
        }
        run.failure(
                "resume(), where RESUME_UPLOAD is not declared,",
                Set.of(ErrorKind.UNSUPPORTED),
                () -> shelf.store().resume(begun));
        shelf.giveUp(begun);
    }

    private static void goOn(Run run, Shelf shelf, UploadSession session, byte[] content, String name) {
        AttachmentStore other = run.connect()
                .facet(AttachmentStore.class)
                .orElseThrow(() ->
                        new AssertionError("A second connector of the same configuration has no AttachmentStore."));
        UploadSession carried = new UploadSession(Secret.of(session.state().reveal()), session.offset());
        UploadSession resumed;
        try {
            resumed = other.resume(carried);
        } catch (ConnectorException e) {
            run.record("resume() in a new connector", e);
            throw new AssertionError(
                    "A session that was cut could not be resumed in a new connector, to which its text was given: "
                            + e.kind() + ", " + e.getMessage()
                            + ". The text must hold all that is needed after a restart.");
        }
        require(
                resumed.offset() >= session.offset() && resumed.offset() <= content.length,
                "resume() gave the offset " + resumed.offset() + " although append() had confirmed " + session.offset()
                        + " bytes: the offset is the number of bytes that the store has safely.");
        require(shelf.back().get(name).isEmpty(), "A file was visible before finish().");
        Attachment file;
        try {
            int rest = Math.toIntExact(content.length - resumed.offset());
            file = other.finish(shelf.append(other, resumed, content, rest));
        } catch (ConnectorException e) {
            run.record("the rest of a resumed upload", e);
            throw new AssertionError(
                    "resume() gave the offset " + resumed.offset() + ", and the rest from there on was refused with "
                            + e.kind() + ": " + e.getMessage() + ". resume() must ask the store how much it has.");
        }
        require(file.name().equals(name), "The file of a resumed upload has another name.");
        Shelf.requireSame(
                content, shelf.stored(name), "A file whose upload was cut and resumed at " + resumed.offset());
        shelf.back().delete(name);
    }

    /**
     * Does: loses the answer to finish(); the error must not say for certain that nothing was done if the file is there, and asking for the file tells.
     * Why: who is told that an upload failed sends the file again, under another name perhaps.
     * Not run: if the store cannot be written; if finish() sends nothing.
     * Look at: the outcome of errors of writes whose answer was lost.
     */
    @Check(Requirement.R84)
    void aLostAnswerToFinishIsNoCertainFailure(Run run) {
        Shelf shelf = Shelf.of(run, Feature.READ, Feature.WRITE);
        byte[] content = shelf.content(2_000);
        String name = Shelf.name();
        UploadSession session = shelf.begin(shelf.target(name, OptionalLong.of(content.length)));
        UploadSession whole = shelf.append(shelf.store(), session, content, content.length);
        require(shelf.back().get(name).isEmpty(), "A file was visible before finish().");
        Fault fault = run.proxy().onWrite().loses();
        try {
            shelf.store().finish(whole);
            run.evidence("finish() sent no write");
        } catch (ConnectorException e) {
            run.record("finish() whose answer was lost", e);
            boolean there = shelf.back().get(name).isPresent();
            require(
                    fault.fired() == 0 || !there || e.outcome() != Outcome.NOT_APPLIED,
                    "finish() lost its answer and failed with " + e.kind()
                            + " and the outcome NOT_APPLIED, and the file is there: the outcome is UNKNOWN.");
        }
        run.proxy().calm();
        shelf.back()
                .get(name)
                .ifPresent(stored -> Shelf.requireSame(content, stored, "A file whose finish() lost its answer"));
    }

    /**
     * Does: begins uploads and gives them up after a piece, twice: one of a new file and one in place of an existing file.
     * Why: half a file under its right name is taken for the file.
     * Not run: if the store cannot be read and written.
     * Look at: where pieces are kept before finish(), and what abort() does.
     */
    @Check(value = Requirement.R84, witnesses = "a piece was sent")
    void anUploadThatIsGivenUpLeavesNothing(Run run) {
        Shelf shelf = Shelf.of(run, Feature.READ, Feature.WRITE);
        int piece = shelf.piece();
        byte[] old = shelf.content(700);
        String there = Shelf.name();
        Attachment existing = shelf.put(there, old);
        Set<String> before = shelf.back().paths();
        byte[] content = shelf.content(2 * piece);
        for (var target : List.of(
                shelf.target(Shelf.name(), OptionalLong.of(content.length)),
                shelf.over(existing, content.length, new WriteCondition.Always()))) {
            UploadSession session = shelf.append(shelf.store(), shelf.begin(target), content, piece);
            run.witness("a piece was sent", true);
            requireNothing(shelf, before, there, old, "An upload that is not finished");
            shelf.store().abort(session);
            requireNothing(shelf, before, there, old, "An upload that was given up");
            try {
                shelf.store().abort(session);
            } catch (ConnectorException e) {
                run.record("a second abort()", e);
                throw new AssertionError(
                        "The second abort() of an upload failed with " + e.kind() + ": abort() is idempotent.");
            }
            requireNothing(shelf, before, there, old, "An upload that was given up twice");
        }
        require(shelf.listed().size() == before.size(), "An upload that was given up left something in the listing.");
    }

    private static void requireNothing(Shelf shelf, Set<String> before, String there, byte[] old, String what) {
        require(
                shelf.back().paths().equals(before),
                what + " left a visible file: nothing may be seen before finish(), and after abort() nothing at all.");
        Shelf.requireSame(old, shelf.stored(there), what + " in place of an existing file");
    }

    /** Gives some bytes, then fails. */
    private static final class Broken extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("the disk is gone");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            throw new IOException("the disk is gone");
        }
    }

    /**
     * Does: uploads from a source that fails in the middle, and from one that has fewer bytes than announced; then gives the upload up.
     * Why: a source that breaks is an everyday thing, and what was sent of it must not become a file.
     * Not run: if the store cannot be read and written.
     * Look at: what append() does when its stream throws or ends.
     */
    @Check(value = Requirement.R84, witnesses = "the source broke")
    void aSourceThatFailsLeavesNothing(Run run) {
        Shelf shelf = Shelf.of(run, Feature.READ, Feature.WRITE);
        int piece = shelf.piece();
        byte[] content = shelf.content(2 * piece);
        byte[] half = Arrays.copyOf(content, piece + piece / 2);
        for (InputStream source : List.of(
                new SequenceInputStream(new ByteArrayInputStream(half), new Broken()),
                new ByteArrayInputStream(half))) {
            Set<String> before = shelf.back().paths();
            UploadSession session = shelf.begin(shelf.target(Shelf.name(), OptionalLong.of(content.length)));
            run.failure(
                    "append() from a source that fails, or ends too early,",
                    () -> "the offset "
                            + shelf.store()
                                    .append(session, source, content.length)
                                    .offset());
            run.witness("the source broke", true);
            require(
                    shelf.back().paths().equals(before),
                    "An upload whose source failed left a visible file before it was given up.");
            shelf.store().abort(session);
            require(
                    shelf.back().paths().equals(before),
                    "An upload whose source failed left a visible file after it was given up.");
        }
    }
}
