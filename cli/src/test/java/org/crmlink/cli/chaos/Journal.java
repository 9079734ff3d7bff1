package org.crmlink.cli.chaos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * The oracle. It knows every edit that was made on either side, watches the server's rows, and judges each change that the sync made: every value
 * is unique, so a value that nobody wrote, that comes back, or that overwrites what its writer had not seen, shows at once. It knows nothing of
 * the engine except the version number that a local row shows.
 *
 * <p>Its monitor is the run's one lock: whoever edits a side holds it until the edit is in the journal.
 */
final class Journal {

    private static final int MOST_VIOLATIONS = 5;

    private final List<Entity> entities;
    private final Map<Entity, Map<String, Trace>> traces = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private int step;
    private int undisturbedSyncs;

    Journal(List<Entity> entities) {
        this.entities = entities;
        for (Entity entity : entities) {
            traces.put(entity, new TreeMap<>());
        }
    }

    synchronized void step(int number) {
        step = number;
    }

    synchronized int step() {
        return step;
    }

    synchronized Trace trace(Entity entity, String id) {
        return traces.get(entity).computeIfAbsent(id, key -> new Trace(entity, key));
    }

    synchronized Collection<Trace> all(Entity entity) {
        return traces.get(entity).values();
    }

    /** A sync ran to its end: whatever it sent it also knows the answer of. */
    synchronized void undisturbedSync() {
        undisturbedSyncs++;
    }

    // ---------------------------------------------------------------- what was done locally

    synchronized void localCreate(Entity entity, String id, Map<String, String> values) {
        Trace trace = trace(entity, id);
        trace.createdLocally = true;
        trace.tell(step, "created locally " + values);
        values.forEach((field, value) -> trace.writes.add(new Trace.LocalWrite(field, value, 0, step)));
    }

    synchronized void localUpdate(Entity entity, String id, Map<String, String> values, long shown) {
        Trace trace = trace(entity, id);
        trace.shownLocally = Math.max(trace.shownLocally, shown);
        trace.tell(step, "edited locally over version " + trace.shownLocally + ": " + values);
        values.forEach(
                (field, value) -> trace.writes.add(new Trace.LocalWrite(field, value, trace.shownLocally, step)));
    }

    synchronized void localDelete(Entity entity, String id, long shown) {
        Trace trace = trace(entity, id);
        trace.shownLocally = Math.max(trace.shownLocally, shown);
        trace.tell(step, "deleted locally over version " + trace.shownLocally);
        trace.deletes.add(new Trace.LocalDelete(trace.shownLocally, step));
    }

    /** What was made here is taken back: nobody expects it to arrive, or to be gone. */
    synchronized void localGiveUp(Entity entity, String id) {
        Trace trace = trace(entity, id);
        trace.tell(step, "taken back locally");
        trace.writes.clear();
        trace.deletes.clear();
    }

    /** Whether somebody at the device has made something point to the record lately. */
    synchronized boolean isPointedTo(String id) {
        return traces.values().stream()
                .flatMap(all -> all.values().stream())
                .flatMap(trace -> trace.writes.stream())
                .anyMatch(write -> id.equals(write.value()));
    }

    /** Whether somebody at the device gave the field this value and it is not settled yet. */
    synchronized boolean wrote(Entity entity, String id, String field, String value) {
        return trace(entity, id).writes.stream()
                .anyMatch(write -> write.field().equals(field) && value.equals(write.value()));
    }

    // ---------------------------------------------------------------- what the server shows

    /**
     * Compares the server's present rows with those known and judges the difference.
     *
     * @param foreign whether the difference was made by the test itself; else the sync made it
     */
    synchronized void observe(Map<Entity, Map<String, ChaosServer.Shown>> present, boolean foreign) {
        List<Trace> gone = new ArrayList<>();
        for (Entity entity : entities) {
            for (Trace trace : all(entity)) {
                if (trace.onServer && !present.get(entity).containsKey(trace.id)) {
                    trace.onServer = false;
                    gone.add(trace);
                }
            }
        }
        for (Entity entity : entities) {
            present.get(entity).forEach((id, row) -> observe(trace(entity, id), row, foreign));
        }
        for (Trace trace : gone) {
            trace.tell(step, foreign ? "deleted on the server" : "deleted on the server by the sync");
            if (!foreign) {
                judgeRemoval(trace);
            }
        }
    }

