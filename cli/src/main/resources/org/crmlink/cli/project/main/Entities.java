package __package__;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityCapabilities.VersionCheck;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.Option;
import org.crmlink.toolkit.rest.Entities;

/** What the service has: entities, fields, and what can be done with them. What is declared here is what certification proves. */
final class __Name__Entities {

    /** The server checks a base version (If-Match), takes our ids, remembers a create that it has seen, and keeps microseconds. */
    private static final EntityCapabilities CAPABILITIES = new EntityCapabilities(
            Set.of(Operation.CREATE, Operation.UPDATE, Operation.DELETE),
            Map.of(Operation.UPDATE, VersionCheck.ATOMIC, Operation.DELETE, VersionCheck.ATOMIC),
            EntityCapabilities.IdAssignment.CLIENT,
            EntityCapabilities.RepeatableCreate.CLIENT_ID,
            List.of(Entities.feed()),
            Duration.ofNanos(1_000));

    private static final Field ID = Field.of("id", FieldType.ID).nullable(false).maxLength(64).build();
    private static final Field NAME =
            writable("name", FieldType.TEXT).maxLength(100).nullable(false).required(true).build();
    private static final Field MODIFIED =
            Field.of("modified", FieldType.INSTANT).nullable(false).computed(true).build();

    static final Entities ALL = Entities.fixed(
            "1",
            List.of(
                    Entities.type("company", "name", CAPABILITIES, ID, NAME, text("city", 100), MODIFIED),
                    Entities.type(
                            "contact",
                            "name",
                            CAPABILITIES,
                            ID,
                            NAME,
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
                            MODIFIED)));

    private __Name__Entities() {}

    private static Field text(String name, int length) {
        return writable(name, FieldType.TEXT).maxLength(length).build();
    }

    private static Field.Builder writable(String name, FieldType type) {
        return Field.of(name, type).creatable(true).updatable(true);
    }
}
