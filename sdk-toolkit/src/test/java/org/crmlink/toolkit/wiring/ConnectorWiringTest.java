package org.crmlink.toolkit.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.Capabilities;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Facet;
import org.crmlink.sdk.Identity;
import org.crmlink.sdk.Sleeper;
import org.crmlink.sdk.config.ConfigOption;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.toolkit.http.TestContext;
import org.junit.jupiter.api.Test;

class ConnectorWiringTest {

    private static final ConfigOption<String> NAME =
            ConfigOption.text("name", "a name").required();

    static final class Greeting {
        final String text;

        @Inject
        Greeting(Configuration configuration) {
            this.text = "hello " + configuration.get(NAME);
        }
    }

    static final class Greeter implements Connector {
        final Greeting greeting;
        final ConnectorContext context;
        final Clock clock;
        final Sleeper sleeper;
        final int number;

        @Inject
        Greeter(Greeting greeting, ConnectorContext context, Clock clock, Sleeper sleeper, Integer number) {
            this.greeting = greeting;
            this.context = context;
            this.clock = clock;
            this.sleeper = sleeper;
            this.number = number;
        }

        @Override
        public Identity identify() {
            throw new UnsupportedOperationException("not asked for here");
        }

        @Override
        public Capabilities capabilities() {
            throw new UnsupportedOperationException("not asked for here");
        }

        @Override
        public <F extends Facet> Optional<F> facet(Class<F> type) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }

    static final class NumberModule extends AbstractModule {
        @Provides
        Integer number() {
            return 7;
        }
    }

    private static Configuration configuration(Map<String, String> values) {
        return Configuration.of(List.of(NAME), values);
    }

    @Test
    void aConnectorIsBuiltOutOfTheHostsObjectsAndItsModules() {
        TestContext context = new TestContext();
        try (Greeter greeter = ConnectorWiring.open(
                Greeter.class, configuration(Map.of("name", "world")), context, new NumberModule())) {
            assertThat(greeter.greeting.text).isEqualTo("hello world");
            assertThat(greeter.context).isSameAs(context);
            assertThat(greeter.clock.instant()).isEqualTo(context.clock().instant());
            assertThat(greeter.sleeper).isNotNull();
            assertThat(greeter.number).isEqualTo(7);
        }
    }

    @Test
    void whatAConstructorThrewComesOutUnwrapped() {
        assertThatThrownBy(() -> ConnectorWiring.open(
                        Greeter.class, configuration(Map.of()), new TestContext(), new NumberModule()))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONFIG_INVALID))
                .hasMessageContaining("name");
    }

    @Test
    void modulesThatDoNotFitAreADefectOfTheConnector() {
        assertThatThrownBy(() ->
                        ConnectorWiring.open(Greeter.class, configuration(Map.of("name", "x")), new TestContext()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(Greeter.class.getName());
    }
}
