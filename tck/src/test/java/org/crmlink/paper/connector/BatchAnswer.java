package org.crmlink.paper.connector;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.upload.FieldError;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.json.JsonObject;
import org.crmlink.toolkit.json.MalformedJsonException;
import org.crmlink.toolkit.json.StrictJson;
import org.jspecify.annotations.Nullable;

/** Reads the results of a batch one by one: what came before a cut is true [PART-2]. */
final class BatchAnswer {

    private final HttpAnswer answer;
    private final PaperMetadata metadata;

    BatchAnswer(HttpAnswer answer, PaperMetadata metadata) {
        this.answer = answer;
        this.metadata = metadata;
    }

    void read(List<Mutation> sent, List<MutationResult> results) throws IOException {
        try (JsonParser in = StrictJson.parser(answer.stream())) {
            PageReader.start(in);
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String member = in.currentName();
                JsonToken token = in.nextToken();
                if (!member.equals("results") || token != JsonToken.START_ARRAY) {
                    in.skipChildren();
                    continue;
                }
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    if (in.currentToken() != JsonToken.START_OBJECT || results.size() == sent.size()) {
                        throw new MalformedJsonException("the results do not belong to what was sent");
                    }
                    results.add(result(sent.get(results.size()), JsonObject.object(in)));
                }
            }
            StrictJson.requireEnd(in);
        }
        if (results.size() < sent.size()) {
            throw new MalformedJsonException("results are missing", true);
        }
    }

    MutationResult result(Mutation mutation, JsonObject result) throws IOException {
        int status = result.integer("status").orElseThrow(() -> new MalformedJsonException("a result has no status"));
        String operation = mutation.operationId();
        if (status >= 200 && status < 300) {
            return FlawedWrites.there(applied(mutation, result), mutation);
        }
        if (status == 404 && mutation instanceof Mutation.Delete delete) {
            return new MutationResult.Applied(operation, delete.id(), Optional.empty(), Map.of(), false, true);
        }
        Optional<MutationResult> instead = FlawedWrites.instead(mutation, status);
        if (instead.isPresent()) {
            return instead.get();
        }
        JsonObject error = result.object("error");
        Optional<String> base = MutationEncoder.baseVersion(mutation);
        if (status == 412) {
            return new MutationResult.Conflict(operation, false, result.text("version"));
        }
        if (status == 404 && base.isPresent() && mutation instanceof Mutation.Update) {
            return new MutationResult.Conflict(operation, true, Optional.empty());
        }
        ConnectorException failure = PaperErrors.ofItem(status, error, answer)
                .entity(mutation.entity())
                .recordId(result.text("existing").orElseGet(() -> idOf(mutation)))
                .build();
        if (failure.kind() == ErrorKind.ALREADY_EXISTS && result.has("existing")) {
            failure = failure.toBuilder()
                    .hint("change the record " + result.text("existing").orElse("") + ", or choose another key")
                    .build();
        }
        if (failure.retryAdvice().when() != RetryAdvice.When.NEVER) {
            return new MutationResult.Deferred(operation, failure);
        }
        String message = error.text("message").orElse("is refused");
        List<FieldError> fields = error.text("field")
                .map(name -> List.of(new FieldError(name, message)))
                .orElse(List.of());
        return new MutationResult.Rejected(operation, failure, fields);
    }

    private static String idOf(Mutation mutation) {
        if (mutation instanceof Mutation.Update update) {
            return update.id();
        }
        return mutation instanceof Mutation.Create create ? create.id().orElse("") : "";
    }

    private MutationResult.Applied applied(Mutation mutation, JsonObject result) throws IOException {
        boolean link = mutation instanceof Mutation.Link || mutation instanceof Mutation.Unlink;
        String id = result.text("id").orElse("");
        if (id.isEmpty() && !link) {
            throw new MalformedJsonException("a result has no id");
        }
        EntityType type = metadata.require("upload", mutation.entity());
        Map<String, @Nullable Object> given = new LinkedHashMap<>();
        JsonObject values = result.object("values");
        for (String name : values.names()) {
            type.field(name).flatMap(field -> given(field, values)).ifPresent(value -> given.put(name, value));
        }
        return new MutationResult.Applied(
                mutation.operationId(), link ? "" : id, result.text("version"), given, false, result.isTrue("already"));
    }

    /** What the server itself made; texts, numbers and times are all that it makes. */
    private static Optional<Object> given(Field field, JsonObject values) {
        return switch (field.type()) {
            case INTEGER -> values.number(field.name()).map(BigDecimal::longValue);
            case INSTANT -> values.text(field.name()).flatMap(BatchAnswer::instant);
            case TEXT, ID -> values.text(field.name()).map(Object.class::cast);
            default -> Optional.empty();
        };
    }

    private static Optional<Object> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
