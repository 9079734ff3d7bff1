package org.crmlink.connector.salesforce;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import jakarta.inject.Singleton;
import org.crmlink.sdk.config.Configuration;

/** How the objects of one open connector are put together. */
final class SalesforceModule extends AbstractModule {

    static String userAgent() {
        return "crmlink-salesforce/" + SalesforceConnectorProvider.version();
    }

    @Provides
    @Singleton
    SalesforceOptions options(Configuration configuration) {
        return new SalesforceOptions(configuration);
    }
}
