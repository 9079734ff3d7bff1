package org.crmlink.connector.salesforce;

import java.time.Instant;
import java.util.List;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;

/**
 * Some rows of a query. Immutable.
 *
 * @param stamps where the rows stand in the order of changes, removed and unreadable ones too, as far as they tell it
 * @param lastId id of the last one that has one; an empty text if none has
 */
record QueryPage(
        List<Row> rows, List<Removal> removals, List<Unreadable> unreadable, List<Instant> stamps, String lastId) {}
