package org.crmlink.connector.dynamics;

import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.upload.FieldError;
import org.crmlink.toolkit.json.Guids;
import org.jspecify.annotations.Nullable;

/**
 * Writes the parties of an activity into the activity that is created: the server takes them in no other way. All lists of an activity are one
 * collection, each party with its role. Thread-safe.
 */
@Singleton
final class PartyLists {

    private static final String PARTIES = "activityparty";
    private static final String PARTY = "partyid";

    private final DynamicsMetadata metadata;

    @Inject
    PartyLists(DynamicsMetadata metadata) {
        this.metadata = metadata;
    }

    private record Party(int role, RecordRef who) {}

    private Map<String, String> bindings() {
        return metadata.table(PARTIES).column(PARTY).map(Column::navigation).orElse(Map.of());
    }

    /** What is wrong with lists whose members cannot be parties. */
    List<FieldError> problems(List<Column> columns, Map<String, @Nullable Object> values) {
        List<FieldError> problems = new ArrayList<>();
        for (Column column : columns) {
            if (column.parties().isPresent() && values.get(column.name()) instanceof List<?> list) {
                list.stream()
                        .map(who -> ((RecordRef) who).entity())
                        .filter(target -> !bindings().containsKey(target))
                        .findFirst()
                        .ifPresent(target -> problems.add(new FieldError(
                                column.name(), "a record of '" + target + "' cannot take part in an activity")));
            }
        }
        return problems;
    }

    /** Writes the members of all lists among the columns, if any. */
    void write(JsonGenerator json, List<Column> columns, Map<String, @Nullable Object> values) throws IOException {
        Map<String, List<Party>> byNavigation = new LinkedHashMap<>();
        for (Column column : columns) {
            Optional<Column.Parties> parties = column.parties();
            if (parties.isPresent() && values.get(column.name()) instanceof List<?> list) {
                List<Party> of = byNavigation.computeIfAbsent(parties.get().navigation(), name -> new ArrayList<>());
                for (Object who : list) {
                    of.add(new Party(parties.get().role(), (RecordRef) who));
                }
            }
        }
        if (byNavigation.isEmpty()) {
            return;
        }
        Map<String, String> bindings = bindings();
        for (Map.Entry<String, List<Party>> entry : byNavigation.entrySet()) {
            json.writeArrayFieldStart(entry.getKey());
            for (Party party : entry.getValue()) {
                json.writeStartObject();
                json.writeNumberField("participationtypemask", party.role());
                String target = party.who().entity();
                json.writeStringField(
                        bindings.get(target) + "@odata.bind",
                        "/"
                                + metadata.entry(target)
                                        .map(Catalogue.Entry::entitySet)
                                        .orElse(target)
                                + "(" + Guids.normalise(party.who().id()) + ")");
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }
}
