package org.crmlink.connector.dynamics;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.Capabilities;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.Facet;
import org.crmlink.sdk.Identity;
import org.crmlink.sdk.InteractiveLogin;
import org.crmlink.sdk.access.AccessInfo;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.upload.Uploader;
import org.crmlink.toolkit.http.HttpTransport;

/** An open connection to one environment. Thread-safe. */
@Singleton
final class DynamicsConnector implements Connector {

    /**
     * A page takes the server tens of milliseconds at least, and an entity's pages come one after the other. 52 requests of a user may run at once
     * (dynamics.md §10); a quarter leaves room for others who use the same account. The server bounds the time that it works for a user too, and
     * says when to go on: hosts wait for that.
     */
    private static final int PARALLEL_READERS = 12;

    private final DynamicsIdentity identity;
    private final DynamicsLogin login;
    private final HttpTransport transport;
    private final Map<Class<? extends Facet>, Facet> facets = new LinkedHashMap<>();
    private final Capabilities capabilities;

    @Inject
    DynamicsConnector(
            DynamicsIdentity identity,
            DynamicsMetadata metadata,
            DynamicsChangeReader reader,
            DynamicsUploader uploader,
            DynamicsAccess access,
            DynamicsLogin login,
            HttpTransport transport,
            DynamicsOptions options) {
        this.identity = identity;
        this.login = login;
        this.transport = transport;
        facets.put(EntityMetadata.class, metadata);
        facets.put(ChangeReader.class, reader);
        facets.put(Uploader.class, uploader);
        facets.put(AccessInfo.class, access);
        login.interactive().ifPresent(facet -> facets.put(InteractiveLogin.class, facet));
        this.capabilities =
                new Capabilities(facets.keySet(), DynamicsUploader.MAX_BATCH, options.pageSize(), PARALLEL_READERS);
    }

    @Override
    public Identity identify() {
        return identity.identify();
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public <F extends Facet> Optional<F> facet(Class<F> type) {
        return Optional.ofNullable(facets.get(type)).map(type::cast);
    }

    @Override
    public void close() {
        transport.close();
        login.close();
    }
}
