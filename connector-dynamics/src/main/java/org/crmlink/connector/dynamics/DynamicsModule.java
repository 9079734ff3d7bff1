package org.crmlink.connector.dynamics;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import jakarta.inject.Singleton;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.toolkit.http.HttpTransport;

/** How the objects of one open connector are put together. */
final class DynamicsModule extends AbstractModule {

    static String userAgent() {
        return "crmlink-dynamics/" + DynamicsConnectorProvider.version();
    }

    @Provides
    @Singleton
    DynamicsOptions options(Configuration configuration) {
        return new DynamicsOptions(configuration);
    }

    @Provides
    @Singleton
    HttpTransport transport(ConnectorContext context, DynamicsOptions options, DynamicsLogin login) {
        return HttpTransport.builder(context, options.address())
                .credentials(login.credentials())
                .userAgent(userAgent())
                .connectTimeout(options.get(DynamicsOptions.CONNECT_TIMEOUT))
                .readTimeout(options.get(DynamicsOptions.READ_TIMEOUT))
                .callTimeout(options.get(DynamicsOptions.CALL_TIMEOUT))
                .build();
    }
}
