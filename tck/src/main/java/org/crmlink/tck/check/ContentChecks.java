package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.AttachmentCapabilities.Feature;
import org.crmlink.sdk.attachment.Download;
import org.crmlink.tck.Budget;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Shelf;
import org.crmlink.tck.run.Specimens;

/** C19: contents and names of files. */
final class ContentChecks {

    private static final int LARGE = 25 * 1024 * 1024;
    private static final int NAME_OF_LENGTH = 255;

    /** Names that one store or another cannot hold, and that none may change. */
    private static final List<String> NAMES = List.of(
            "plain.txt",
            "two  blanks and a 'quote'.txt",
            "ümläut ñ ß.txt",
            "caf\u00e9.txt",
            "cafe\u0301.txt",
            "\u6f22\u5b57 \u05e2\u05d1\u05e8\u05d9\u05ea.txt",
            "\ud83d\udc69\u200d\ud83d\udcbb.txt",
            "100% %41 %2F +.txt",
            "a&b=c;d#e?f.txt",
            "\"double\" <angle> |pipe|.txt",
            "star * colon : tilde ~.txt",
            "back\\slash.txt",
            "slash/inside.txt",
            " blank at both ends ",
            "dot at the end.",
            ".hidden",
            "..",
            "line\nbreak.txt",
            "CON");

    /**
     * Does: uploads files of 0, 1, c−1, c, c+1 and 2c+1 bytes (c is the store's piece), with the size told beforehand and without, and compares with the
     * back door what is stored, and what is downloaded.
     * Why: the byte that is lost at the border of two pieces makes every large file worthless, and nobody sees it in small ones.
     * Not run: if the store cannot be read and written.
     * Look at: how append() cuts what it is given, and what finish() and download() take for the end.
     */
    @Check(value = Requirement.R82, witnesses = "files of more than one piece were sent")
    void contentIsExactWhateverItsSize(Run run) {
        Shelf shelf = Shelf.straight(run, Feature.READ, Feature.WRITE);
        int piece = shelf.piece();
        for (int size : List.of(0, 1, piece - 1, piece, piece + 1, 2 * piece + 1)) {
            byte[] content = shelf.content(size);
            for (boolean known : List.of(true, false)) {
                if (!known && size > piece + 1) {
                    continue;
                }
                String what = "A file of " + size + " bytes (a piece has " + piece + "), "
                        + (known ? "size told beforehand and sent at once" : "size not told and sent in pieces");
                OptionalLong told = known ? OptionalLong.of(size) : OptionalLong.empty();
                String name = Shelf.name();
                Attachment file = shelf.upload(shelf.target(name, told), content, known ? Math.max(1, size) : piece);
                run.witness("files of more than one piece were sent", !known && size > piece);
                Shelf.requireSame(content, shelf.stored(name), what + ", as it is stored");
                requireFacts(file, name, size, what);
                Shelf.requireSame(
                        content, shelf.download(file.ref(), 0, Optional.empty(), size), what + ", as it is downloaded");
                shelf.back().delete(name);
            }
        }
        run.evidence("six sizes around " + piece + " bytes");
    }

    private static void requireFacts(Attachment file, String name, long size, String what) {
        require(!file.folder(), what + ": finish() returned a folder.");
        require(
                file.name().equals(name),
                what + ": finish() returned another name. A name is kept to the letter, or refused with INVALID_DATA.");
        require(
                file.size().orElse(size) == size,
                what + ": finish() says that it has " + file.size().orElse(-1) + " bytes.");
        require(
                file.mediaType().isEmpty() || file.mediaType().indexOf('/') > 0,
                what + ": '" + file.mediaType() + "' is no media type.");
    }

