package org.crmlink.engine.paper;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A transaction that has taken its version and is not visible yet. One-at-a-time. */
public final class LateCommit {

    private final PaperServer server;
    private final String entity;
    private final String id;
    private final Map<String, @Nullable Object> values;
    private final long version;

    LateCommit(PaperServer server, String entity, String id, Map<String, @Nullable Object> values, long version) {
        this.server = server;
        this.entity = entity;
        this.id = id;
        this.values = values;
        this.version = version;
    }

    public void commit() {
        server.commitLate(entity, id, values, version);
    }
}
