package org.crmlink.sdk.change;

import java.util.List;
import java.util.OptionalLong;
import org.crmlink.sdk.Facet;
import org.crmlink.sdk.filter.Filter;

/**
 * Reads records. Unknown entities fail with NOT_FOUND, unknown or unreadable fields with INVALID_DATA naming them; never an empty result
 * [META-3].
 */
public interface ChangeReader extends Facet {

    /**
     * Opens a read, full or since a token. May block to ask for metadata; data is read by {@link ChangeStream#next()}.
     *
     * @throws org.crmlink.sdk.ConnectorException of kind INVALID_DATA for a token that is foreign, corrupt or of another query [CHG-5]; UNSUPPORTED
     *     for a path that the entity does not have
     */
    ChangeStream changes(ChangeQuery query);

    /**
     * How many records {@link #changes} would deliver, if the backend tells that for about the price of one request; may be old by a day. Hosts
     * choose between paths by it.
     */
    OptionalLong estimate(ChangeQuery query);

    /**
     * Lists the ids of all records that match, for comparing where deletions are not tracked. Where the filter is not exact, ids of a superset.
     */
    IdStream ids(String entity, Filter filter);

    /**
     * Reads records by id, any number; the connector splits the list.
     *
     * @param fields as in {@link ChangeQuery#fields()}
     */
    FetchResult fetch(String entity, List<String> ids, List<String> fields);
}
