package org.crmlink.paper.connector;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.jspecify.annotations.Nullable;

/** The flaws that change what is written before it is looked at, and those that change a value that was read. */
final class FlawedWrites {

    private final PaperMetadata metadata;

    FlawedWrites(PaperMetadata metadata) {
        this.metadata = metadata;
    }

    /** The mutation as a flaw makes it. */
    Mutation of(Mutation mutation) {
        String operation = Flaw.OPERATION_ID_FRESH.here() ? UUID.randomUUID().toString() : mutation.operationId();
        if (mutation instanceof Mutation.Create create) {
            return new Mutation.Create(operation, create.entity(), create.id(), values(create, create.values()));
        } else if (mutation instanceof Mutation.Update update) {
            return new Mutation.Update(
                    operation, update.entity(), update.id(), values(update, update.values()), update.baseVersion());
        } else if (mutation instanceof Mutation.Upsert upsert && Flaw.UPSERT_AS_CREATE.here()) {
            Map<String, @Nullable Object> all = new LinkedHashMap<>(upsert.values());
            all.putAll(upsert.key());
            return new Mutation.Create(UUID.randomUUID().toString(), upsert.entity(), Optional.empty(), all);
        }
        boolean declared = metadata.known(mutation.entity())
                .filter(type -> type.capabilities().can(Operation.UNLINK))
                .isPresent();
        if (mutation instanceof Mutation.Unlink unlink && declared && Flaw.UNLINK_DELETES.here()) {
            RecordRef end = unlink.second();
            return new Mutation.Delete(operation, end.entity(), end.id(), Optional.empty());
        }
        return mutation;
    }

    /** A link that is said to be there and is not sent. */
    static Optional<MutationResult> instead(Mutation mutation) {
        return mutation instanceof Mutation.Link && Flaw.LINK_UNSENT.here()
                ? Optional.of(linked(mutation, false))
                : Optional.empty();
    }

    /** A link that the server has refused, and that is said to be there. */
    static Optional<MutationResult> instead(Mutation mutation, int status) {
        return mutation instanceof Mutation.Link && status == 404 && Flaw.GONE_END_LINKED.here()
                ? Optional.of(linked(mutation, true))
                : Optional.empty();
    }

    private static MutationResult linked(Mutation mutation, boolean already) {
        return new MutationResult.Applied(mutation.operationId(), "", Optional.empty(), Map.of(), false, already);
    }

    /** What is said of a pair that is there already. */
    static MutationResult there(MutationResult.Applied applied, Mutation mutation) {
        if (mutation instanceof Mutation.Link && applied.alreadySo() && Flaw.PAIR_EXISTS_REFUSED.here()) {
            return new MutationResult.Rejected(
                    applied.operationId(),
                    PaperErrors.refused(
                            ErrorKind.ALREADY_EXISTS, "upload", mutation.entity(), "the pair exists", "leave it"),
                    List.of());
        }
        return applied;
    }

    private Map<String, @Nullable Object> values(Mutation mutation, Map<String, @Nullable Object> given) {
        Optional<EntityType> type = metadata.known(mutation.entity());
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        given.forEach((name, value) -> {
            boolean forgotten = Flaw.CREATE_LOSES_FIELDS.here() && value instanceof Double
                    || Flaw.NULL_LEFT_OUT.here() && value == null;
            if (!forgotten) {
                Optional<Field> field = type.flatMap(one -> one.field(name));
                values.put(name, field.isPresent() ? sent(field.get(), value) : value);
            }
        });
        return values;
    }

    private static @Nullable Object sent(Field field, @Nullable Object value) {
        if (value instanceof String text) {
            int most = field.maxLength().orElse(Integer.MAX_VALUE);
            if (Flaw.LONG_TEXT_CUT.here() && text.length() > most) {
                return text.substring(0, most);
            } else if (Flaw.TEXT_COMPOSED.here()) {
                return Normalizer.normalize(text, Normalizer.Form.NFC);
            } else if (Flaw.HALF_CHARACTER_REPLACED.here()) {
                return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            }
            return Flaw.ODD_EMPTY_IS_NULL.here() && text.isEmpty() ? null : text;
        }
        if (value instanceof Long number && Flaw.CLIPPED_TO_BOUNDS.here()) {
            long least = field.min().map(min -> ((Number) min).longValue()).orElse(Long.MIN_VALUE);
            long most = field.max().map(max -> ((Number) max).longValue()).orElse(Long.MAX_VALUE);
            return Math.max(least, Math.min(most, number));
        }
        return value;
    }

    /** A value that was read, as a flaw makes it. */
    static @Nullable Object read(Field field, @Nullable Object value) {
        return switch (field.type()) {
            case TEXT -> {
                if (value instanceof String text && Flaw.BLANKS_TRIMMED.here()) {
                    yield text.strip();
                }
                if (Flaw.ODD_EMPTY_IS_NULL.here() && "".equals(value)) {
                    yield null;
                }
                yield value == null && Flaw.NULL_TEXT_AS_EMPTY.here() ? "" : value;
            }
            case CHOICE -> Flaw.UNKNOWN_OPTION_LOST.here() && !isOption(field, value) ? null : value;
            case LOOKUP ->
                value instanceof RecordRef ref && Flaw.TARGET_IS_FIRST.here()
                        ? new RecordRef(field.targets().get(0), ref.id())
                        : value;
            default -> value;
        };
    }

    private static boolean isOption(Field field, @Nullable Object value) {
        List<String> options =
                field.options().stream().map(option -> option.value()).toList();
        return value == null || options.contains(value);
    }
}
