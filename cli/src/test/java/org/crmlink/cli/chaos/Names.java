package org.crmlink.cli.chaos;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which record a key belongs to, temporary keys and the server's alike: keys that were seen once are known for ever. Thread-safe. */
final class Names {

    private final Map<String, String> markOf = new ConcurrentHashMap<>();

    void learn(String key, String mark) {
        markOf.put(key, mark);
    }

    /** The mark of the record; the key itself where nobody has seen it, which is as good as the mark where marks are keys. */
    String mark(String key) {
        return key == null ? null : markOf.getOrDefault(key, key);
    }
}
