package org.crmlink.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.salesforce.org.Blob;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.org.RecordIds;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;

/** The files of an org's records, Salesforce Files, behind the back of the client that is tested. Thread-safe; of any size, of which little is in memory. */
public final class SalesforceFiles {

    private static final String DOCUMENT = "ContentDocument";
    private static final String VERSION = "ContentVersion";
    private static final String LINK = "ContentDocumentLink";
    private static final String DOCUMENT_ID = "ContentDocumentId";

    private final SalesforceBackstage backstage;
    private final RecordStore store;

    SalesforceFiles(SalesforceBackstage backstage, RecordStore store) {
        this.backstage = backstage;
        this.store = store;
    }

    /**
     * Makes a new file and links it to a record.
     *
     * @param record id of the record
     * @param name {@code PathOnClient}; the title is the name without its ending
     * @param content read to its end and closed
     * @return id of the {@code ContentDocument}
     * @throws OrgException as a client's request would be refused
     */
    public String add(String record, String name, InputStream content) {
        return documentOf(backstage.insert(
                VERSION, Map.of("PathOnClient", name, "FirstPublishLocationId", record, "VersionData", content)));
    }

    /**
     * Gives a file a new version.
     *
     * @param id of the {@code ContentDocument}
     * @param name {@code PathOnClient} of the version, whence the file's title
     * @param content read to its end and closed
     * @throws OrgException as a client's request would be refused
     */
    public void replace(String id, String name, InputStream content) {
        backstage.insert(VERSION, Map.of("PathOnClient", name, DOCUMENT_ID, id, "VersionData", content));
    }

    /** The files that are linked to a record, in the order of the links. */
    public List<SalesforceFile> of(String record) {
        List<SalesforceFile> files = new ArrayList<>();
        RecordIds.normalized(record)
                .ifPresent(id -> store.withValue(object(LINK), field(LINK, "LinkedEntityId"), id).stream()
                        .filter(link -> !link.isDeleted())
                        .forEach(link -> get(text(link, DOCUMENT_ID)).ifPresent(files::add)));
        return List.copyOf(files);
    }

    /** A file by the id of its {@code ContentDocument}, unless it is deleted. */
    public Optional<SalesforceFile> get(String id) {
        return newest(id).map(version -> {
            Optional<Blob> bytes = bytes(version);
            return new SalesforceFile(
                    text(version, DOCUMENT_ID),
                    version.id(),
                    text(version, "Title"),
                    text(version, "PathOnClient"),
                    bytes.map(Blob::size).orElse(0L),
                    bytes.map(Blob::md5).orElse(""));
        });
    }

    /**
     * The bytes of the newest version, none if there is no such file.
     *
     * @param id of the {@code ContentDocument}
     * @throws IOException if it was just purged
     */
    public Optional<InputStream> open(String id) throws IOException {
        Optional<Row> version = newest(id);
        if (version.isEmpty()) {
            return Optional.empty();
        }
        Optional<Blob> bytes = bytes(version.get());
        return Optional.of(bytes.isPresent() ? bytes.get().open() : InputStream.nullInputStream());
    }

    /** Puts a file with its versions and links into the recycle bin, and says whether it was there. */
    public boolean delete(String id) {
        return backstage.delete(DOCUMENT, id);
    }

    private Optional<Row> newest(String document) {
        return RecordIds.normalized(document)
                .flatMap(store::get)
                .filter(row -> !row.isDeleted() && row.object().name().equals(DOCUMENT))
                .flatMap(row -> store.get(text(row, "LatestPublishedVersionId")));
    }

    private String documentOf(String version) {
        return store.get(version).map(row -> text(row, DOCUMENT_ID)).orElseThrow();
    }

    private static Optional<Blob> bytes(Row version) {
        return version.get("VersionData") instanceof Blob blob ? Optional.of(blob) : Optional.empty();
    }

    private static String text(Row row, String field) {
        return row.get(field) instanceof String text ? text : "";
    }

    private SObject object(String name) {
        return store.schema().object(name).orElseThrow();
    }

    private Field field(String object, String name) {
        return object(object).field(name).orElseThrow();
    }
}
