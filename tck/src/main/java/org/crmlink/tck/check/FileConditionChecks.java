package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.AttachmentCapabilities.Feature;
import org.crmlink.sdk.attachment.UploadSession;
import org.crmlink.sdk.attachment.UploadTarget;
import org.crmlink.sdk.attachment.WriteCondition;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Fault;
import org.crmlink.tck.bench.FaultAction;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.NotOffered;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Shelf;

/** C19: conditions of writes to files. */
final class FileConditionChecks {

    private static final int SIZE = 600;
    private static final long LONGEST_WAIT_SECONDS = 5;
    private static final Set<ErrorKind> NOT_ABSENT = Set.of(ErrorKind.ALREADY_EXISTS, ErrorKind.CONFLICT);
    private static final Set<ErrorKind> CHANGED = Set.of(ErrorKind.CONFLICT);

    private static final String NO_ERROR =
            "no error. The condition goes with the write itself (If-Match, If-None-Match, revision)";

    /** A write that is made under a condition. */
    @FunctionalInterface
    private interface Write {
        Object make();
    }

    /**
     * Does: uploads under the condition that the name is free: where it is free, where it is taken, and where the back door takes it between begin() and
     * finish().
     * Why: "create, but never overwrite" is the only safe way to a new file.
     * Not run: if the store cannot be read and written, or refuses conditions because they are not declared.
     * Look at: If-None-Match: *, or conflictBehavior=fail and the like; at finish() too, not only at begin().
     */
    @Check(value = Requirement.R86, witnesses = "a name was taken")
    void createIfAbsentNeverOverwrites(Run run) {
        Shelf shelf = Shelf.of(run, Feature.READ, Feature.WRITE);
        byte[] content = shelf.content(SIZE);
        String name = Shelf.name();
        UploadTarget target = absent(shelf, name);
        mayBeRefused(run, shelf, () -> shelf.upload(target, content, SIZE));
        Shelf.requireSame(
                content, shelf.stored(name), "A file that was uploaded under the condition that its name is free");
        byte[] more = shelf.content(SIZE);
        refused(
                run,
                shelf,
                "An upload to a name that is taken, under the condition that it is free,",
                NOT_ABSENT,
                () -> shelf.upload(target, more, SIZE),
                name,
                content);
        run.witness("a name was taken", true);
        String later = Shelf.name();
        UploadSession session = shelf.begin(absent(shelf, later));
        UploadSession whole = shelf.append(shelf.store(), session, more, SIZE);
        shelf.back().put(later, content);
        refused(
                run,
                shelf,
                "finish() of an upload whose name was taken after begin(), under the condition that it is free,",
                NOT_ABSENT,
                () -> shelf.store().finish(whole),
                later,
                content);
    }

    private static UploadTarget absent(Shelf shelf, String name) {
        return shelf.target(name, OptionalLong.of(SIZE), java.util.Map.of(), new WriteCondition.IfAbsent());
    }

    /**
     * Does: writes over a file, deletes and renames it under the condition of its version: the current one, and one that the back door has made stale.
     * Why: whoever saves over a change that he has not seen destroys it.
     * Not run: if the store cannot be read and written, tells no versions, or refuses conditions because they are not declared.
     * Look at: If-Match, or the store's own parameter for revisions; whether it goes with each of the three writes.
     */
    @Check(value = Requirement.R86, witnesses = "the back door made a version stale")
    void aStaleVersionIsAConflict(Run run) {
        Shelf shelf = Shelf.of(run, Feature.READ, Feature.WRITE);
        String name = Shelf.name();
        Attachment first = shelf.put(name, shelf.content(SIZE));
        WriteCondition current = version(first);
        byte[] content = shelf.content(SIZE);
        mayBeRefused(run, shelf, () -> shelf.upload(shelf.over(first, SIZE, current), content, SIZE));
        Shelf.requireSame(content, shelf.stored(name), "A file that was replaced under the condition of its version");
        byte[] theirs = shelf.content(SIZE);
        shelf.back().put(name, theirs);
        run.witness("the back door made a version stale", Arrays.equals(shelf.stored(name), theirs));
        byte[] mine = shelf.content(SIZE);
        refused(
                run,
                shelf,
                "An upload over a file that was changed meanwhile, under the condition of its old version,",
                CHANGED,
                () -> shelf.upload(shelf.over(first, SIZE, current), mine, SIZE),
                name,
                theirs);
        if (shelf.has(Feature.RENAME)) {
            refused(
                    run,
                    shelf,
                    "rename() of a file that was changed meanwhile, under the condition of its old version,",
                    CHANGED,
                    () -> shelf.store().rename(first.ref(), Optional.empty(), Shelf.name(), current),
                    name,
                    theirs);
        }
        if (shelf.has(Feature.DELETE)) {
            refused(
                    run,
                    shelf,
                    "delete() of a file that was changed meanwhile, under the condition of its old version,",
                    CHANGED,
                    () -> {
                        shelf.store().delete(first.ref(), current);
                        return "deleted";
                    },
                    name,
                    theirs);
            Attachment now = shelf.store().stat(first.ref());
            shelf.store().delete(now.ref(), version(now));
            require(
                    shelf.back().get(name).isEmpty(),
                    "delete() under the condition of the current version left the file there.");
            shelf.store().delete(now.ref(), new WriteCondition.Always());
        }
    }