    /**
     * Does: puts files through the back door, lists, asks and downloads them through the connector, and compares name, size, versions and content; then
     * writes one anew and compares again. Asks for a file that is not there.
     * Why: what listing, question and download say of one file must be one thing, or a host copies it for ever, or never again.
     * Not run: if the store cannot be read.
     * Look at: which field of the store's answers size and versions are taken from.
     */
    @Check(value = Requirement.R82, witnesses = "the back door changed the file")
    void listingStatAndDownloadTellTheSame(Run run) {
        Shelf shelf = Shelf.of(run, Feature.READ);
        String name = Shelf.name();
        byte[] content = shelf.content(5_000);
        shelf.put(name, content);
        Attachment first = requireTold(shelf, name, content);
        byte[] other = shelf.content(4_000);
        shelf.back().put(name, other);
        Attachment second = requireTold(shelf, name, other);
        run.witness(
                "the back door changed the file",
                shelf.back().get(name).filter(now -> now.length == other.length).isPresent());
        for (String[] pair : new String[][] {
            {first.version(), second.version(), "version"},
            {first.contentVersion(), second.contentVersion(), "contentVersion"}
        }) {
            require(
                    pair[0].isEmpty() == pair[1].isEmpty() && (pair[0].isEmpty() || !pair[0].equals(pair[1])),
                    "The content of a file was changed and its " + pair[2]
                            + " was not: hosts see by it that there is something new.");
        }
        shelf.back().delete(name);
        run.failure(
                "stat() of a file that was deleted",
                Set.of(ErrorKind.NOT_FOUND),
                () -> shelf.store().stat(second.ref()));
        run.failure(
                "download() of a file that was deleted",
                Set.of(ErrorKind.NOT_FOUND),
                () -> shelf.download(second.ref(), 0, Optional.empty(), other.length));
    }

    private static Attachment requireTold(Shelf shelf, String name, byte[] content) {
        Attachment listed =
                shelf.find(name).orElseThrow(() -> new AssertionError("A file is not in the listing any more."));
        Attachment asked = shelf.store().stat(listed.ref());
        Attachment downloaded;
        try (Download download = shelf.store().download(asked.ref(), 0, Optional.empty())) {
            downloaded = download.attachment();
            Shelf.requireSame(content, Shelf.read(download.content(), content.length), "A file of the back door's");
        }
        for (Attachment one : List.of(listed, asked, downloaded)) {
            require(
                    one.size().orElse(content.length) == content.length,
                    "A file has " + content.length + " bytes and the connector says "
                            + one.size().orElse(-1) + ".");
            require(
                    one.version().equals(asked.version())
                            && one.contentVersion().equals(asked.contentVersion()),
                    "Listing, stat() and download() tell different versions of one file that nobody changes.");
        }
        require(
                asked.name().equals(listed.name()) && downloaded.name().equals(listed.name()),
                "Listing, stat() and download() tell different names of one file.");
        return asked;
    }

    /**
     * Does: uploads files of 19 difficult names: blanks, letters of all kinds, percent signs, slashes, dots, a line break, a name of devices, and one of 255
     * letters. Each is either there under exactly this name and no other, or refused with nothing left behind.
     * Why: a name that is escaped twice, cut or repaired makes another file, or overwrites one.
     * Not run: if the store cannot be read and written.
     * Look at: how names get into addresses and headers; which names the store refuses or repairs.
     */
    @Check(value = Requirement.R82, witnesses = "a name with blanks was kept or refused", seconds = 40)
    void aNameIsKeptToTheLetterOrRefused(Run run) {
        Shelf shelf = Shelf.straight(run, Feature.READ, Feature.WRITE);
        Map<String, byte[]> kept = new LinkedHashMap<>();
        List<String> refused = new ArrayList<>();
        List<String> names = new ArrayList<>(NAMES);
        names.add("n".repeat(NAME_OF_LENGTH));
        for (String name : names) {
            Set<String> before = shelf.back().paths();
            byte[] content = shelf.content(100);
            try {
                Attachment file =
                        shelf.upload(shelf.target(name, OptionalLong.of(content.length)), content, content.length);
                requireKept(shelf, before, name, file, content);
                kept.put(name, content);
            } catch (ConnectorException e) {
                run.record("an upload under a difficult name", e);
                requireRefused(shelf, before, name, e);
                refused.add(show(name));
            }
        }
        run.witness("a name with blanks was kept or refused", kept.size() + refused.size() == names.size());
        require(kept.containsKey("plain.txt"), "The name plain.txt was refused.");
        requireListed(shelf, kept);
        run.evidence(kept.size() + " names were kept; refused: " + refused);
    }

