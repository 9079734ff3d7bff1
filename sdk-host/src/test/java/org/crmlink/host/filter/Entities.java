package org.crmlink.host.filter;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.LocalizedText;
import org.crmlink.sdk.metadata.Option;

/** Two entities with a field of each type. */
final class Entities {

    static final EntityType ACCOUNT = entity(
            "account",
            Field.of("accountid", FieldType.ID).build(),
            Field.of("name", FieldType.TEXT).build(),
            Field.of("statecode", FieldType.CHOICE).build());

    static final EntityType CONTACT = entity(
            "contact",
            Field.of("contactid", FieldType.ID).build(),
            Field.of("lastname", FieldType.TEXT).build(),
            Field.of("children", FieldType.INTEGER).build(),
            Field.of("factor", FieldType.DECIMAL).build(),
            Field.of("income", FieldType.MONEY).build(),
            Field.of("latitude", FieldType.DOUBLE).build(),
            Field.of("donotemail", FieldType.BOOLEAN).build(),
            Field.of("createdon", FieldType.INSTANT).build(),
            Field.of("birthdate", FieldType.DATE).build(),
            Field.of("wakes", FieldType.TIME).build(),
            Field.of("appointment", FieldType.LOCAL_DATE_TIME).build(),
            Field.of("statecode", FieldType.CHOICE)
                    .options(List.of(Option.of("0", "Active"), Option.of("1", "Inactive")))
                    .build(),
            Field.of("hobbies", FieldType.MULTI_CHOICE).build(),
            Field.of("parentcustomerid", FieldType.LOOKUP)
                    .targets(List.of("account", "contact"))
                    .build(),
            Field.of("ownerid", FieldType.LOOKUP).build(),
            Field.of("parties", FieldType.LOOKUP_LIST).build(),
            Field.of("photo", FieldType.BINARY).build(),
            Field.of("secretnote", FieldType.TEXT).readable(false).build());

    private Entities() {}

    static Optional<EntityType> find(String name) {
        return List.of(ACCOUNT, CONTACT).stream()
                .filter(type -> type.name().equals(name))
                .findFirst();
    }

    static List<String> names(EntityType type) {
        return type.fields().stream().map(Field::name).toList();
    }

    static EntityType entity(String name, Field... fields) {
        ChangePath path = new ChangePath(
                ChangePath.Tracking.TOKEN,
                ChangePath.Deletions.IN_FEED,
                false,
                true,
                Optional.empty(),
                Optional.empty());
        return new EntityType(
                name,
                LocalizedText.of(name),
                List.of(fields[0].name()),
                Optional.empty(),
                Optional.empty(),
                List.of(fields),
                List.of(),
                List.of(),
                false,
                new EntityCapabilities(
                        Set.of(),
                        Map.of(),
                        EntityCapabilities.IdAssignment.CLIENT,
                        EntityCapabilities.RepeatableCreate.CLIENT_ID,
                        List.of(path),
                        Duration.ofSeconds(1)));
    }
}
