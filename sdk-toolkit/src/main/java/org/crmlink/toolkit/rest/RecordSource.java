package org.crmlink.toolkit.rest;

import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.metadata.EntityType;

/**
 * What is a backend's own about reading; {@link SourceReader} makes a change reader of it. Thread-safe. What it is asked for was checked: the entity,
 * its fields and the path exist.
 */
public interface RecordSource {

    /**
     * Reads one page in one request. Called again with the same position after a failure.
     *
     * @param query what to read; the filter is the host's business
     * @param position of the page before, or of a token; empty begins a full read
     * @throws org.crmlink.sdk.ConnectorException of kind RESYNC_REQUIRED if the server no longer knows the position; that is a normal outcome
     */
    RecordPage page(EntityType type, ChangeQuery query, Optional<String> position);

    /**
     * Reads records by id.
     *
     * @param ids at most {@link #idsAtOnce()}, each once
     * @return what was found; the caller finds out what is missing
     */
    RecordList fetch(EntityType type, List<String> ids, List<String> fields);

    /** How many ids one {@link #fetch} takes. */
    default int idsAtOnce() {
        return 50;
    }

    /** Reads any number of records by id, in as many requests as it takes. */
    default FetchResult fetchAll(EntityType type, List<String> ids, List<String> fields) {
        return Fetching.all(this, type, ids, fields);
    }
}
