package org.crmlink.host.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RequestEvent;
import org.crmlink.sdk.RequestListener;
import org.crmlink.sdk.Sleeper;
import org.crmlink.sdk.config.CredentialStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostContextTest {

    @TempDir
    Path temp;

    @Test
    void servicesAreFoundByTypeAndOthersAreNot() {
        List<RequestEvent> events = new ArrayList<>();
        RequestListener listener = events::add;
        try (HostContext context = HostContext.builder()
                .tempDirectory(temp)
                .service(RequestListener.class, listener)
                .build()) {
            assertThat(context.service(RequestListener.class)).containsSame(listener);
            assertThat(context.service(CredentialStore.class)).isEmpty();
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostContext.builder()
                        .service(RequestListener.class, listener)
                        .service(RequestListener.class, listener));
    }

    @Test
    void timeIsTheHosts() {
        Clock clock = Clock.systemUTC();
        Sleeper sleeper = duration -> {};
        try (HostContext context = HostContext.builder()
                .tempDirectory(temp)
                .clock(clock)
                .sleeper(sleeper)
                .build()) {
            assertThat(context.clock()).isSameAs(clock);
            assertThat(context.sleeper()).isSameAs(sleeper);
        }
    }

    @Test
    void eachContextHasADirectoryOfItsOwnThatClosingRemoves() throws IOException {
        HostContext one = HostContext.builder().tempDirectory(temp).build();
        HostContext other = HostContext.builder().tempDirectory(temp).build();
        assertThat(one.tempDirectory()).isDirectory().isNotEqualTo(other.tempDirectory());
        Files.writeString(
                Files.createDirectory(one.tempDirectory().resolve("deep")).resolve("spill"), "x");
        one.close();
        one.close();
        assertThat(one.tempDirectory()).doesNotExist();
        assertThat(other.tempDirectory()).isDirectory();
        other.close();
    }

    @Test
    void aDirectoryThatCannotBeMadeIsAConfigurationError() {
        HostContext.Builder builder = HostContext.builder().tempDirectory(temp.resolve("missing"));
        ConnectorException e = catchThrowableOfType(ConnectorException.class, builder::build);
        assertThat(e.kind()).isEqualTo(ErrorKind.CONFIG_INVALID);
        assertThat(e).hasMessageContaining("missing");
    }
}
