package org.crmlink.toolkit.rest;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityCapabilities.VersionCheck;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;

/** An entity with a field of each type that has a usual JSON form. */
final class Shop {

    static final EntityCapabilities CAPABILITIES = new EntityCapabilities(
            Set.of(Operation.CREATE, Operation.UPDATE, Operation.DELETE),
            Map.of(Operation.UPDATE, VersionCheck.ATOMIC),
            EntityCapabilities.IdAssignment.CLIENT,
            EntityCapabilities.RepeatableCreate.CLIENT_ID,
            List.of(Entities.feed()),
            Duration.ofNanos(1));

    static final EntityType ITEM = Entities.type(
            "item",
            "name",
            CAPABILITIES,
            Field.of("id", FieldType.ID).nullable(false).build(),
            writable("name", FieldType.TEXT)
                    .maxLength(10)
                    .nullable(false)
                    .required(true)
                    .build(),
            writable("count", FieldType.INTEGER).min(0L).max(9L).build(),
            writable("price", FieldType.DECIMAL).precision(6).scale(2).build(),
            writable("weight", FieldType.DOUBLE).build(),
            writable("sold", FieldType.BOOLEAN).build(),
            writable("made", FieldType.DATE).build(),
            writable("opens", FieldType.TIME).build(),
            writable("party", FieldType.LOCAL_DATE_TIME).build(),
            writable("seen", FieldType.INSTANT).build(),
            writable("colours", FieldType.MULTI_CHOICE).build(),
            writable("maker", FieldType.LOOKUP).targets(List.of("maker")).build(),
            Field.of("modified", FieldType.INSTANT)
                    .nullable(false)
                    .computed(true)
                    .build());

    static final Entities ALL = Entities.fixed("1", List.of(ITEM));

    private Shop() {}

    private static Field.Builder writable(String name, FieldType type) {
        return Field.of(name, type).creatable(true).updatable(true);
    }

    static ChangeQuery query(String... fields) {
        return new ChangeQuery("item", List.of(fields), Filter.all(), ChangePath.Tracking.TOKEN, Optional.empty(), 10);
    }
}
