package org.crmlink.tck.run;

import static org.crmlink.tck.run.Run.require;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.AttachmentCapabilities;
import org.crmlink.sdk.attachment.AttachmentCapabilities.Feature;
import org.crmlink.sdk.attachment.AttachmentChange;
import org.crmlink.sdk.attachment.AttachmentFeed;
import org.crmlink.sdk.attachment.AttachmentRef;
import org.crmlink.sdk.attachment.AttachmentStore;
import org.crmlink.sdk.attachment.Download;
import org.crmlink.sdk.attachment.HashKind;
import org.crmlink.sdk.attachment.UploadSession;
import org.crmlink.sdk.attachment.UploadTarget;
import org.crmlink.sdk.attachment.WriteCondition;
import org.crmlink.tck.FileBackdoor;

/** The files of one check: the store through the connector, and through the back door. It is empty at first. One-at-a-time. */
public final class Shelf {

    /** The smallest piece that is worth being called one; where a store has no wishes, pieces are of that size. */
    private static final int SMALLEST_PIECE = 64 * 1024;

    /** A shorter text may occur by chance. */
    private static final int SHORTEST_SECRET = 24;

    private static final Random RANDOM = new Random(7);

    private final Run run;
    private final AttachmentStore store;
    private final AttachmentCapabilities capabilities;
    private final FileBackdoor back;

    private Shelf(Run run, AttachmentStore store, FileBackdoor back) {
        this.run = run;
        this.store = store;
        this.back = back;
        this.capabilities = store.attachmentCapabilities();
    }

    /** The files, if the connector's store offers all these features; else the check does not apply. */
    public static Shelf of(Run run, Feature... needed) {
        AttachmentStore store = run.store();
        Set<Feature> offered = store.attachmentCapabilities().features();
        for (Feature feature : needed) {
            if (!offered.contains(feature)) {
                throw new NotOffered("the store does not declare " + feature);
            }
        }
        FileBackdoor back = run.backdoor().files();
        back.paths().forEach(back::delete);
        return new Shelf(run, store, back);
    }

    /** As {@link #of}, but with a connector that does not go through the proxy, which keeps in memory what passes. */
    public static Shelf straight(Run run, Feature... needed) {
        Shelf through = of(run, needed);
        URI backend = run.backdoor().url();
        URI origin = URI.create(backend.getScheme() + "://" + backend.getRawAuthority());
        AttachmentStore store = run.connect(run.configuration(origin))
                .facet(AttachmentStore.class)
                .orElseThrow(() ->
                        new AssertionError("A second connector of the same configuration has no AttachmentStore."));
        return new Shelf(run, store, through.back);
    }

    public AttachmentStore store() {
        return store;
    }

    public AttachmentCapabilities capabilities() {
        return capabilities;
    }

    public boolean has(Feature feature) {
        return capabilities.features().contains(feature);
    }

    public FileBackdoor back() {
        return back;
    }

    /** A size that every piece but the last may have. */
    public int piece() {
        int multiple = capabilities.chunkMultiple();
        return multiple * Math.max(1, (SMALLEST_PIECE + multiple - 1) / multiple);
    }

    /** Bytes of all kinds, which begin with a text that must not come out anywhere if there is room for it. */
    public byte[] content(int size) {
        byte[] bytes = new byte[size];
        RANDOM.nextBytes(bytes);
        byte[] marker = Specimens.marker().getBytes(StandardCharsets.US_ASCII);
        if (size >= marker.length) {
            System.arraycopy(marker, 0, bytes, 0, marker.length);
            run.forbid(new String(marker, StandardCharsets.US_ASCII));
        }
        return bytes;
    }

    /** A name that no other file has. */
    public static String name() {
        return "file-" + Specimens.marker().substring(0, 12) + ".bin";
    }

    /** Writes a file through the back door, finds it in the connector's listing and asks for it. */
    public Attachment put(String name, byte[] content) {
        back.put(name, content);
        Optional<Attachment> found = find(name);
        if (found.isEmpty()) {
            throw new AssertionError(
                    "A file that was put there is not in the connector's listing. Look at list(), and whether "
                            + "the back door and the connector work in the same folder.");
        }
        return store.stat(found.get().ref());
    }

    /** Looks for a file in the listing of the folder, or of the record, in which the kit works. */
    public Optional<Attachment> find(String name) {
        return Optional.ofNullable(listed().get(name));
    }

    /** What the connector lists where the kit works, by name. */
    public Map<String, Attachment> listed() {
        return back.owner().map(this::listed).orElseGet(() -> byName(store.list(Optional.<AttachmentRef>empty())));
    }

    /** The files of a record as the connector lists them, by name. */
    public Map<String, Attachment> listed(RecordRef record) {
        return byName(store.list(record));
    }

    /** The names of what is directly in a folder, as the connector lists it. */
    public Set<String> names(Optional<AttachmentRef> folder) {
        return byName(store.list(folder)).keySet();
    }