    /**
     * Does: holds a write that bears the condition of a version in the proxy, just before the server hears of it, changes the file through the back door and
     * lets the write go on: finish() of an upload, delete() and rename().
     * Why: asking for the version first and writing then leaves a gap, and what happens in it is lost.
     * Not run: if the store does not declare ATOMIC_CONDITIONS.
     * Look at: the condition must go with the write itself; do not declare ATOMIC_CONDITIONS for stores that have no such thing.
     */
    @Check(value = Requirement.R86, witnesses = "a write was held")
    void atomicConditionsHoldAtTheServer(Run run) {
        Shelf shelf = Shelf.of(run, Feature.READ, Feature.WRITE, Feature.ATOMIC_CONDITIONS);
        byte[] mine = shelf.content(SIZE);
        String name = Shelf.name();
        Attachment file = shelf.put(name, shelf.content(SIZE));
        UploadSession session = shelf.begin(shelf.over(file, SIZE, version(file)));
        UploadSession whole = shelf.append(shelf.store(), session, mine, SIZE);
        overtaken(run, shelf, "finish()", name, () -> shelf.store().finish(whole));
        shelf.giveUp(whole);
        if (shelf.has(Feature.DELETE)) {
            Attachment now = shelf.store().stat(file.ref());
            overtaken(run, shelf, "delete()", name, () -> {
                shelf.store().delete(now.ref(), version(now));
                return "deleted";
            });
        }
        if (shelf.has(Feature.RENAME)) {
            Attachment now = shelf.store().stat(file.ref());
            overtaken(
                    run,
                    shelf,
                    "rename()",
                    name,
                    () -> shelf.store().rename(now.ref(), Optional.empty(), Shelf.name(), version(now)));
        }
    }

    private static void overtaken(Run run, Shelf shelf, String what, String name, Write write) {
        byte[] theirs = shelf.content(SIZE);
        CountDownLatch latch = new CountDownLatch(1);
        Fault fault = run.proxy().onWrite().does(new FaultAction.HoldBefore(latch));
        FutureTask<Object> task = new FutureTask<>(write::make);
        Thread thread = new Thread(task, "held-write");
        thread.setDaemon(true);
        thread.start();
        try {
            boolean held = fault.awaitFired(LONGEST_WAIT_SECONDS * 1_000);
            run.witness("a write was held", held);
            shelf.back().put(name, theirs);
            latch.countDown();
            run.failure(
                    what
                            + " whose version was overtaken on its way to the server, where ATOMIC_CONDITIONS is declared,",
                    CHANGED,
                    () -> {
                        result(task);
                        return NO_ERROR;
                    });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            latch.countDown();
            run.proxy().calm();
        }
        Shelf.requireSame(theirs, shelf.stored(name), "A file after " + what + " with an overtaken version");
    }

    private static Object result(FutureTask<Object> task) throws Exception {
        try {
            return task.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            throw e;
        } catch (TimeoutException e) {
            throw new AssertionError("The held write did not end within " + LONGEST_WAIT_SECONDS + " s.");
        }
    }

    private static WriteCondition version(Attachment file) {
        if (file.version().isEmpty()) {
            throw new NotOffered("the store tells no versions of files");
        }
        return new WriteCondition.IfVersion(file.version());
    }

    /** The first write under a condition that holds. A store without such conditions may refuse it, and then the check is over. */
    private static void mayBeRefused(Run run, Shelf shelf, Write write) {
        try {
            write.make();
        } catch (ConnectorException e) {
            run.record("a write under a condition that holds", e);
            if (e.kind() == ErrorKind.UNSUPPORTED && !shelf.has(Feature.ATOMIC_CONDITIONS)) {
                throw new NotOffered(
                        "the store refuses this condition with UNSUPPORTED, and does not declare ATOMIC_CONDITIONS");
            }
            throw new AssertionError(
                    "A write under a condition that holds failed with " + e.kind() + ": " + e.getMessage());
        }
    }

    private static void refused(
            Run run, Shelf shelf, String what, Set<ErrorKind> kinds, Write write, String name, byte[] content) {
        ConnectorException error = run.failure(what, () -> {
            write.make();
            return NO_ERROR;
        });
        boolean unsupported = error.kind() == ErrorKind.UNSUPPORTED && !shelf.has(Feature.ATOMIC_CONDITIONS);
        require(
                unsupported || kinds.contains(error.kind()),
                what + " must fail with " + kinds + ", but failed with " + error.kind() + ": " + error.getMessage());
        Shelf.requireSame(content, shelf.stored(name), what + " left another file");
    }
}
