package org.crmlink.tck.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.tck.Backdoor;
import org.jspecify.annotations.Nullable;

/** The two acts that most faults are tried on: reading one page, and changing one record. */
public final class Acts {

    private Acts() {}

    /** Reads once to the end and says who it is, so that login and metadata are out of the way of what follows. */
    public static void warmUp(Run run, EntityType entity) {
        run.connector().identify();
        Reading.all(run.reader(), Reading.query(run, entity));
    }

    /** Opens a full read and takes its first step. */
    public static ChangeStep firstStep(Run run, EntityType entity) {
        return firstStep(run, Reading.query(run, entity));
    }

    /** Opens a read and takes its first step. */
    public static ChangeStep firstStep(Run run, ChangeQuery query) {
        try (ChangeStream stream = run.reader().changes(query)) {
            return stream.next();
        }
    }

    /** The first entity that can be read and updated. */
    public static EntityType updatable(Run run) {
        run.uploader();
        return run.entity("an update", entity -> entity.capabilities().can(Operation.UPDATE));
    }

    /** The first entity that can be created. */
    public static EntityType creatable(Run run) {
        run.uploader();
        return run.entity("a create", entity -> entity.capabilities().can(Operation.CREATE));
    }

    /** An update of a record's marker, without a base version. */
    public static Mutation.Update update(Run run, EntityType entity, String id) {
        Map<String, Object> values = new LinkedHashMap<>();
        String marker = Specimens.marker();
        run.forbid(marker);
        values.put(run.specimens(entity).markerField(), marker);
        return new Mutation.Update(operationId(), entity.name(), id, Map.copyOf(values), Optional.empty());
    }

    /** A name for one write. */
    public static String operationId() {
        return UUID.randomUUID().toString();
    }

    /** The marker of a record as the backend has it now; empty if the record is gone. */
    public static Optional<String> marker(Run run, EntityType entity, String id) {
        Backdoor backdoor = run.backdoor();
        Optional<Map<String, @Nullable Object>> found;
        synchronized (backdoor) {
            // writers of several threads ask
            found = backdoor.get(entity.name(), id);
        }
        return found.map(
                values -> String.valueOf(values.get(run.specimens(entity).markerField())));
    }

    /** Whether an update has arrived. */
    public static boolean arrived(Run run, EntityType entity, Mutation.Update update) {
        Object sent = update.values().get(run.specimens(entity).markerField());
        return marker(run, entity, update.id())
                .filter(found -> found.equals(sent))
                .isPresent();
    }
}
