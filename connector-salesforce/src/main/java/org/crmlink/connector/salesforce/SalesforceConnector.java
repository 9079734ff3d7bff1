package org.crmlink.connector.salesforce;

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
import org.crmlink.sdk.attachment.AttachmentStore;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.upload.Uploader;

/** An open connection to one org. Thread-safe. */
@Singleton
final class SalesforceConnector implements Connector {

    /** Only requests that run for 20 seconds and more are counted, of which 5 may run at once in the smallest orgs (salesforce.md §18). */
    private static final int PARALLEL_READERS = 4;

    private final SalesforceIdentity identity;
    private final SalesforceLogin login;
    private final SalesforceService service;
    private final OpenUploads uploads;
    private final Map<Class<? extends Facet>, Facet> facets = new LinkedHashMap<>();
    private final Capabilities capabilities;

    @Inject
    SalesforceConnector(
            SalesforceIdentity identity,
            SalesforceMetadata metadata,
            SalesforceChangeReader reader,
            SalesforceUploader uploader,
            SalesforceFiles files,
            OpenUploads uploads,
            SalesforceLogin login,
            SalesforceService service) {
        this.identity = identity;
        this.login = login;
        this.service = service;
        this.uploads = uploads;
        facets.put(EntityMetadata.class, metadata);
        facets.put(ChangeReader.class, reader);
        facets.put(Uploader.class, uploader);
        facets.put(AttachmentStore.class, files);
        login.interactive().ifPresent(facet -> facets.put(InteractiveLogin.class, facet));
        this.capabilities = new Capabilities(
                facets.keySet(), SalesforceUploader.MAX_BATCH, SalesforceOptions.MAX_PAGE, PARALLEL_READERS);
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
        uploads.close();
        service.close();
        login.close();
    }
}
