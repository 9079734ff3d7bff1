package org.crmlink.benchmarks.server;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.crmlink.benchmarks.data.Entity;
import org.crmlink.benchmarks.data.Selection;

/** How many records of which entity there are, and their bytes once they were asked for. Thread-safe. */
final class Records {

    private record Key(Selection selection, int generation) {}

    private final Map<Entity, Integer> counts;
    private final Map<Key, RowBlock> blocks = new ConcurrentHashMap<>();

    Records(Map<Entity, Integer> counts) {
        this.counts = Map.copyOf(counts);
    }

    Optional<Entity> entity(String set) {
        return counts.keySet().stream()
                .filter(entity -> entity.set().equals(set))
                .findFirst();
    }

    RowBlock block(Selection selection, int generation) {
        return blocks.computeIfAbsent(
                new Key(selection, generation),
                key -> new RowBlock(selection, generation, counts.getOrDefault(selection.entity(), 0)));
    }
}
