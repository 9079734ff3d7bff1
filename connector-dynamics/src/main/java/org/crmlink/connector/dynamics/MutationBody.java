package org.crmlink.connector.dynamics;

import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.Map;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.toolkit.json.Guids;
import org.crmlink.toolkit.json.StrictJson;
import org.crmlink.toolkit.odata.ODataValueWriter;
import org.jspecify.annotations.Nullable;

/** Writes the JSON of a mutation: values by their properties, lookups by their navigation properties. Thread-safe. */
@Singleton
final class MutationBody {

    private final DynamicsMetadata metadata;
    private final PartyLists partyLists;

    @Inject
    MutationBody(DynamicsMetadata metadata, PartyLists partyLists) {
        this.metadata = metadata;
        this.partyLists = partyLists;
    }

    /** @param apart whether lookups that are cleared are left out, because an operation of its own clears them */
    byte[] values(Table table, MutationValues values, boolean apart) {
        return json(generator -> {
            if (values.chosenId.isPresent()) {
                generator.writeStringField(table.key(), values.chosenId.get());
            }
            for (Column column : values.columns) {
                if (column.parties().isEmpty() && !(apart && values.isCleared(column))) {
                    member(generator, column, values.byField.get(column.name()));
                }
            }
            partyLists.write(generator, values.columns, values.byField);
        });
    }

    /** A reference to a record by its whole address. */
    static byte[] reference(String address) {
        return json(generator -> generator.writeStringField("@odata.id", address));
    }

    private void member(JsonGenerator json, Column column, @Nullable Object value) throws IOException {
        if (column.field().type() != FieldType.LOOKUP) {
            json.writeFieldName(column.name());
            ODataValueWriter.write(json, column.field().type(), value);
            return;
        }
        if (value instanceof RecordRef reference) {
            // Owners have one property for all targets, other polymorphic lookups one for each.
            json.writeStringField(
                    navigation(column, reference.entity()) + "@odata.bind",
                    "/"
                            + metadata.entry(reference.entity())
                                    .map(Catalogue.Entry::entitySet)
                                    .orElse(reference.entity())
                            + "(" + Guids.normalise(reference.id()) + ")");
        } else {
            json.writeNullField(navigation(column, "") + "@odata.bind");
        }
    }

    /** The property that binds a target. An owner has one for users and teams; clearing takes any of a lookup's. */
    static String navigation(Column column, String target) {
        Map<String, String> navigation = column.navigation();
        String own = navigation.get(target);
        return own != null
                ? own
                : navigation.values().stream().min(Comparator.naturalOrder()).orElse(column.name());
    }

    @FunctionalInterface
    private interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] json(Members members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = StrictJson.generator(bytes)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }
}