    private static Map<String, Attachment> byName(AttachmentFeed listing) {
        Map<String, Attachment> files = new LinkedHashMap<>();
        for (AttachmentChange change : FileChanges.all(listing).changes()) {
            if (change instanceof AttachmentChange.Changed changed) {
                files.put(changed.attachment().name(), changed.attachment());
            }
        }
        return files;
    }

    /** A new file of that name. */
    public UploadTarget target(String name, OptionalLong size) {
        return target(name, size, Map.of(), new WriteCondition.Always());
    }

    /** A new file of that name. */
    public UploadTarget target(String name, OptionalLong size, Map<HashKind, String> hashes, WriteCondition condition) {
        return new UploadTarget(
                Optional.empty(),
                Optional.empty(),
                back.owner(),
                name,
                "application/octet-stream",
                size,
                hashes,
                condition);
    }

    /** A new file in a folder. */
    public UploadTarget in(AttachmentRef folder, String name, long size) {
        return target(Optional.of(folder), Optional.empty(), name, size);
    }

    /** A new file of a record. */
    public UploadTarget of(RecordRef record, String name, long size) {
        return target(Optional.empty(), Optional.of(record), name, size);
    }

    private static UploadTarget target(
            Optional<AttachmentRef> folder, Optional<RecordRef> record, String name, long size) {
        return new UploadTarget(
                Optional.empty(),
                folder,
                record,
                name,
                "application/octet-stream",
                OptionalLong.of(size),
                Map.of(),
                new WriteCondition.Always());
    }

    /** In place of a file. */
    public UploadTarget over(Attachment file, long size, WriteCondition condition) {
        return new UploadTarget(
                Optional.of(file.ref()),
                Optional.empty(),
                Optional.empty(),
                file.name(),
                "application/octet-stream",
                OptionalLong.of(size),
                Map.of(),
                condition);
    }

    /** Begins an upload; what it remembers must not come out. */
    public UploadSession begin(UploadTarget target) {
        UploadSession session = store.begin(target);
        String state = session.state().reveal();
        if (state.length() >= SHORTEST_SECRET) {
            run.forbid(state);
        }
        return session;
    }

    /** Sends some bytes of a content from the session's offset on. */
    public UploadSession append(AttachmentStore through, UploadSession session, byte[] content, int length) {
        int from = Math.toIntExact(session.offset());
        UploadSession after = through.append(session, new ByteArrayInputStream(content, from, length), length);
        require(
                after.offset() == from + (long) length,
                "append() of " + length + " bytes at " + from + " ended without an error at the offset "
                        + after.offset()
                        + ": a session's offset says how many bytes the store has, and what it does not take is an error.");
        return after;
    }

    /** Uploads in pieces. */
    public Attachment upload(UploadTarget target, byte[] content, int piece) {
        UploadSession session = begin(target);
        while (session.offset() < content.length) {
            session = append(store, session, content, (int) Math.min(piece, content.length - session.offset()));
        }
        return store.finish(session);
    }

    /** Gives an upload up after the check is through with it. */
    public void giveUp(UploadSession session) {
        try {
            store.abort(session);
        } catch (ConnectorException e) {
            run.record("abort()", e);
        }
    }

    /** Reads a file from an offset on. */
    public byte[] download(AttachmentRef ref, long offset, Optional<String> version, int expected) {
        try (Download download = store.download(ref, offset, version)) {
            require(
                    download.offset() == offset,
                    "download() was asked for the offset " + offset + " and says that its bytes begin at "
                            + download.offset() + ".");
            return read(download.content(), expected);
        }
    }

    /** Reads to the end, but little more than is expected. */
    public static byte[] read(InputStream content, int expected) {
        try {
            return content.readNBytes(expected + 64);
        } catch (IOException e) {
            throw new AssertionError("Reading a download failed with " + e
                    + ": read errors must be ConnectorExceptions, with advice whether to try again.");
        }
    }

    /** Fails unless bytes are as they must be. */
    public static void requireSame(byte[] expected, byte[] found, String what) {
        if (!Arrays.equals(expected, found)) {
            throw new AssertionError(what + ": the content differs, " + found.length + " bytes instead of "
                    + expected.length + ", the first difference at " + Arrays.mismatch(expected, found)
                    + ". Look at how pieces are cut and put together.");
        }
    }

    /** The content of a file as the back door has it. */
    public byte[] stored(String path) {
        return back.get(path)
                .orElseThrow(() ->
                        new AssertionError("The file that was uploaded is not there, by the back door's word. Look "
                                + "at the name and the folder under which it was stored, and at finish()."));
    }

    /** A checksum, by computation or by the store's word. */
    public String hash(HashKind kind, byte[] content) {
        return ContentHash.of(kind, content)
                .or(() -> Optional.ofNullable(put(name(), content).hashes().get(kind)))
                .orElseThrow(() -> new UnsupportedOperationException("the back door has no " + kind
                        + " of a file, the kit cannot compute it, and the store does not tell it"));
    }
}
