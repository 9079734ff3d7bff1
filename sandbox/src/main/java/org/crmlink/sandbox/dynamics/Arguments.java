package org.crmlink.sandbox.dynamics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.http.Json;
import org.crmlink.sandbox.store.RecordId;
import org.jspecify.annotations.Nullable;

/** What an operation is called with, checked against its parameters. */
final class Arguments {

    private final Operation operation;
    private final Map<String, Object> values;

    private Arguments(Operation operation, Map<String, Object> values) {
        this.operation = operation;
        this.values = values;
    }

    // ------------------------------------------------------------------ reading

    /** Those of a function: {@code Name(P=literal,Q=@q)?@q=literal}. */
    static Arguments ofFunction(Operation operation, Segment segment, QueryOptions options) {
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, String> given = segment.arguments();
        for (String name : given.keySet()) {
            if (operation.parameters().stream()
                    .noneMatch(parameter -> parameter.name().equals(name))) {
                throw noOverload(operation);
            }
        }
        for (Operation.Parameter parameter : operation.parameters()) {
            String literal = given.get(parameter.name());
            if (literal != null && literal.startsWith("@")) {
                literal = options.all().get(literal);
            }
            Object value = literal == null ? null : FunctionLiteral.read(operation, parameter, literal.trim());
            if (value != null) {
                values.put(parameter.name(), value);
            } else if (parameter.required()) {
                throw noOverload(operation);
            }
        }
        return new Arguments(operation, values);
    }

    /** A function with other parameters is another function, and that one does not exist. */
    private static ApiException noOverload(Operation operation) {
        String prefix = operation.scope() == Operation.Scope.UNBOUND ? "" : "Microsoft.Dynamics.CRM.";
        return ApiErrors.noSegment(prefix + operation.name());
    }

    /** Those of an action: members of the JSON object in the body. */
    static Arguments ofAction(Operation operation, Call call) {
        Map<?, ?> body = body(call);
        Map<String, Object> values = new LinkedHashMap<>();
        for (Map.Entry<?, ?> member : body.entrySet()) {
            String name = String.valueOf(member.getKey());
            if (name.indexOf('@') >= 0) {
                continue; // an annotation: says nothing that is asked for
            }
            Operation.Parameter parameter = operation.parameters().stream()
                    .filter(declared -> declared.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> ApiErrors.payload(
                            "",
                            "The parameter '" + name
                                    + "' in the request payload is not a valid parameter for the operation '"
                                    + operation.name() + "'."));
            Object value = member.getValue();
            if (value != null) {
                values.put(name, ActionValue.checked(operation, parameter, value));
            }
        }
        List<String> missing = new ArrayList<>();
        for (Operation.Parameter parameter : operation.parameters()) {
            if (parameter.required() && !values.containsKey(parameter.name())) {
                missing.add(parameter.name());
            }
        }
        if (!missing.isEmpty()) {
            throw ApiErrors.payload(
                    "",
                    "One or more parameters of the operation '" + operation.name()
                            + "' are missing from the request payload. The missing parameters are: "
                            + String.join(",", missing) + ".");
        }
        return new Arguments(operation, values);
    }

    private static Map<?, ?> body(Call call) {
        if (call.request().body().length == 0) {
            return Map.of();
        }
        try {
            if (Json.read(call.request().body()) instanceof Map<?, ?> map) {
                return map;
            }
        } catch (IOException e) {
            throw ApiErrors.payload("", "Invalid JSON. " + e.getMessage());
        }
        throw ApiErrors.payload("", "A JSON object is expected in the request body.");
    }

    // ------------------------------------------------------------------ using

    boolean has(String parameter) {
        return values.containsKey(parameter);
    }

    /** The declared type of a parameter. */
    String typeOf(String parameter) {
        return operation.parameters().stream()
                .filter(declared -> declared.name().equals(parameter))
                .map(Operation.Parameter::type)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(operation.name() + " has no parameter " + parameter));
    }

    private Optional<Object> value(String parameter) {
        typeOf(parameter);
        return Optional.ofNullable(values.get(parameter));
    }

    /** A value of any kind, or null. */
    @Nullable
    Object any(String parameter) {
        return value(parameter).orElse(null);
    }

    Optional<String> textIfGiven(String parameter) {
        return value(parameter).map(Object::toString);
    }

    String text(String parameter) {
        return textIfGiven(parameter).orElse("");
    }

    int number(String parameter, int otherwise) {
        return value(parameter).map(value -> ((Number) value).intValue()).orElse(otherwise);
    }

    long bigNumber(String parameter, long otherwise) {
        return value(parameter).map(value -> ((Number) value).longValue()).orElse(otherwise);
    }

    boolean flag(String parameter, boolean otherwise) {
        return value(parameter).map(Boolean.class::cast).orElse(otherwise);
    }

    /** A guid that was given. */
    RecordId id(String parameter) {
        return (RecordId) value(parameter)
                .orElseThrow(() -> ApiErrors.invalidArgument("Required field '" + parameter + "' is missing."));
    }

    /** Bytes; none if they were not given. */
    byte[] bytes(String parameter) {
        return value(parameter).map(byte[].class::cast).orElse(new byte[0]);
    }

    Map<?, ?> object(String parameter) {
        return (Map<?, ?>) value(parameter)
                .orElseThrow(() -> ApiErrors.invalidArgument("Required field '" + parameter + "' is missing."));
    }

    /** The items of a collection; none if it was not given. */
    List<?> list(String parameter) {
        return value(parameter).map(value -> (List<?>) value).orElse(List.of());
    }

    /** The texts of a collection. */
    List<String> texts(String parameter) {
        List<String> texts = new ArrayList<>();
        list(parameter).forEach(item -> texts.add(String.valueOf(item)));
        return texts;
    }
}
