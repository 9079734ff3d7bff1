package __package__;

import java.time.Duration;
import java.util.List;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.toolkit.rest.Entities;

/** What the service has: entities and fields. */
final class __Name__Entities {

    private static final EntityCapabilities CAPABILITIES = Entities.readOnly(Entities.feed(), Duration.ofNanos(1_000));

    static final Entities ALL = Entities.fixed("1", List.of(Entities.type("contact", "name", CAPABILITIES,
            Field.of("id", FieldType.ID).nullable(false).build(),
            Field.of("name", FieldType.TEXT).maxLength(100).nullable(false).build(),
            Field.of("email", FieldType.TEXT).maxLength(200).build(),
            Field.of("age", FieldType.INTEGER).build(),
            Field.of("balance", FieldType.DECIMAL).precision(20).scale(2).build(),
            Field.of("birthday", FieldType.DATE).build(),
            Field.of("modified", FieldType.INSTANT).nullable(false).computed(true).build())));

    private __Name__Entities() {}
}
