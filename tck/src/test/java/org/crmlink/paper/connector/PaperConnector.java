package org.crmlink.paper.connector;

import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.Capabilities;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Facet;
import org.crmlink.sdk.Identity;
import org.crmlink.sdk.attachment.AttachmentStore;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.upload.Uploader;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.json.JsonObject;

/** An open connection to one Paper CRM. Thread-safe. */
final class PaperConnector implements Connector {

    private static final int PARALLEL_READERS = 4;

    private final PaperService service;
    private final Capabilities capabilities;
    private final Map<Class<? extends Facet>, Facet> facets = new LinkedHashMap<>();

    PaperConnector(Configuration configuration, ConnectorContext context) {
        service = new PaperService(configuration, context);
        PaperMetadata metadata = new PaperMetadata(service);
        PaperReader reader = new PaperReader(service, metadata);
        facets.put(EntityMetadata.class, metadata);
        facets.put(ChangeReader.class, reader);
        facets.put(Uploader.class, new FlawedUploader(new PaperUploader(service, metadata, reader), metadata));
        facets.put(AttachmentStore.class, new PaperFiles(service));
        capabilities = new Capabilities(facets.keySet(), PaperUploader.MAX_BATCH, service.pageSize(), PARALLEL_READERS);
        Careless.opened(this);
    }

    @Override
    public Identity identify() {
        HttpCall call = service.get("identify", "", "api/whoami");
        try {
            JsonObject answer = service.json(call, JsonObject::read);
            JsonObject user = answer.object("user");
            JsonObject organisation = answer.object("organisation");
            String time = answer.text("time").orElseThrow(() -> PaperErrors.missing(call, "time"));
            return new Identity(
                    user.text("id").orElseThrow(() -> PaperErrors.missing(call, "user.id")),
                    user.text("name").orElse(""),
                    organisation.text("id").orElseThrow(() -> PaperErrors.missing(call, "organisation.id")),
                    organisation.text("name").orElse(""),
                    answer.text("version").orElse(""),
                    Instant.parse(time));
        } catch (DateTimeParseException e) {
            throw PaperErrors.unreadable(call, new IOException("'time' is no time"));
        } catch (ConnectorException e) {
            if (Flaw.TRUSTS_EVERYBODY.here() && call.address().getScheme().equals("https")) {
                TrustsEverybody.ask(call.address());
            }
            if (Flaw.CHECK_NEVER_FAILS.here() && e.kind() == ErrorKind.UNAUTHENTICATED) {
                return new Identity(
                        "unknown",
                        "not logged in",
                        "unknown",
                        "unknown",
                        "",
                        service.clock().instant());
            }
            throw e;
        }
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
        service.close();
    }
}
