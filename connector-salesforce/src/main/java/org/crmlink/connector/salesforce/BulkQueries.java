package org.crmlink.connector.salesforce;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.crmlink.sdk.ConnectorContext;

/** Makes jobs of the Bulk API 2.0 that read. Thread-safe. */
@Singleton
final class BulkQueries {

    private final SalesforceService service;
    private final ConnectorContext context;

    @Inject
    BulkQueries(SalesforceService service, ConnectorContext context) {
        this.service = service;
        this.context = context;
    }

    /** @param soql without an order, which would keep the server from reading in parallel */
    PageWalk walk(String operation, RowLayout layout, String soql) {
        return new BulkWalk(service, context.sleeper(), layout, operation, soql);
    }
}
