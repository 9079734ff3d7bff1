package org.crmlink.host.example;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The backend itself, in memory: notes by id, and a journal of the ids in the order in which they changed. Thread-safe. */
final class Notes {

    /** A text and its version. */
    record Note(String text, String version) {}

    private final Map<String, Note> notes = new TreeMap<>();
    private final List<String> journal = new ArrayList<>();

    synchronized List<String> ids() {
        return List.copyOf(notes.keySet());
    }

    synchronized Optional<Note> find(String id) {
        return Optional.ofNullable(notes.get(id));
    }

    /** Ids that changed after the first {@code from} changes; an id may come twice. */
    synchronized List<String> changes(int from, int most) {
        int start = Math.min(from, journal.size());
        return List.copyOf(journal.subList(start, Math.min(journal.size(), start + most)));
    }

    synchronized int changeCount() {
        return journal.size();
    }

    /** Adds a note unless there is one with this id. */
    synchronized Optional<Note> add(String id, String text) {
        if (notes.containsKey(id)) {
            return Optional.empty();
        }
        journal.add(id);
        Note note = new Note(text, String.valueOf(journal.size()));
        notes.put(id, note);
        return Optional.of(note);
    }

    /** Removes a note if it has this version. */
    synchronized boolean remove(String id, String version) {
        boolean same = find(id).filter(note -> note.version().equals(version)).isPresent();
        if (same) {
            journal.add(id);
            notes.remove(id);
        }
        return same;
    }
}
