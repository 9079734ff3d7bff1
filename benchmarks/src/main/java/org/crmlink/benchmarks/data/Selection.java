package org.crmlink.benchmarks.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which properties of an entity an answer holds, in the entity's order as the service does it. Immutable.
 *
 * @param annotated whether references tell their entity
 */
public record Selection(Entity entity, List<Property> properties, boolean annotated) {

    private static final byte[] NULL_MEMBER = "null".getBytes(StandardCharsets.US_ASCII);

    public Selection {
        properties = List.copyOf(properties);
    }

    /** Everything that is stored, annotated: what every contestant asks for. */
    public static Selection stored(Entity entity) {
        return new Selection(entity, entity.stored(), true);
    }

    /** Of the names in a {@code $select}; empty if there is one that is not served here. */
    public static Optional<Selection> of(Entity entity, String select, boolean annotated) {
        List<String> names = Arrays.asList(select.split(",", -1));
        List<Property> chosen = new ArrayList<>(entity.properties());
        chosen.removeIf(property -> !names.contains(property.wire()) && property.kind() != Kind.KEY);
        long known =
                names.stream().filter(name -> entity.byWire(name).isPresent()).count();
        return known == names.size() ? Optional.of(new Selection(entity, chosen, annotated)) : Optional.empty();
    }

    /** Writes one record as an element of a list. */
    public void record(ByteSink out, long row, int generation) {
        out.put("{\"@odata.etag\":\"W/\\\"")
                .put(Values.version(row, generation))
                .put("\\\"\"");
        for (Property property : properties) {
            if (annotated && property.isReference()) {
                annotation(out, property, row);
            }
            out.put(",\"").put(property.wireBytes()).put("\":");
            Values.json(out, entity, property, row, generation);
        }
        out.put('}');
    }

    /** A reference that is null has none. */
    private void annotation(ByteSink out, Property property, long row) {
        if (Values.isNull(property, Values.bits(entity, property, row, 0))) {
            return;
        }
        String target = switch (property.column()) {
            case "primarycontactid" -> "contact";
            case "parentaccountid" -> "account";
            default -> Values.ownerType(entity, property, row);
        };
        out.put(",\"").put(property.annotation()).put("\":\"").put(target).put('"');
    }

    /** The same record as an element of Salesforce's {@code records}: other names, another form of points in time and choices. */
    public void salesforceRecord(ByteSink out, long row) {
        out.put("{\"attributes\":{\"type\":\"Account\",\"url\":\"/services/data/v60.0/sobjects/Account/");
        Values.guid(out, Values.bits(entity, entity.key(), row, 0)).put("\"}");
        for (Property property : properties) {
            out.put(",\"").put(SalesforceNames.of(property)).put("\":");
            long bits = Values.bits(entity, property, row, 0);
            if (property.kind() == Kind.INSTANT) {
                Values.instant(out.put('"'), Values.second(bits)).put(".000+0000\"");
            } else if (Values.isNull(property, bits)) {
                out.put(NULL_MEMBER);
            } else {
                // the values of picklists are texts there
                boolean picked = property.kind() == Kind.CHOICE || property.kind() == Kind.STATE;
                Values.json(picked ? out.put('"') : out, entity, property, row, 0);
                if (picked) {
                    out.put('"');
                }
            }
        }
        out.put('}');
    }
}