    private void observe(Trace trace, ChaosServer.Shown row, boolean foreign) {
        if (trace.onServer && trace.version == row.version()) {
            return;
        }
        if (trace.onServer) {
            changed(trace, row, foreign);
        } else {
            appeared(trace, row, foreign);
        }
        trace.server = row.values();
        trace.version = row.version();
    }

    private void appeared(Trace trace, ChaosServer.Shown row, boolean foreign) {
        trace.tell(step, (foreign ? "created on the server " : "the sync created it ") + row.values());
        if (foreign) {
            trace.foreign.add(row.version());
        } else if (!trace.createdLocally) {
            violation(trace, "the sync created a record that nobody created");
        } else if (trace.everOnServer && undisturbedSyncs > trace.appearedAfterSyncs) {
            violation(trace, "the sync created a record again that had been there and was deleted");
        } else {
            for (String field : trace.entity.editable()) {
                judgeValue(trace, field, row.values().get(field));
            }
        }
        trace.onServer = true;
        trace.everOnServer = true;
        trace.appearedAfterSyncs = undisturbedSyncs;
        remember(trace, row);
    }

    private void changed(Trace trace, ChaosServer.Shown row, boolean foreign) {
        Map<String, String> difference = new LinkedHashMap<>();
        boolean unlinked = false;
        for (String column : trace.entity.columns()) {
            if (!Objects.equals(trace.server.get(column), row.values().get(column))
                    && !column.equals(trace.entity.version())
                    && !trace.entity.times().contains(column)) {
                difference.put(column, row.values().get(column));
            }
        }
        for (Entity.Lookup lookup : trace.entity.lookups()) {
            unlinked |= difference.containsKey(lookup.field())
                    && row.values().get(lookup.field()) == null
                    && tookAway(trace, lookup);
        }
        trace.tell(
                step,
                (foreign ? "changed on the server " : "the sync changed it ") + trace.version + "→" + row.version()
                        + " " + difference);
        Map<Entity.Lookup, String> emptied = onlyEmptied(trace, difference);
        if (!emptied.isEmpty()) {
            trace.unlinked.put(row.version(), emptied);
        }
        if (foreign) {
            trace.foreign.add(row.version());
            difference.keySet().forEach(column -> trace.foreignFields.put(column, row.version()));
        } else {
            for (String field : trace.entity.editable()) {
                if (difference.containsKey(field)) {
                    judgeValue(trace, field, row.values().get(field));
                }
            }
            for (Entity.Lookup lookup : trace.entity.lookups()) {
                if (difference.containsKey(lookup.field())) {
                    judgeLookup(trace, lookup, row.values().get(lookup.field()));
                }
            }
            if (unlinked) {
                // A deletion elsewhere took the link away: to this record that is a change by others.
                trace.foreign.add(row.version());
            }
        }
        remember(trace, row);
    }

    /** The targets of links that were emptied, if nothing else was changed. */
    private static Map<Entity.Lookup, String> onlyEmptied(Trace trace, Map<String, String> difference) {
        Map<Entity.Lookup, String> emptied = new HashMap<>();
        Set<String> others = new HashSet<>(difference.keySet());
        for (Entity.Lookup lookup : trace.entity.lookups()) {
            String target = trace.server.get(lookup.field());
            if (difference.containsKey(lookup.field()) && difference.get(lookup.field()) == null && target != null) {
                emptied.put(lookup, target);
                others.remove(lookup.field());
                others.remove(lookup.companion());
            }
        }
        return others.isEmpty() ? emptied : Map.of();
    }

