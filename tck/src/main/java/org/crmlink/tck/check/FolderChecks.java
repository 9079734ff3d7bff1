package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.AttachmentCapabilities.Feature;
import org.crmlink.sdk.attachment.AttachmentRef;
import org.crmlink.sdk.attachment.WriteCondition;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.NotOffered;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Shelf;
import org.crmlink.tck.run.Specimens;

/** C3, for files: folders, new names, earlier versions and the record that a file belongs to. */
final class FolderChecks {

    private static final int SIZE = 300;
    private static final Set<ErrorKind> TAKEN = Set.of(ErrorKind.ALREADY_EXISTS, ErrorKind.CONFLICT);
    private static final WriteCondition ALWAYS = new WriteCondition.Always();

    private static String folderName() {
        return "folder-" + Specimens.marker().substring(0, 12);
    }

    private static Shelf shelf(Run run, Feature... needed) {
        Shelf shelf = Shelf.of(run, needed);
        if (shelf.back().owner().isPresent()) {
            throw new UnsupportedOperationException("the back door has no files beside those of a record");
        }
        return shelf;
    }

    /** Takes folders away that a check has made, if the store can. */
    private static void remove(Run run, Shelf shelf, Attachment folder) {
        shelf.back().paths().forEach(shelf.back()::delete);
        if (shelf.has(Feature.DELETE)) {
            try {
                shelf.store().delete(folder.ref(), ALWAYS);
            } catch (ConnectorException e) {
                run.record("delete() of a folder", e);
            }
        }
    }

    /**
     * Does: makes a folder, makes it once more, makes one in it and uploads a file into that one; lists the root, the folder and the inner one.
     * Why: a host that mirrors a tree takes the listing of each folder for what is directly in it.
     * Not run: if the store does not declare FOLDERS and WRITE.
     * Look at: which parent goes with the request, whether a folder that is there is returned, and which folder list() asks for.
     */
    @Check(value = Requirement.R14, witnesses = "a file is in an inner folder")
    void foldersHoldWhatWasPutIntoThem(Run run) {
        Shelf shelf = shelf(run, Feature.READ, Feature.WRITE, Feature.FOLDERS);
        String outerName = folderName();
        Attachment outer = shelf.store().createFolder(Optional.empty(), outerName);
        try {
            requireFolder(outer, outerName);
            Attachment again = shelf.store().createFolder(Optional.empty(), outerName);
            require(
                    again.ref().equals(outer.ref()),
                    "A folder was made twice under one name, and createFolder() returned two: one that exists is returned.");
            String innerName = folderName();
            Attachment inner = shelf.store().createFolder(Optional.of(outer.ref()), innerName);
            requireFolder(inner, innerName);
            String name = Shelf.name();
            byte[] content = shelf.content(SIZE);
            Attachment file = shelf.upload(shelf.in(inner.ref(), name, SIZE), content, content.length);
            String path = outerName + "/" + innerName + "/" + name;
            run.witness(
                    "a file is in an inner folder",
                    shelf.back().paths().stream().anyMatch(one -> one.endsWith(name)));
            require(
                    shelf.back().paths().equals(Set.of(path)),
                    "A file that was uploaded into a folder's folder is elsewhere, by the back door's word. Look at "
                            + "UploadTarget.parent(), and at the parent of createFolder().");
            requireListed(shelf, Optional.of(inner.ref()), Set.of(name), "an inner folder");
            requireListed(shelf, Optional.of(outer.ref()), Set.of(innerName), "a folder");
            Set<String> root = shelf.names(Optional.empty());
            require(
                    root.contains(outerName) && !root.contains(innerName) && !root.contains(name),
                    "list() of the root must hold the folder that was made there, and nothing that is in it.");
            Attachment told = shelf.store().stat(inner.ref());
            require(
                    told.folder() && told.name().equals(innerName),
                    "stat() of a folder does not say that it is this folder.");
            Shelf.requireSame(
                    content, shelf.download(file.ref(), 0, Optional.empty(), SIZE), "A file in an inner folder");
        } finally {
            remove(run, shelf, outer);
        }
    }

    private static void requireFolder(Attachment folder, String name) {
        require(
                folder.folder() && folder.name().equals(name),
                "createFolder() must return the folder that was asked for, with its name, but returned "
                        + (folder.folder() ? "one of another name." : "a file."));
    }

