package org.crmlink.tck.run;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.RequestListener;
import org.crmlink.sdk.Sleeper;
import org.crmlink.sdk.config.CredentialStore;
import org.crmlink.tck.bench.VirtualTime;

/** What a connector under test is given. Thread-safe. */
public final class CheckContext implements ConnectorContext {

    private final VirtualTime time;
    private final Path temp;
    private final RequestListener listener;
    private final MemoryCredentials credentials = new MemoryCredentials();

    CheckContext(VirtualTime time, Path temp, RequestListener listener) {
        this.time = time;
        this.temp = temp;
        this.listener = listener;
    }

    @Override
    public Clock clock() {
        return time;
    }

    @Override
    public Sleeper sleeper() {
        return time;
    }

    @Override
    public Path tempDirectory() {
        return temp;
    }

    @Override
    public <S> Optional<S> service(Class<S> type) {
        if (type == RequestListener.class) {
            return Optional.of(type.cast(listener));
        }
        return type == CredentialStore.class ? Optional.of(type.cast(credentials)) : Optional.empty();
    }
}