    private static void requireKept(Shelf shelf, Set<String> before, String name, Attachment file, byte[] content) {
        Set<String> added = new HashSet<>(shelf.back().paths());
        added.removeAll(before);
        require(
                added.size() == 1,
                "The upload of a file named " + show(name) + " made " + added.size()
                        + " files where there was none of that name: look at how names are escaped and compared.");
        String path = added.iterator().next();
        require(
                file.name().equals(name) && path.endsWith(name),
                "The name " + show(name) + " was changed silently, to " + show(path) + " in the store and "
                        + show(file.name())
                        + " in the answer. A name is kept to the letter, or refused with INVALID_DATA.");
        Shelf.requireSame(content, shelf.stored(path), "The file named " + show(name));
    }

    private static void requireRefused(Shelf shelf, Set<String> before, String name, ConnectorException error) {
        require(
                error.kind() == ErrorKind.INVALID_DATA || error.kind() == ErrorKind.LIMIT_EXCEEDED,
                "The name " + show(name) + " was refused with " + error.kind()
                        + "; a name that the store cannot hold is INVALID_DATA: " + error.getMessage());
        require(
                shelf.back().paths().equals(before),
                "The name " + show(name) + " was refused, and something was stored nevertheless.");
    }

    private static void requireListed(Shelf shelf, Map<String, byte[]> kept) {
        Map<String, Attachment> listed = shelf.listed();
        for (Map.Entry<String, byte[]> one : kept.entrySet()) {
            Attachment file = listed.get(one.getKey());
            if (file == null) {
                throw new AssertionError(
                        "The file named " + show(one.getKey()) + " is stored, and the listing has no such name.");
            }
            Shelf.requireSame(
                    one.getValue(),
                    shelf.download(file.ref(), 0, Optional.empty(), one.getValue().length),
                    "The file named " + show(one.getKey()) + ", as it is downloaded");
        }
    }

    private static String show(String name) {
        String shown = name.length() > 40 ? name.substring(0, 10) + "… (" + name.length() + " letters)" : name;
        return "\"" + shown.replace("\n", "\\n") + "\"";
    }

    /**
     * Does: uploads and downloads a file of 25 MB, in pieces of about a megabyte.
     * Why: counters and buffers that are too small show with many pieces only.
     * Not run: if the store cannot be read and written, or holds no files of that size.
     * Look at: the offsets of later pieces.
     */
    @Check(value = Requirement.R82, witnesses = "more than two pieces were sent", budget = Budget.FULL, seconds = 90)
    void aFileOf25MegabytesIsExact(Run run) {
        Shelf shelf = Shelf.straight(run, Feature.READ, Feature.WRITE);
        int size = (int) Math.min(LARGE, shelf.capabilities().maxSize());
        int piece = shelf.piece() * Math.max(1, 1_048_576 / shelf.piece());
        byte[] content = shelf.content(size);
        String name = "large-" + Specimens.marker().substring(0, 8) + ".bin";
        Attachment file = shelf.upload(shelf.target(name, OptionalLong.of(size)), content, piece);
        run.witness("more than two pieces were sent", size / piece > 2);
        Shelf.requireSame(content, shelf.stored(name), "A file of " + size + " bytes, as it is stored");
        Shelf.requireSame(
                content,
                shelf.download(file.ref(), 0, Optional.empty(), size),
                "A file of " + size + " bytes, as it is downloaded");
        shelf.back().delete(name);
    }
}
