package org.crmlink.toolkit.wiring;

import static java.util.Objects.requireNonNull;

import com.google.inject.AbstractModule;
import com.google.inject.ConfigurationException;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Module;
import com.google.inject.ProvisionException;
import com.google.inject.Stage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.Sleeper;
import org.crmlink.sdk.config.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Builds a connector out of its Guice modules. To be called from {@link org.crmlink.sdk.ConnectorProvider#open} only: a provider's class must
 * load, describe and validate without touching Guice.
 */
public final class ConnectorWiring {

    private ConnectorWiring() {}

    /**
     * Builds a connector. {@link Configuration}, {@link ConnectorContext}, {@link Clock} and {@link Sleeper} can be injected besides what the
     * modules bind; constructors are marked with {@code @Inject}.
     *
     * @throws ConnectorException that a constructor or provider method threw, itself and not wrapped
     * @throws IllegalStateException if the modules do not fit together, which is a defect of the connector
     */
    public static <C extends Connector> C open(
            Class<C> type, Configuration configuration, ConnectorContext context, Module... modules) {
        requireNonNull(type, "type is null");
        List<Module> all = new ArrayList<>();
        all.add(new HostModule(configuration, context));
        all.addAll(List.of(modules));
        try {
            return Guice.createInjector(Stage.DEVELOPMENT, all).getInstance(type);
        } catch (ProvisionException | CreationException | ConfigurationException e) {
            throw unwrapped(type, e);
        }
    }

    private static RuntimeException unwrapped(Class<?> type, RuntimeException failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectorException said) {
                return said;
            }
        }
        return new IllegalStateException(type.getName() + " could not be wired: " + failure.getMessage(), failure);
    }

    private static final class HostModule extends AbstractModule {
        private final Configuration configuration;
        private final ConnectorContext context;

        HostModule(Configuration configuration, ConnectorContext context) {
            this.configuration = requireNonNull(configuration, "configuration is null");
            this.context = requireNonNull(context, "context is null");
        }

        @Override
        protected void configure() {
            binder().requireAtInjectOnConstructors();
            binder().disableCircularProxies();
            bind(Configuration.class).toInstance(configuration);
            bind(ConnectorContext.class).toInstance(context);
            bind(Clock.class).toInstance(context.clock());
            bind(Sleeper.class).toInstance(context.sleeper());
        }
    }
}
