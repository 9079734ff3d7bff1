package org.crmlink.cli.chaos;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All that is known of one record: what the server shows, who wrote which value, and a story for people who look for a bug. Guarded by the
 * journal's lock.
 */
final class Trace {

    private static final int STORY_LINES = 120;

    /**
     * One local edit of one field.
     *
     * @param value the value, null for an edit that emptied the field
     * @param shown version of the server's row that the local row showed when it was edited; 0 for a record of our own making
     */
    record LocalWrite(String field, String value, long shown, int step) {}

    /**
     * One local deletion.
     *
     * @param shown as in {@link LocalWrite}
     */
    record LocalDelete(long shown, int step) {}

    final Entity entity;
    final String id;
    final List<LocalWrite> writes = new ArrayList<>();
    final List<LocalDelete> deletes = new ArrayList<>();
    /** Versions that the row got from others than the sync. */
    final List<Long> foreign = new ArrayList<>();
    /** Of these the ones that only emptied links, with the targets that the links had. */
    final Map<Long, Map<Entity.Lookup, String>> unlinked = new HashMap<>();
    /** By field the newest version in which others gave it its value. */
    final Map<String, Long> foreignFields = new HashMap<>();
    /** Every value that a field ever had on the server, with the number of undisturbed syncs before it first appeared. */
    final Map<String, Map<String, Integer>> history = new HashMap<>();

    /** The newest version that the local row ever showed; a row that was replaced shows none until it is downloaded again. */
    long shownLocally;

    Map<String, String> server = Map.of();
    long version;
    boolean onServer;
    boolean everOnServer;
    boolean createdLocally;
    int appearedAfterSyncs = -1;

    private final Deque<String> story = new ArrayDeque<>();

    Trace(Entity entity, String id) {
        this.entity = entity;
        this.id = id;
    }

    void tell(int step, String line) {
        if (story.size() == STORY_LINES) {
            story.removeFirst();
        }
        story.addLast("    step " + step + ": " + line);
    }

    String story() {
        return "  " + entity.table() + " " + id + "\n" + String.join("\n", story);
    }

    /** Whether someone else changed the row on the server in a way that a local edit made over this version has not seen. */
    boolean changedByOthersAfter(long shown) {
        return foreign.stream().anyMatch(other -> other > shown);
    }

    boolean isNewestWrite(LocalWrite write) {
        for (int i = writes.size() - 1; i >= 0; i--) {
            if (writes.get(i).field().equals(write.field())) {
                return writes.get(i).equals(write);
            }
        }
        return false;
    }
}