    private void remember(Trace trace, ChaosServer.Shown row) {
        for (String field : trace.entity.editable()) {
            String value = row.values().get(field);
            if (value != null) {
                trace.history.computeIfAbsent(field, key -> new HashMap<>()).putIfAbsent(value, undisturbedSyncs);
            }
        }
    }

    /** The sync put this value there: who wrote it, over what, and was it there before? */
    private void judgeValue(Trace trace, String field, String value) {
        List<Trace.LocalWrite> candidates = trace.writes.stream()
                .filter(write -> write.field().equals(field) && Objects.equals(write.value(), value))
                .toList();
        if (candidates.isEmpty()) {
            if (value != null || trace.onServer) {
                violation(trace, "the sync wrote " + field + "=" + value + ", which nobody wrote there (any more)");
            }
            return;
        }
        if (trace.entity.serverWins()
                && trace.onServer
                && candidates.stream().allMatch(write -> changedByOthersBetween(trace, write.shown()))) {
            violation(
                    trace,
                    "server-wins, but " + field + "=" + value + " was written over a newer change of the server "
                            + trace.foreign);
        }
        Integer before = value == null
                ? null
                : trace.history.getOrDefault(field, Map.of()).get(value);
        if (before != null && undisturbedSyncs > before) {
            violation(trace, field + "=" + value + " came back although its first sending had been answered");
        }
    }

    /** A link that went with its target is nothing that a deletion could take along, whoever deleted the target. */
    private boolean changedByOthersButLinksThatWent(Trace trace, long shown) {
        return trace.foreign.stream()
                .filter(other -> other > shown && other <= trace.version)
                .anyMatch(other -> {
                    Map<Entity.Lookup, String> emptied = trace.unlinked.getOrDefault(other, Map.of());
                    return emptied.isEmpty()
                            || emptied.entrySet().stream().anyMatch(link -> alive(link.getKey(), link.getValue()));
                });
    }

    private static boolean changedByOthersBetween(Trace trace, long shown) {
        return trace.foreign.stream().anyMatch(other -> other > shown && other <= trace.version);
    }

    private void judgeLookup(Trace trace, Entity.Lookup lookup, String value) {
        boolean written = trace.writes.stream()
                .anyMatch(write -> write.field().equals(lookup.field()) && Objects.equals(write.value(), value));
        if (written) {
            return;
        }
        if (value != null) {
            violation(trace, "the sync wrote " + lookup.field() + "=" + value + ", which nobody wrote");
        } else if (!tookAway(trace, lookup)) {
            violation(trace, "the sync emptied " + lookup.field() + " although its target lives and nobody emptied it");
        }
    }

    /** Whether the target that the lookup had, or was about to get, is gone: the server then empties the lookup. */
    private boolean tookAway(Trace trace, Entity.Lookup lookup) {
        return !alive(lookup, trace.server.get(lookup.field()))
                || trace.writes.stream()
                        .anyMatch(
                                write -> write.field().equals(lookup.field()) && pointsToTheDead(trace, write, false));
    }

    private boolean alive(Entity.Lookup lookup, String id) {
        return id != null
                && lookup.targets().stream()
                        .map(table -> Entity.of(entities, table))
                        .anyMatch(target -> {
                            Trace found = traces.get(target).get(id);
                            return found != null && found.onServer;
                        });
    }

    private void judgeRemoval(Trace trace) {
        for (Entity.Lookup lookup : trace.entity.lookups()) {
            String parent = trace.server.get(lookup.field());
            if (lookup.cascade() && parent != null && !alive(lookup, parent)) {
                return;
            }
        }
        if (trace.writes.stream().anyMatch(write -> pointsToTheDead(trace, write, true))) {
            // Its new parent arrived, was deleted, and took it along before anybody could look.
            return;
        }
        if (trace.deletes.isEmpty()) {
            violation(trace, "the sync deleted a record that nobody deleted");
        } else if (trace.entity.serverWins()
                && trace.deletes.stream().allMatch(delete -> changedByOthersButLinksThatWent(trace, delete.shown()))) {
            violation(trace, "server-wins, but a local deletion took a newer change of the server with it");
        }
    }