    private static void requireListed(Shelf shelf, Optional<AttachmentRef> folder, Set<String> expected, String what) {
        Set<String> listed = shelf.names(folder);
        require(
                listed.equals(expected),
                "list() of " + what + " brought " + listed.size() + " entries instead of the " + expected.size()
                        + " that are directly in it. Look at which folder is asked for.");
    }

    /**
     * Does: renames a file, moves it into a folder and back out by another file's name that is taken, under the condition that it is free, and renames
     * one that is gone.
     * Why: a rename that copies, loses or overwrites is a lost file on the other side.
     * Not run: if the store does not declare RENAME. Moves are left out without FOLDERS.
     * Look at: which of name and parent go with the request; what the server does when the name is taken.
     */
    @Check(value = Requirement.R14, witnesses = "a file has another name")
    void aRenamedFileIsTheSameFile(Run run) {
        Shelf shelf = shelf(run, Feature.READ, Feature.RENAME);
        String old = Shelf.name();
        byte[] content = shelf.content(SIZE);
        Attachment file = shelf.put(old, content);
        String name = Shelf.name();
        Attachment renamed = shelf.store().rename(file.ref(), Optional.empty(), name, ALWAYS);
        run.witness("a file has another name", shelf.back().get(name).isPresent());
        requireMoved(shelf, file, renamed, name, content, "rename()");
        String taken = Shelf.name();
        byte[] other = shelf.content(SIZE);
        shelf.put(taken, other);
        ConnectorException error = run.failure(
                "rename() to a name that is taken, under the condition that it is free,",
                () -> shelf.store().rename(renamed.ref(), Optional.empty(), taken, new WriteCondition.IfAbsent()));
        require(
                TAKEN.contains(error.kind())
                        || error.kind() == ErrorKind.UNSUPPORTED && !shelf.has(Feature.ATOMIC_CONDITIONS),
                "rename() to a name that is taken must fail with ALREADY_EXISTS or CONFLICT, but failed with "
                        + error.kind() + ".");
        Shelf.requireSame(other, shelf.stored(taken), "A file whose name another one was refused");
        Shelf.requireSame(content, shelf.stored(name), "A file that was refused a name");
        if (shelf.has(Feature.FOLDERS)) {
            move(run, shelf, renamed, content);
        }
        shelf.back().paths().forEach(shelf.back()::delete);
        run.failure(
                "rename() of a file that is gone",
                Set.of(ErrorKind.NOT_FOUND),
                () -> shelf.store().rename(renamed.ref(), Optional.empty(), old, ALWAYS));
    }

    private static void move(Run run, Shelf shelf, Attachment file, byte[] content) {
        String folderName = folderName();
        Attachment folder = shelf.store().createFolder(Optional.empty(), folderName);
        try {
            Attachment moved = shelf.store().rename(file.ref(), Optional.of(folder.ref()), file.name(), ALWAYS);
            requireMoved(shelf, file, moved, folderName + "/" + file.name(), content, "rename() into a folder");
            String name = Shelf.name();
            Attachment within = shelf.store().rename(moved.ref(), Optional.empty(), name, ALWAYS);
            requireMoved(shelf, file, within, folderName + "/" + name, content, "rename() without a new parent");
        } finally {
            remove(run, shelf, folder);
        }
    }

