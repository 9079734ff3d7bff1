package org.crmlink.sandbox.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Items in version order in two flat arrays: 12 bytes each instead of a tree node. Removed items leave a hole until half of the array
 * is holes. A version lower than the last, as a late commit brings, is inserted in its place.
 */
final class VersionLog<T> {

    private long[] versions = new long[16];
    private @Nullable Object[] items = new @Nullable Object[16];
    private int size;
    private int live;

    int live() {
        return live;
    }

    void add(long version, T item) {
        if (size == versions.length) {
            int longer = size + (size >> 1);
            versions = Arrays.copyOf(versions, longer);
            items = Arrays.copyOf(items, longer);
        }
        int at = size;
        if (size > 0 && versions[size - 1] > version) {
            at = -Arrays.binarySearch(versions, 0, size, version) - 1;
            System.arraycopy(versions, at, versions, at + 1, size - at);
            System.arraycopy(items, at, items, at + 1, size - at);
        }
        versions[at] = version;
        items[at] = item;
        size++;
        live++;
    }

    void remove(long version) {
        int at = Arrays.binarySearch(versions, 0, size, version);
        if (at < 0 || items[at] == null) {
            throw new IllegalStateException("no item has version " + version);
        }
        items[at] = null;
        live--;
        if (size > 64 && live < size / 2) {
            closeHoles();
        }
    }

    private void closeHoles() {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (items[i] != null) {
                versions[kept] = versions[i];
                items[kept] = items[i];
                kept++;
            }
        }
        Arrays.fill(items, kept, size, null);
        size = kept;
    }

    /** At most {@code limit} items with {@code after < version <= upTo}, lowest first. */
    List<T> range(long after, long upTo, int limit) {
        List<T> found = new ArrayList<>();
        for (int i = firstAfter(after); i < size && versions[i] <= upTo && found.size() < limit; i++) {
            T item = item(i);
            if (item != null) {
                found.add(item);
            }
        }
        return found;
    }

    int count(long after, long upTo) {
        int count = 0;
        for (int i = firstAfter(after); i < size && versions[i] <= upTo; i++) {
            if (items[i] != null) {
                count++;
            }
        }
        return count;
    }

    private int firstAfter(long version) {
        int at = Arrays.binarySearch(versions, 0, size, version);
        return at < 0 ? -at - 1 : at + 1;
    }

    @SuppressWarnings("unchecked") // only T goes in
    private @Nullable T item(int at) {
        return (T) items[at];
    }
}
