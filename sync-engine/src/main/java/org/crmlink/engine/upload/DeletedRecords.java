package org.crmlink.engine.upload;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.crmlink.engine.plan.SyncPlan;
import org.crmlink.engine.run.Remote;
import org.crmlink.engine.store.ChangeKind;
import org.crmlink.engine.store.LocalStore;
import org.crmlink.engine.store.PendingChange;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * What records that are to be deleted had on the server, so that a newer version of one of them can be told to be a colleague's change or a link that
 * went with its target, or what the server computes over records that pointed to it, such as the sums of a quote. Links between them in lookups that
 * are not stored here are read before the first deletion: afterwards it would be too late.
 * One-at-a-time; blocks.
 */
final class DeletedRecords {

    private static final int CHUNK = 200;
    private static final EnumSet<ChangeKind> DELETIONS = EnumSet.of(ChangeKind.DELETE);

    private final SyncPlan plan;
    private final LocalStore store;
    private final Remote remote;
    private final Map<RecordRef, Map<String, RecordRef>> hiddenLinks = new HashMap<>();
    private final Map<RecordRef, Set<RecordRef>> pointingTo = new HashMap<>();

    DeletedRecords(SyncPlan plan, LocalStore store, Remote remote) {
        this.plan = requireNonNull(plan, "plan is null");
        this.store = requireNonNull(store, "store is null");
        this.remote = requireNonNull(remote, "remote is null");
    }

    /** By field, without fields that the server does not show any more. */
    Map<String, @Nullable Object> values(RecordRef record) {
        EntityType type = plan.entity(record.entity()).type();
        Map<String, @Nullable Object> values =
                new LinkedHashMap<>(store.outbox().deletedValues(record));
        values.keySet()
                .removeIf(name -> type.field(name).filter(Field::readable).isEmpty());
        values.putAll(hiddenLinks.getOrDefault(record, Map.of()));
        return values;
    }

    /** Whether a record that pointed to this one was deleted in this sync. */
    boolean oneWent(RecordRef target) {
        return pointingTo.getOrDefault(target, Set.of()).stream()
                .anyMatch(record -> !store.outbox().isUnsentDeletion(record));
    }

    /**
     * Notes which of all records that wait to be deleted point to each other, and reads their links that are not stored here; before each pass, and
     * what an earlier pass has read stays known. No request where no lookup could point to one of them.
     */
    void readLinks() {
        Set<String> deleting = new HashSet<>();
        int known = 0;
        for (String entity : plan.uploadOrder()) {
            int some = store.entities().find(entity).isEmpty()
                    ? 0
                    : store.outbox().pending(entity, DELETIONS, 0, 2).size();
            known += some;
            if (some > 0) {
                deleting.add(entity);
            }
        }
        if (known < 2) {
            return;
        }
        for (String entity : deleting) {
            List<String> lookups = lookups(plan.entity(entity).type(), deleting);
            if (!lookups.isEmpty()) {
                lookups.removeAll(plan.entity(entity).storedFields());
                readLinks(entity, lookups, deleting);
            }
        }
    }

    private static List<String> lookups(EntityType type, Set<String> targets) {
        return type.fields().stream()
                .filter(field -> field.type() == FieldType.LOOKUP && field.readable())
                .filter(field -> field.creatable() || field.updatable())
                .filter(field -> field.targets().stream().anyMatch(targets::contains))
                .map(Field::name)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private void readLinks(String entity, List<String> lookups, Set<String> deleting) {
        long after = 0;
        while (true) {
            List<PendingChange> deletions = store.outbox().pending(entity, DELETIONS, after, CHUNK);
            if (deletions.isEmpty()) {
                return;
            }
            after = deletions.get(deletions.size() - 1).seq();
            Map<String, Optional<String>> versions = new LinkedHashMap<>();
            deletions.stream()
                    .filter(deletion -> deletion.link().isEmpty())
                    .forEach(deletion -> versions.put(deletion.id(), deletion.baseVersion()));
            if (!lookups.isEmpty()) {
                for (Row row : remote.fetch(entity, new ArrayList<>(versions.keySet()), lookups)
                        .rows()) {
                    // of a record that was changed meanwhile nobody knows what it had before
                    if (row.version().equals(versions.get(row.id()))) {
                        note(new RecordRef(entity, row.id()), row, lookups, deleting);
                    }
                }
            }
            versions.keySet().forEach(id -> point(new RecordRef(entity, id), deleting));
        }
    }

    private void point(RecordRef record, Set<String> deleting) {
        for (@Nullable Object value : values(record).values()) {
            if (value instanceof RecordRef target
                    && deleting.contains(target.entity())
                    && store.outbox().isUnsentDeletion(target)) {
                pointingTo.computeIfAbsent(target, unused -> new HashSet<>()).add(record);
            }
        }
    }

    private void note(RecordRef record, Row row, List<String> lookups, Set<String> deleting) {
        for (int i = 0; i < lookups.size(); i++) {
            @Nullable Object value = row.value(i);
            if (value instanceof RecordRef target
                    && deleting.contains(target.entity())
                    && store.outbox().isUnsentDeletion(target)) {
                hiddenLinks.computeIfAbsent(record, unused -> new HashMap<>()).put(lookups.get(i), target);
            }
        }
    }
}
