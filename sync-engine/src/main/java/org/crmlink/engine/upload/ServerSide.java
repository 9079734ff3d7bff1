package org.crmlink.engine.upload;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.crmlink.engine.run.Remote;
import org.crmlink.engine.store.ChangeKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.Row;
import org.jspecify.annotations.Nullable;

/** The server's side of the records of one batch whose writes met another version: read once for all of them. One-at-a-time. */
final class ServerSide {

    /**
     * One record as the server has it.
     *
     * @param values of the fields that were to be written, or that a record to be deleted had
     */
    record Current(Optional<String> version, Map<String, @Nullable Object> values) {

        /** Whether the server holds what was to be written already, so that there is nothing to resolve (C4). */
        boolean equalsSent(Map<String, @Nullable Object> sent) {
            return sent.entrySet().stream()
                    .allMatch(value ->
                            values.containsKey(value.getKey()) && same(value.getValue(), values.get(value.getKey())));
        }

        /**
         * The links that the record has lost, if it is otherwise as it was; else nothing. Whether somebody took them away, or they went with their
         * targets, the targets tell.
         */
        private Optional<List<RecordRef>> onlyLost(Map<String, @Nullable Object> base) {
            List<RecordRef> lost = new ArrayList<>();
            for (Map.Entry<String, @Nullable Object> before : base.entrySet()) {
                @Nullable Object now = values.get(before.getKey());
                if (before.getValue() instanceof RecordRef target && now == null) {
                    lost.add(target);
                } else if (!values.containsKey(before.getKey()) || !same(before.getValue(), now)) {
                    return Optional.empty();
                }
            }
            return Optional.of(lost);
        }

        private static boolean same(@Nullable Object a, @Nullable Object b) {
            if (a instanceof BigDecimal left && b instanceof BigDecimal right) {
                return left.compareTo(right) == 0;
            }
            return Objects.equals(a, b);
        }
    }

    private final Remote remote;
    private final DeletedRecords deletedRecords;
    private final Map<RecordRef, Map<String, @Nullable Object>> deleted = new HashMap<>();
    private final Map<RecordRef, Optional<Current>> known = new HashMap<>();

    ServerSide(Remote remote, DeletedRecords deletedRecords) {
        this.remote = remote;
        this.deletedRecords = deletedRecords;
    }

    /** Reads the records of these writes, in one request an entity. Blocks. */
    void read(List<Sending> sendings) {
        Map<String, List<Sending>> byEntity = new LinkedHashMap<>();
        for (Sending sending : sendings) {
            byEntity.computeIfAbsent(sending.ref().entity(), entity -> new ArrayList<>())
                    .add(sending);
        }
        byEntity.forEach(this::read);
    }

    private void read(String entity, List<Sending> sendings) {
        Set<String> fields = new LinkedHashSet<>();
        for (Sending sending : sendings) {
            fields.addAll(sending.values().keySet());
            if (sending.kind() == ChangeKind.DELETE && !sending.isLink()) {
                Map<String, @Nullable Object> before = deletedRecords.values(sending.ref());
                deleted.put(sending.ref(), before);
                fields.addAll(before.keySet());
            }
        }
        List<String> order = List.copyOf(fields);
        List<String> ids =
                sendings.stream().map(sending -> sending.ref().id()).distinct().toList();
        FetchResult result = remote.fetch(entity, ids, order);
        ids.forEach(id -> known.put(new RecordRef(entity, id), Optional.empty()));
        for (Row row : result.rows()) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            for (int i = 0; i < order.size(); i++) {
                values.put(order.get(i), row.value(i));
            }
            known.put(new RecordRef(entity, row.id()), Optional.of(new Current(row.version(), values)));
        }
        // it exists, although nobody can read it: no values that could be equal, no version to build on
        result.unreadable()
                .forEach(entry -> known.put(
                        new RecordRef(entity, entry.id()), Optional.of(new Current(Optional.empty(), Map.of()))));
    }

    /**
     * Whether a record to be deleted has its newer version only because others were deleted: records that it pointed to, by us just before or by
     * somebody else, or records that pointed to it, by us just before, over which the server computes fields that nobody writes. That is no change
     * that somebody would miss. Blocks.
     */
    boolean onlyOthersWent(Sending sending) {
        Optional<Current> current = current(sending);
        @Nullable Map<String, @Nullable Object> before = deleted.get(sending.ref());
        if (before == null || current.flatMap(Current::version).isEmpty()) {
            return false;
        }
        Optional<List<RecordRef>> lost = current.get().onlyLost(before);
        return lost.isPresent() && (lost.get().isEmpty() ? deletedRecords.oneWent(sending.ref()) : areGone(lost.get()));
    }

    /** Whether the server has none of these records any more. */
    private boolean areGone(List<RecordRef> records) {
        Map<String, List<String>> byEntity = new LinkedHashMap<>();
        records.forEach(record -> byEntity.computeIfAbsent(record.entity(), entity -> new ArrayList<>())
                .add(record.id()));
        return byEntity.entrySet().stream().allMatch(entity -> {
            FetchResult found = remote.fetch(
                    entity.getKey(), entity.getValue().stream().distinct().toList(), List.of());
            return found.rows().isEmpty() && found.unreadable().isEmpty();
        });
    }

    /** The record, or empty if the server does not have it. Blocks if it was not read yet. */
    Optional<Current> current(Sending sending) {
        if (!known.containsKey(sending.ref())) {
            read(List.of(sending));
        }
        return known.getOrDefault(sending.ref(), Optional.empty());
    }
}
