package org.crmlink.sandbox.salesforce.dml;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.OrgSchema;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.Work;
import org.jspecify.annotations.Nullable;

/** What effects read and write in a work: what clients may not write, too. Values are what records keep. Used by one thread. */
final class ServerWrites {

    private final Work work;
    private final OrgSchema schema;
    private final Defaults defaults;

    ServerWrites(Work work, OrgSchema schema, Defaults defaults) {
        this.work = work;
        this.schema = schema;
        this.defaults = defaults;
    }

    Work work() {
        return work;
    }

    Optional<SObject> object(String name) {
        return schema.object(name);
    }

    /** A record outside of the recycle bin. */
    Optional<Row> get(@Nullable Object id) {
        return id instanceof String known ? work.get(known).filter(row -> !row.isDeleted()) : Optional.empty();
    }

    /** Records of an object whose lookup points to one; none if there is no such object or lookup. */
    List<Row> pointing(String object, String lookup, String target) {
        Optional<SObject> found = object(object);
        Optional<Field> field = found.flatMap(known -> known.field(lookup));
        return found.isPresent() && field.isPresent() ? work.find(found.get(), field.get(), target) : List.of();
    }

    /** Creates a record with defaults. */
    Row insert(SObject object, Map<String, ? extends @Nullable Object> values) {
        Draft draft = Draft.ofNew(object);
        values.forEach(draft::set);
        defaults.fill(work, draft);
        return work.insert(object, draft.cells());
    }

    /** Changes a record, unless it is so already; what is computed of the values is computed anew. */
    void set(Row row, Map<String, ? extends @Nullable Object> values) {
        Draft draft = Draft.of(work.lock(row.id()).orElse(row));
        values.forEach(draft::set);
        if (values.keySet().stream().anyMatch(draft::isChanged)) {
            Effects.of(draft.object()).forEach(effect -> effect.beforeSave(this, draft));
            work.update(row.id(), draft.cells());
        }
    }
}
