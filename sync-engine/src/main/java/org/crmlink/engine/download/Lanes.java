package org.crmlink.engine.download;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * A queue bounded by bytes and not by items, so that memory depends neither on the width of rows nor on the number of readers. Items of one lane,
 * such as an entity, keep their order; who takes them gets those of one lane together, and lanes in turn. Thread-safe.
 */
final class Lanes<T> {

    private record Waiting<T>(T item, long weight) {}

    private final long bound;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition arrival = lock.newCondition();
    /** The lane whose turn it is comes first; no lane is empty. */
    private final Map<String, Deque<Waiting<T>>> lanes = new LinkedHashMap<>();

    private long held;

    /** @param bound in bytes; the items of threads that wait to put them come on top */
    Lanes(long bound) {
        this.bound = bound;
    }

    /** Hands over, waiting while the queue is full. Items without weight never wait. */
    void put(String name, T item, long weight) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            // what waits here is in memory already: it may go beyond the bound, but nothing more is read meanwhile
            while (weight > 0 && held >= bound) {
                room.await();
            }
            held += weight;
            lanes.computeIfAbsent(name, lane -> new ArrayDeque<>()).add(new Waiting<>(item, weight));
            arrival.signal();
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return lanes.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** The next item of the lane whose turn it is; waits for one. Then it is the others' turn. */
    T take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (lanes.isEmpty()) {
                arrival.await();
            }
            Iterator<Map.Entry<String, Deque<Waiting<T>>>> turns =
                    lanes.entrySet().iterator();
            Map.Entry<String, Deque<Waiting<T>>> turn = turns.next();
            String name = turn.getKey();
            Deque<Waiting<T>> lane = turn.getValue();
            turns.remove();
            Waiting<T> first = lane.remove();
            if (!lane.isEmpty()) {
                lanes.put(name, lane);
            }
            return released(first);
        } finally {
            lock.unlock();
        }
    }

    /** The lane's next item, if there is one and it is wanted; does not wait. */
    Optional<T> poll(String name, Predicate<T> wanted) {
        lock.lock();
        try {
            Deque<Waiting<T>> lane = lanes.get(name);
            if (lane == null || !wanted.test(lane.element().item())) {
                return Optional.empty();
            }
            Waiting<T> next = lane.remove();
            if (lane.isEmpty()) {
                lanes.remove(name);
            }
            return Optional.of(released(next));
        } finally {
            lock.unlock();
        }
    }

    private T released(Waiting<T> waiting) {
        held -= waiting.weight();
        if (held < bound) {
            room.signalAll();
        }
        return waiting.item();
    }
}
