package org.crmlink.tck.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.jspecify.annotations.Nullable;

/** What a back door gives, in the Java types of the contract: a whole number may be an {@code Integer}, and an option a number. Stateless. */
final class HeldValues {

    private HeldValues() {}

    static Map<String, @Nullable Object> typed(EntityType entity, Map<String, @Nullable Object> held) {
        Map<String, @Nullable Object> typed = new LinkedHashMap<>();
        held.forEach((name, value) -> {
            Optional<FieldType> type = entity.field(name).map(Field::type);
            typed.put(name, value == null || type.isEmpty() ? value : typed(type.get(), value));
        });
        return typed;
    }

    private static Object typed(FieldType type, Object value) {
        return switch (type) {
            case INTEGER -> value instanceof Integer number ? (Object) number.longValue() : value;
            case CHOICE -> option(value);
            case MULTI_CHOICE ->
                value instanceof List<?> options
                        ? options.stream().map(HeldValues::option).toList()
                        : value;
            default -> value;
        };
    }

    private static Object option(Object value) {
        return value instanceof Integer || value instanceof Long ? value.toString() : value;
    }
}
