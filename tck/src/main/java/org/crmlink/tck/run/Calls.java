package org.crmlink.tck.run;

import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.access.AccessInfo;
import org.crmlink.sdk.attachment.AttachmentRef;
import org.crmlink.sdk.attachment.AttachmentStore;
import org.crmlink.sdk.attachment.UploadTarget;
import org.crmlink.sdk.attachment.WriteCondition;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.Uploader;

/** Every call of a connector that goes to the server, each with arguments that could work. */
public final class Calls {

    private final Connector connector;
    private final List<Named> all = new ArrayList<>();

    /**
     * A call with a name for people.
     *
     * @param name the call in words
     */
    public record Named(String name, Run.Call call) {}

    private Calls(Connector connector) {
        this.connector = connector;
    }

    /** The calls of a connector; its facets and a stream are taken now. */
    public static Calls of(Run run, Connector connector) {
        Calls calls = new Calls(connector);
        EntityType entity = run.entity();
        calls.add("identify()", connector::identify);
        connector.facet(EntityMetadata.class).ifPresent(metadata -> calls.metadata(metadata, entity));
        connector.facet(ChangeReader.class).ifPresent(reader -> calls.reader(run, reader, entity));
        connector.facet(Uploader.class).ifPresent(uploader -> calls.uploader(run, uploader, entity));
        connector.facet(AttachmentStore.class).ifPresent(store -> calls.store(store, entity));
        connector.facet(AccessInfo.class).ifPresent(calls::access);
        return calls;
    }

    private void add(String name, Run.Call call) {
        all.add(new Named(name, call));
    }

    private void metadata(EntityMetadata metadata, EntityType entity) {
        add("schemaVersion()", metadata::schemaVersion);
        add("entities()", metadata::entities);
        add("describe()", () -> metadata.describe(Set.of(entity.name())));
    }

    private void reader(Run run, ChangeReader reader, EntityType entity) {
        ChangeQuery query = Reading.query(run, entity);
        ChangeStream open = reader.changes(query);
        add("next() of a stream that was open", open::next);
        add("changes() and next()", () -> {
            try (ChangeStream stream = reader.changes(query)) {
                return stream.next();
            }
        });
        add("estimate()", () -> reader.estimate(query));
        add("ids()", () -> Reading.ids(reader, entity.name(), Filter.all()));
        add("fetch()", () -> reader.fetch(entity.name(), List.of(Specimens.newId()), query.fields()));
    }

    private void uploader(Run run, Uploader uploader, EntityType entity) {
        Mutation.Create create = new Mutation.Create(
                UUID.randomUUID().toString(),
                entity.name(),
                Optional.empty(),
                run.specimens(entity).minimal());
        add("upload()", () -> uploader.upload(List.of(create)));
        add("settle()", () -> uploader.settle(create, Instant.now()));
    }

    private void store(AttachmentStore store, EntityType entity) {
        AttachmentRef ref = new AttachmentRef("", "nothing-here.txt");
        UploadTarget target = new UploadTarget(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "new.txt",
                "text/plain",
                OptionalLong.of(1),
                Map.of(),
                new WriteCondition.Always());
        add(
                "list() of a folder",
                () -> store.list(Optional.<AttachmentRef>empty()).next());
        add(
                "list() of a record",
                () -> store.list(new RecordRef(entity.name(), Specimens.newId()))
                        .next());
        add("changes() of attachments", () -> store.changes(Optional.empty()).next());
        add("stat()", () -> store.stat(ref));
        add("download()", () -> store.download(ref, 0, Optional.empty()));
        add("begin() and append()", () -> {
            var session = store.begin(target);
            return store.append(session, InputStream.nullInputStream(), 0);
        });
        add("createFolder()", () -> store.createFolder(Optional.empty(), "new"));
        add("rename()", () -> store.rename(ref, Optional.empty(), "other.txt", new WriteCondition.Always()));
        add("delete()", () -> {
            store.delete(ref, new WriteCondition.Always());
            return null;
        });
        add("versions()", () -> store.versions(ref));
    }

    private void access(AccessInfo access) {
        add("fingerprint()", access::fingerprint);
    }

    /** Makes the connector log in and learn its metadata. */
    public void warmUp() {
        connector.identify();
    }

    public List<Named> all() {
        return List.copyOf(all);
    }
}