    // ---------------------------------------------------------------- when all is quiet

    /**
     * All is sent and received: no local edit may be lost without a reason. Then what is settled is forgotten, so that it cannot excuse anything
     * later.
     *
     * @param open what may rightly be unsettled
     */
    synchronized void settle(OpenEnds open) {
        for (Entity entity : entities) {
            Set<String> names = new LinkedHashSet<>();
            for (Trace trace : all(entity)) {
                if (trace.onServer && !names.add(trace.server.get(entity.name()))) {
                    violation(trace, "doubled: two records bear the name " + trace.server.get(entity.name()));
                }
                if (!open.has(entity, trace.id)) {
                    settle(trace);
                }
            }
        }
    }

    private void settle(Trace trace) {
        if (unsent(trace)) {
            violation(trace, "a record created locally never reached the server");
        }
        if (trace.onServer) {
            for (Trace.LocalWrite write : trace.writes) {
                if (!excused(trace, write)) {
                    violation(trace, "the local edit " + write + " is lost");
                }
            }
            for (Trace.LocalDelete delete : trace.deletes) {
                if (!trace.entity.serverWins() || !changedByOthersButLinksThatWent(trace, delete.shown())) {
                    violation(trace, "the local deletion " + delete + " is lost");
                }
            }
        }
        trace.createdLocally &= trace.onServer;
        trace.writes.clear();
        trace.deletes.clear();
        trace.foreign.clear();
        trace.unlinked.clear();
        trace.foreign.add(0L);
    }

    /** Created here, never seen on the server, and not gone with its parent before anybody could look. */
    private boolean unsent(Trace trace) {
        return trace.createdLocally
                && !trace.everOnServer
                && trace.deletes.isEmpty()
                && trace.writes.stream().noneMatch(write -> pointsToTheDead(trace, write, true));
    }

    private boolean pointsToTheDead(Trace trace, Trace.LocalWrite write, boolean cascading) {
        return write.value() != null
                && trace.entity.lookups().stream()
                        .anyMatch(lookup -> lookup.field().equals(write.field())
                                && (lookup.cascade() || !cascading)
                                && !alive(lookup, write.value()));
    }

    private boolean excused(Trace trace, Trace.LocalWrite write) {
        if (!trace.isNewestWrite(write) || pointsToTheDead(trace, write, false)) {
            return true;
        }
        boolean arrived = trace.entity.editable().contains(write.field()) && write.value() != null
                ? trace.history.getOrDefault(write.field(), Map.of()).containsKey(write.value())
                : Objects.equals(trace.server.get(write.field()), write.value());
        if (arrived) {
            return true;
        }
        boolean othersToo = trace.changedByOthersAfter(write.shown());
        boolean unique = trace.entity.editable().contains(write.field()) && write.value() != null;
        // A link or an emptied field leaves no unique mark: it may have arrived and been changed again by others.
        return othersToo && (trace.entity.serverWins() || !unique);
    }

    /** Records that exist nowhere but locally must exist there, whatever happens to a sync. */
    synchronized void unsentMustBeThere(Map<Entity, Set<String>> here) {
        for (Entity entity : entities) {
            for (Trace trace : all(entity)) {
                if (unsent(trace) && !here.get(entity).contains(trace.id)) {
                    violation(trace, "a local creation that the server never had is gone");
                }
            }
        }
    }

    synchronized void violation(String text) {
        if (violations.size() < MOST_VIOLATIONS) {
            violations.add("step " + step + ": " + text);
        }
    }

    synchronized void violation(Trace trace, String text) {
        violation(text + "\n" + trace.story());
    }

    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    /** What is known of a record, for messages. */
    synchronized String story(Entity entity, String id) {
        Trace trace = traces.get(entity).get(id);
        return trace == null ? "  " + entity.table() + " " + id + ": unknown to the journal" : trace.story();
    }
}
