package org.crmlink.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class StandardErrorLogTest {

    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("org.example.Library");

    private String line(Level level, String message, Throwable thrown, Object... values) {
        LoggingEvent event = new LoggingEvent("here", logger, level, message, thrown, values);
        return new String(new LogLine().encode(event), StandardCharsets.UTF_8);
    }

    @Test
    void itIsFoundAndTellsWarningsAlone() {
        assertThat(ServiceLoader.load(Configurator.class)).hasAtLeastOneElementOfType(StandardErrorLog.class);
        assertThat(new StandardErrorLog().configure(context))
                .isEqualTo(Configurator.ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY);
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        assertThat(root.getLevel()).isEqualTo(Level.WARN);
        assertThat(root.getAppender("STDERR").isStarted()).isTrue();
    }

    @Test
    void anEventIsALineWithItsStackBelow() {
        String end = System.lineSeparator();
        assertThat(line(Level.WARN, "größer als {}", null, 7)).isEqualTo("crmlink: WARN : größer als 7" + end);
        assertThat(line(Level.ERROR, "it broke", new IllegalStateException("why")))
                .startsWith("crmlink: ERROR: it broke" + end + "java.lang.IllegalStateException: why" + end)
                .contains("\tat " + StandardErrorLogTest.class.getName());
    }
}
