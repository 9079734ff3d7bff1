package __package__;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityCapabilities.VersionCheck;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.LocalizedText;
import org.crmlink.sdk.metadata.Option;
import org.crmlink.toolkit.rest.Entities;

/** What the service has: entities, fields, and what can be done with them. What is declared here is what certification proves. */
final class __Name__Entities {

    /** The server's own feed with deletions in it and without filters; every page has a checkpoint; tokens do not expire by time. */
    private static final ChangePath FEED = new ChangePath(
            ChangePath.Tracking.TOKEN, ChangePath.Deletions.IN_FEED, false, true, Optional.empty(), Optional.empty());

    /** Single writes, a base version is checked by the server (If-Match), ids may be ours, a create may be sent again. */
    private static final EntityCapabilities CAPABILITIES = new EntityCapabilities(
            Set.of(Operation.CREATE, Operation.UPDATE, Operation.DELETE),
            Map.of(Operation.UPDATE, VersionCheck.ATOMIC, Operation.DELETE, VersionCheck.ATOMIC),
            EntityCapabilities.IdAssignment.CLIENT,
            EntityCapabilities.RepeatableCreate.CLIENT_ID,
            List.of(FEED),
            Duration.ofNanos(1));

    static final Entities ALL = Entities.fixed(
            "1",
            List.of(
                    type("company", key(), name(), text("city", 100), modified()),
                    type(
                            "contact",
                            key(),
                            name(),
                            text("email", 200),
                            text("notes", 4_000),
                            writable("age", FieldType.INTEGER).min(0L).max(150L).build(),
                            writable("balance", FieldType.DECIMAL).precision(20).scale(2).build(),
                            writable("active", FieldType.BOOLEAN).build(),
                            writable("birthday", FieldType.DATE).build(),
                            writable("called", FieldType.INSTANT).build(),
                            writable("stage", FieldType.CHOICE)
                                    .options(List.of(Option.of("lead", "Lead"), Option.of("customer", "Customer")))
                                    .build(),
                            writable("company", FieldType.LOOKUP).targets(List.of("company")).build(),
                            modified())));

    private __Name__Entities() {}

    private static EntityType type(String name, Field... fields) {
        return new EntityType(
                name,
                LocalizedText.of(name),
                List.of("id"),
                Optional.of("name"),
                Optional.empty(),
                List.of(fields),
                List.of(),
                List.of(),
                false,
                CAPABILITIES);
    }

    private static Field key() {
        return Field.of("id", FieldType.ID).nullable(false).maxLength(64).build();
    }

    private static Field name() {
        return writable("name", FieldType.TEXT).maxLength(100).nullable(false).required(true).build();
    }

    private static Field text(String name, int length) {
        return writable(name, FieldType.TEXT).maxLength(length).build();
    }

    private static Field modified() {
        return Field.of("modified", FieldType.INSTANT).nullable(false).computed(true).build();
    }

    private static Field.Builder writable(String name, FieldType type) {
        return Field.of(name, type).creatable(true).updatable(true);
    }
}
