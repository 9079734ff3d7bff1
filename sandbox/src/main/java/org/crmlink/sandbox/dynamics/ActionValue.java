package org.crmlink.sandbox.dynamics;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.store.RecordId;
import org.jspecify.annotations.Nullable;

/** A JSON value as the argument of a declared type. */
final class ActionValue {

    private ActionValue() {}

    static Object checked(Operation operation, Operation.Parameter parameter, Object json) {
        Object value = convert(operation, parameter.type(), json);
        if (value == null) {
            throw ApiErrors.payload(
                    "",
                    "Cannot convert the literal '" + shortened(json) + "' to the expected type '"
                            + parameter.type().replace("mscrm.", "Microsoft.Dynamics.CRM.") + "' of the parameter '"
                            + parameter.name() + "'.");
        }
        return value;
    }

    /** The value, or null if it does not fit the type. */
    static @Nullable Object convert(Operation operation, String type, Object json) {
        if (type.startsWith("Collection(")) {
            return json instanceof List<?> items
                    ? collection(operation, type.substring("Collection(".length(), type.length() - 1), items)
                    : null;
        }
        return switch (type) {
            case "Edm.String" -> json instanceof String ? json : null;
            case "Edm.Boolean" -> json instanceof Boolean ? json : null;
            case "Edm.Guid" ->
                json instanceof String text
                        ? Literals.guid(text).map(RecordId::of).orElse(null)
                        : null;
            case "Edm.Int32" -> whole(json, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case "Edm.Int64" -> whole(json, Long.MIN_VALUE, Long.MAX_VALUE);
            case "Edm.Decimal", "Edm.Double" ->
                json instanceof BigDecimal || json instanceof Long || json instanceof BigInteger
                        ? new BigDecimal(json.toString())
                        : null;
            case "Edm.Binary" -> json instanceof String text ? binary(text) : null;
            case "Edm.DateTimeOffset" -> json instanceof String text ? instant(text) : null;
            default -> structured(operation, type, json);
        };
    }

    private static @Nullable List<Object> collection(Operation operation, String type, List<?> items) {
        List<Object> values = new ArrayList<>();
        for (Object item : items) {
            Object value = item == null ? null : convert(operation, type, item);
            if (value == null) {
                return null;
            }
            values.add(value);
        }
        return values;
    }

    private static @Nullable Object structured(Operation operation, String type, Object json) {
        for (NamedType named : operation.types()) {
            if (type.equals("mscrm." + named.name()) && named instanceof NamedType.Choice choice) {
                return choice.has(json.toString()) ? json.toString() : null;
            }
        }
        return json instanceof Map<?, ?> ? json : null;
    }

    private static @Nullable Object instant(String text) {
        try {
            return Literals.instant(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static byte @Nullable [] binary(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable Object whole(Object json, long min, long max) {
        if (json instanceof Long number) {
            return number >= min && number <= max ? number : null;
        }
        return null;
    }

    private static String shortened(Object json) {
        String text = json instanceof Map<?, ?> ? "{…}" : json instanceof List<?> ? "[…]" : json.toString();
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }
}
