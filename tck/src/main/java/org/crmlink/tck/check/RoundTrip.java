package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.tck.run.Fidelity;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Writing;
import org.jspecify.annotations.Nullable;

/** Values on their way to the backend and back. */
final class RoundTrip {

    private RoundTrip() {}

    /**
     * Sends records through the connector and looks at what the backend holds; makes them by the back door and looks at what the connector reads.
     *
     * @param records values by a name that may be shown
     * @param fields what is compared
     */
    static void both(Run run, Writing writing, Map<String, Map<String, @Nullable Object>> records, List<Field> fields) {
        there(writing, records, fields);
        back(run, writing, records, fields);
    }

    private static void there(Writing writing, Map<String, Map<String, @Nullable Object>> records, List<Field> fields) {
        Map<String, Mutation.Create> creates = new LinkedHashMap<>();
        records.forEach((name, values) -> creates.put(name, writing.create(values)));
        Map<String, MutationResult> results = writing.send(List.copyOf(creates.values()));
        creates.forEach((name, create) -> {
            MutationResult.Applied applied =
                    writing.applied("A create with " + name, Objects.requireNonNull(results.get(create.operationId())));
            Map<String, @Nullable Object> held = writing.held(applied.id());
            compare(writing.entity(), fields, create.values(), held, name, "on its way to the backend");
        });
    }

    private static void back(
            Run run, Writing writing, Map<String, Map<String, @Nullable Object>> records, List<Field> fields) {
        Map<String, String> ids = new LinkedHashMap<>();
        records.forEach((name, values) -> {
            // a marker of its own, as the first sending took the one of the values
            Map<String, @Nullable Object> copy = new LinkedHashMap<>(values);
            if (fields.stream().noneMatch(field -> field.name().equals(writing.marker()))) {
                copy.put(writing.marker(), writing.secret());
            }
            ids.put(name, run.seed(writing.entity(), copy).id());
        });
        List<String> names =
                fields.stream().filter(Field::readable).map(Field::name).toList();
        Map<String, Row> rows = writing.rows(new ArrayList<>(ids.values()), names);
        ids.forEach((name, id) -> {
            Map<String, @Nullable Object> read =
                    Fidelity.values(names, Objects.requireNonNull(rows.get(id)).values());
            List<Field> readable = fields.stream().filter(Field::readable).toList();
            compare(
                    writing.entity(),
                    readable,
                    Objects.requireNonNull(records.get(name)),
                    read,
                    name,
                    "on its way from the backend");
        });
    }

    private static void compare(
            EntityType entity,
            List<Field> fields,
            Map<String, @Nullable Object> given,
            Map<String, @Nullable Object> held,
            String name,
            String where) {
        List<String> differing = new ArrayList<>();
        for (Field field : fields) {
            if (!Fidelity.same(entity, field, given.get(field.name()), held.get(field.name()))) {
                differing.add(field.name() + " (" + field.type() + ")");
            }
        }
        require(
                differing.isEmpty(),
                "A record of '" + entity.name() + "' with " + name + " was changed " + where + ": " + differing
                        + ". A value comes to the letter, or its field declares the normalisation, or it is refused.");
    }
}
