package org.crmlink.engine.paper;

import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

/** Which faults fire, and how often each has. Thread-safe. */
public final class Faults {

    private final Map<Fault, Integer> armed = new EnumMap<>(Fault.class);
    private final Map<Fault, Double> chances = new EnumMap<>(Fault.class);
    private final Map<Fault, Integer> fired = new EnumMap<>(Fault.class);
    private Random random = new Random(1);

    /** The next {@code times} opportunities fire. */
    public synchronized Faults arm(Fault fault, int times) {
        armed.put(fault, times);
        return this;
    }

    /** Every opportunity fires with this chance. */
    public synchronized Faults chance(Fault fault, double chance) {
        chances.put(fault, chance);
        return this;
    }

    /** Where chance comes from. */
    public synchronized Faults random(Random source) {
        this.random = source;
        return this;
    }

    /** Nothing fires any more; the counts stay. */
    public synchronized void calm() {
        armed.clear();
        chances.clear();
    }

    public synchronized int fired(Fault fault) {
        return fired.getOrDefault(fault, 0);
    }

    /** All counts. */
    public synchronized Map<Fault, Integer> counts() {
        return new EnumMap<>(fired);
    }

    /** Whether the fault fires at this opportunity; counts it if so. */
    public synchronized boolean fires(Fault fault) {
        int left = armed.getOrDefault(fault, 0);
        boolean fires;
        if (left > 0) {
            armed.put(fault, left - 1);
            fires = true;
        } else {
            double chance = chances.getOrDefault(fault, 0.0);
            fires = chance > 0 && random.nextDouble() < chance;
        }
        if (fires) {
            count(fault);
        }
        return fires;
    }

    /** Counts a fault that the data made, such as a record marked unreadable. */
    public synchronized void count(Fault fault) {
        fired.merge(fault, 1, Integer::sum);
    }

    synchronized int below(int bound) {
        return bound <= 0 ? 0 : random.nextInt(bound);
    }
}
