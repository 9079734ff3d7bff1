package org.crmlink.engine.store;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityCapabilities.RepeatableCreate;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.LocalizedText;
import org.crmlink.sdk.metadata.Option;
import org.crmlink.sdk.metadata.Relationship;

/** Entities of a small CRM. */
final class Samples {

    static final Instant NOW = Instant.parse("2024-06-12T14:13:17Z");

    private Samples() {}

    static EntityCapabilities capabilities(IdAssignment ids) {
        return new EntityCapabilities(
                EnumSet.allOf(Operation.class),
                Map.of(),
                ids,
                RepeatableCreate.NONE,
                List.of(new ChangePath(
                        ChangePath.Tracking.TOKEN,
                        ChangePath.Deletions.IN_FEED,
                        false,
                        true,
                        Optional.empty(),
                        Optional.empty())),
                Duration.ofSeconds(1));
    }

    static EntityType entity(String name, IdAssignment ids, String key, Field... fields) {
        List<Field> all = new ArrayList<>();
        all.add(Field.of(key, FieldType.ID)
                .creatable(ids == IdAssignment.CLIENT)
                .build());
        all.addAll(Arrays.asList(fields));
        return new EntityType(
                name,
                LocalizedText.of(name),
                List.of(key),
                Optional.empty(),
                Optional.empty(),
                all,
                List.of(),
                List.of(),
                false,
                capabilities(ids));
    }

    static Field.Builder writable(String name, FieldType type) {
        return Field.of(name, type).creatable(true).updatable(true);
    }

    static EntityType contact(IdAssignment ids) {
        return entity(
                "contact",
                ids,
                "contactid",
                writable("firstname", FieldType.TEXT).build(),
                writable("lastname", FieldType.TEXT).build(),
                writable("credit", FieldType.MONEY).build(),
                writable("visits", FieldType.INTEGER).build(),
                writable("gender", FieldType.CHOICE)
                        .options(List.of(Option.of("1", "Male"), Option.of("2", "Female")))
                        .build(),
                writable("company", FieldType.LOOKUP)
                        .targets(List.of("account"))
                        .build(),
                writable("parent", FieldType.LOOKUP)
                        .targets(List.of("account", "contact"))
                        .build(),
                Field.of("origin", FieldType.TEXT).creatable(true).build(),
                Field.of("state", FieldType.TEXT).updatable(true).build(),
                Field.of("createdon", FieldType.INSTANT).build(),
                Field.of("owner", FieldType.LOOKUP)
                        .targets(List.of("systemuser", "team"))
                        .build(),
                Field.of("photo", FieldType.BINARY)
                        .creatable(true)
                        .updatable(true)
                        .build());
    }

    static EntityType account(IdAssignment ids) {
        return entity(
                "account",
                ids,
                "accountid",
                writable("name", FieldType.TEXT).build(),
                writable("main", FieldType.LOOKUP).targets(List.of("contact")).build());
    }

    /** Accounts and contacts, many to many; its attributes are read-only as Dynamics has them. */
    static EntityType pairs() {
        return new EntityType(
                "accountcontact",
                LocalizedText.of("pairs"),
                List.of("pairid"),
                Optional.empty(),
                Optional.empty(),
                List.of(
                        Field.of("pairid", FieldType.ID).build(),
                        Field.of("accountid", FieldType.ID).build(),
                        Field.of("contactid", FieldType.ID).build(),
                        Field.of("number", FieldType.INTEGER).build()),
                List.of(new Relationship.ManyToMany(
                        "account_contacts", "account", "contact", "accountcontact", "accountid", "contactid")),
                List.of(),
                true,
                capabilities(IdAssignment.SERVER));
    }

    static List<String> fieldsOf(EntityType type) {
        return type.fields().stream().map(Field::name).toList();
    }

    static EntityTable table(EntityType type, Path file) {
        return EntityTable.of(type, fieldsOf(type), file);
    }

    static Row row(String id, String version, Object... values) {
        return new Row(id, version, null, values);
    }
}
