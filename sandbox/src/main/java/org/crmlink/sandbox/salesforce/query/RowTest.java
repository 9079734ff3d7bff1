package org.crmlink.sandbox.salesforce.query;

import java.util.function.Predicate;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.soql.Query;
import org.crmlink.sandbox.salesforce.soql.SoqlException;

/** The test of records that stands behind WHERE. */
public final class RowTest {

    private RowTest() {}

    /**
     * The test of a query's records.
     *
     * @throws SoqlException {@code INVALID_FIELD}, {@code INVALID_QUERY_FILTER_OPERATOR}, {@code MALFORMED_QUERY}
     */
    public static Predicate<Row> of(Query query, SObject object, QueryContext context) {
        RowReadings readings = new RowReadings(object, query.alias(), query.text(), context);
        return query.where()
                .map(where -> ConditionTest.of(where, query.text(), context, readings::filterable))
                .orElse(row -> true);
    }
}
