package org.crmlink.engine;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is synchronized into which database. Immutable.
 *
 * @param database the SQLite file; made if it does not exist, its folder is not
 * @param connectorId id of the connector's descriptor; a database belongs to one connector and one organisation
 * @param entities by entity name, in the order of the report
 * @param pageSize the wish for records in a page
 * @param batchSize the most mutations in one batch (U7)
 */
public record SyncConfiguration(
        Path database, String connectorId, Map<String, EntityConfiguration> entities, int pageSize, int batchSize) {

    /** Records in a page unless said otherwise (L2). */
    public static final int DEFAULT_PAGE_SIZE = 1000;

    /** Mutations in a batch unless said otherwise (U7). */
    public static final int DEFAULT_BATCH_SIZE = 100;

    public SyncConfiguration {
        requireNonNull(database, "database is null");
        requireNonNull(connectorId, "connectorId is null");
        entities = Collections.unmodifiableMap(new LinkedHashMap<>(entities));
        if (pageSize < 1 || batchSize < 1) {
            throw new IllegalArgumentException("pageSize and batchSize must be at least 1");
        }
    }

    /** With the default sizes. */
    public static SyncConfiguration of(Path database, String connectorId, Map<String, EntityConfiguration> entities) {
        return new SyncConfiguration(database, connectorId, entities, DEFAULT_PAGE_SIZE, DEFAULT_BATCH_SIZE);
    }
}
