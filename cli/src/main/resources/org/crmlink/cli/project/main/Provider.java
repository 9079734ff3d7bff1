package __package__;

import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.Identity;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.config.ConfigOption;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.upload.Uploader;
import org.crmlink.toolkit.http.HttpTransport;
import org.crmlink.toolkit.json.JsonObject;
import org.crmlink.toolkit.json.MalformedJsonException;
import org.crmlink.toolkit.rest.FacetConnector;
import org.crmlink.toolkit.rest.RecordUploader;
import org.crmlink.toolkit.rest.RestClient;
import org.crmlink.toolkit.rest.RestLogin;
import org.crmlink.toolkit.rest.RestOptions;
import org.crmlink.toolkit.rest.RestPath;
import org.crmlink.toolkit.rest.RestProvider;
import org.crmlink.toolkit.rest.SourceReader;
import org.crmlink.toolkit.rest.SyncTokenFormat;

/** What the service loader finds. Does nothing until a connector is opened. */
public final class __Name__Provider extends RestProvider {

    private static final String ID = "__name__";
    private static final ConfigOption<Integer> PAGE_SIZE = RestOptions.pageSize(500);

    /** The version is that of pom.xml. */
    public __Name__Provider() {
        super(ID, "__Name__", "1.0.0", RestOptions.CLIENT_ID, RestOptions.CLIENT_SECRET, PAGE_SIZE);
    }

    @Override
    protected Connector connect(Configuration configuration, ConnectorContext context) {
        RestLogin login = login(configuration, context, RestPath.of("token"));
        HttpTransport transport = transport(configuration, context, login);
        RestClient client = new RestClient(transport, configuration.get(RestOptions.URL), __Name__Source.ERRORS);
        EntityMetadata entities = __Name__Entities.ALL;
        __Name__Source source = new __Name__Source(client);
        int pageSize = configuration.get(PAGE_SIZE);
        return FacetConnector.of(transport, () -> identify(client))
                .facet(EntityMetadata.class, entities)
                .facet(ChangeReader.class, new SourceReader(entities, new SyncTokenFormat(ID, 1), pageSize, source))
                .facet(Uploader.class, new RecordUploader(ID, entities, source, new __Name__Writer(client)))
                .maxPageSize(pageSize)
                .parallelReaders(4)
                .onClose(login::close)
                .build();
    }

    /** {@code {"user": {"id": …, "name": …}, "organization": {"id": …, "name": …}, "version": …}} */
    private static Identity identify(RestClient client) {
        return client.json(client.get("identify", "", RestPath.of("me")), answer -> {
            JsonObject me = JsonObject.read(answer.stream());
            JsonObject user = me.object("user");
            JsonObject organization = me.object("organization");
            return new Identity(
                    user.requireText("id"),
                    user.requireText("name"),
                    organization.requireText("id"),
                    organization.requireText("name"),
                    me.requireText("version"),
                    answer.date().orElseThrow(() -> new MalformedJsonException("the server does not tell its time")));
        });
    }
}
