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
        Map<String, String> bindings =
                metadata.table(PARTIES).column(PARTY).map(Column::navigation).orElse(Map.of());
        for (Map.Entry<String, List<Party>> entry : byNavigation.entrySet()) {
            json.writeArrayFieldStart(entry.getKey());
            for (Party party : entry.getValue()) {
                json.writeStartObject();
                json.writeNumberField("participationtypemask", party.role());
                String target = party.who().entity();
                json.writeStringField(
                        bindings.getOrDefault(target, PARTY + "_" + target) + "@odata.bind",
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