    private static void requireMoved(
            Shelf shelf, Attachment before, Attachment after, String path, byte[] content, String what) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        Set<String> paths = new TreeSet<>(shelf.back().paths());
        require(
                paths.contains(path),
                "After " + what + " the file is not where it was moved to, by the back door's word: an empty parent "
                        + "keeps the folder, another one is where it goes.");
        paths.removeIf(one -> !one.equals(before.ref().path()) && !one.endsWith("/" + before.name()));
        paths.remove(path);
        require(paths.isEmpty(), "After " + what + " the file is still where it was, too: it was copied.");
        require(
                after.name().equals(name) && !after.folder(),
                what + " returned an attachment of another name than the new one.");
        require(
                before.ref().id().equals(after.ref().id()),
                what + " gave the file another id: hosts take it for another file.");
        Shelf.requireSame(content, shelf.stored(path), "A file after " + what);
        Shelf.requireSame(
                content,
                shelf.download(after.ref(), 0, Optional.empty(), content.length),
                "A file after " + what + ", as it is downloaded");
    }

    /**
     * Does: writes a file three times through the back door, each time with another size, and asks for its versions.
     * Why: a history that holds the present, or goes the other way, makes a person take back the wrong thing.
     * Not run: if the store does not declare VERSIONS. Contents of earlier versions are not read: the contract names no way.
     * Look at: whether the answer holds the present version too, and its order.
     */
    @Check(value = Requirement.R14, witnesses = "the file was written three times")
    void earlierVersionsAreToldNewestFirst(Run run) {
        Shelf shelf = Shelf.of(run, Feature.READ, Feature.VERSIONS);
        String name = Shelf.name();
        List<Attachment> states = new ArrayList<>();
        for (int n = 1; n <= 3; n++) {
            states.add(shelf.put(name, shelf.content(SIZE * n)));
            if (n == 1) {
                require(
                        shelf.store().versions(states.get(0).ref()).isEmpty(),
                        "versions() of a file that was written once must be empty: the present is no earlier version.");
            }
        }
        run.witness(
                "the file was written three times",
                shelf.back().get(name).filter(now -> now.length == 3 * SIZE).isPresent());
        Attachment now = states.get(2);
        List<Attachment> versions = shelf.store().versions(now.ref());
        require(
                versions.size() == 2,
                "versions() of a file that was written three times must tell two earlier versions, but told "
                        + versions.size() + ": the present is no earlier version.");
        for (int n = 0; n < 2; n++) {
            Attachment expected = states.get(1 - n);
            Attachment told = versions.get(n);
            require(
                    told.size().equals(expected.size()) || told.size().isEmpty(),
                    "The sizes of earlier versions are not those that the file had, newest first.");
            require(
                    told.contentVersion().equals(expected.contentVersion())
                            || told.contentVersion().isEmpty()
                            || expected.contentVersion().isEmpty(),
                    "The contentVersion of an earlier version is not the one that the file had then, newest first.");
        }
    }

    /**
     * Does: uploads a file for a record, and lists the files of that record and of another one.
     * Why: attachments are seen beside their record, or by nobody.
     * Not run: if the store cannot be written, or refuses records with UNSUPPORTED because it knows none.
     * Look at: UploadTarget.record() in the request that begins or ends an upload, and the filter of list(RecordRef).
     */
    @Check(value = Requirement.R14, witnesses = "a file belongs to a record")
    void filesOfARecordAreListedWithIt(Run run) {
        Shelf shelf = Shelf.of(run, Feature.READ, Feature.WRITE);
        if (run.connector().facet(EntityMetadata.class).isEmpty()) {
            throw new NotOffered("the connector has no records");
        }
        RecordRef owner = shelf.back().owner().orElseGet(() -> record(run, run.entity()));
        RecordRef other = record(run, run.entity());
        String name = Shelf.name();
        byte[] content = shelf.content(SIZE);
        try {
            shelf.upload(shelf.of(owner, name, SIZE), content, content.length);
        } catch (ConnectorException e) {
            run.record("an upload for a record", e);
            if (e.kind() == ErrorKind.UNSUPPORTED) {
                throw new NotOffered("the store's files belong to no record");
            }
            throw e;
        }
        run.witness("a file belongs to a record", shelf.back().paths().stream().anyMatch(path -> path.endsWith(name)));
        Optional<Attachment> listed = Optional.ofNullable(shelf.listed(owner).get(name));
        require(
                listed.isPresent(),
                "A file that was uploaded for a record is not among that record's files. Look at UploadTarget.record() "
                        + "and at list(RecordRef).");
        require(
                listed.flatMap(Attachment::record)
                        .filter(one -> !one.equals(owner))
                        .isEmpty(),
                "A file that was uploaded for a record is listed as another record's.");
        require(
                !shelf.listed(other).containsKey(name),
                "A file that belongs to a record is listed among another record's files.");
    }

    private static RecordRef record(Run run, EntityType entity) {
        return new RecordRef(entity.name(), run.seed(entity, 1).get(0).id());
    }
}
