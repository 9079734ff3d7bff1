package org.crmlink.host.guard;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.crmlink.sdk.Capabilities;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ConnectorProvider;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Facet;
import org.crmlink.sdk.Identity;
import org.crmlink.sdk.InteractiveLogin;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.access.AccessInfo;
import org.crmlink.sdk.attachment.AttachmentStore;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.upload.Uploader;

/**
 * A connector that is held to its word. Thread-safe. Hosts use connectors through it.
 *
 * <ul>
 *   <li>What the capabilities do not declare is refused with {@link ErrorKind#UNSUPPORTED} before the connector is called [META-4]: facets, change
 *       paths, writes of an entity, base versions that it would not check, ids that the server assigns, features of attachments. Of a list of
 *       mutations only those are refused, the others are sent [PART-1].
 *   <li>A wish for larger pages than the connector's limit is cut to it.
 *   <li>Anything but a {@link ConnectorException} that a connector throws becomes one of kind {@link ErrorKind#PROTOCOL_ERROR} that says "defect of
 *       connector"; with outcome unknown if it was writing. {@link OutOfMemoryError} passes.
 *   <li>Results are checked: one result a mutation, in order; no id twice in a page; as many values in a row as fields were asked for; a residual
 *       that can be evaluated; an answer for each id fetched.
 *   <li>After {@link #close()} every call fails with {@link IllegalStateException} and does not reach the connector [LOAD-6].
 * </ul>
 *
 * <p>What an entity can do is taken from its description. Descriptions that pass through the guard are kept; one that is missing is asked for. A
 * failure of kind {@link ErrorKind#SCHEMA_CHANGED} forgets them all.
 */
public final class GuardedConnector implements Connector {

    private final Connector connector;
    private final Fence fence;
    private final Capabilities capabilities;
    private final EntityTypes types;
    private final Map<Class<?>, Facet> facets = new ConcurrentHashMap<>();

    private GuardedConnector(String id, Connector connector) {
        this.connector = connector;
        this.fence = new Fence(id);
        this.capabilities = fence.read("capabilities", "", connector::capabilities);
        this.types = new EntityTypes(fence, this::rawMetadata);
    }

    /**
     * Wraps an open connector. Closing the guard closes it.
     *
     * @param id the connector's id, for messages
     */
    public static GuardedConnector wrap(String id, Connector connector) {
        requireNonNull(connector, "connector is null");
        return connector instanceof GuardedConnector guarded
                ? guarded
                : new GuardedConnector(requireNonNull(id, "id is null"), connector);
    }

    /**
     * Opens a connector behind its guard.
     *
     * @throws ConnectorException as {@link ConnectorProvider#open} says, or for a defect of the provider
     */
    public static GuardedConnector open(
            ConnectorProvider provider, Configuration configuration, ConnectorContext context) {
        Fence opening = new Fence(provider.getClass().getName());
        String id = opening.read("load", "", provider::descriptor).id();
        Connector connector = new Fence(id).read("open", "", () -> provider.open(configuration, context));
        return wrap(id, connector);
    }

    /** The connector's id. */
    public String id() {
        return fence.connector();
    }

    @Override
    public Identity identify() {
        return fence.read("identify", "", connector::identify);
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    /**
     * Finds a facet.
     *
     * @return the guarded facet; empty if the connector does not declare it
     * @throws ConnectorException of kind PROTOCOL_ERROR if it declares a facet that it does not have
     */
    @Override
    public <F extends Facet> Optional<F> facet(Class<F> type) {
        fence.checkOpen();
        if (!capabilities.facets().contains(type)) {
            return Optional.empty();
        }
        Facet known = facets.get(type);
        if (known == null) {
            known = guard(type, raw(type));
            facets.put(type, known);
        }
        return Optional.of(type.cast(known));
    }

    /**
     * The facet that a host cannot do without.
     *
     * @throws ConnectorException of kind UNSUPPORTED if the connector does not declare it
     */
    public <F extends Facet> F require(Class<F> type) {
        return facet(type).orElseThrow(() -> fence.unsupported("facet", "", "the facet " + type.getSimpleName()));
    }

    private <F extends Facet> F raw(Class<F> type) {
        return fence.read("facet", "", () -> connector.facet(type))
                .orElseThrow(() -> fence.defect(
                        "facet",
                        "",
                        Outcome.NOT_APPLIED,
                        "its capabilities declare the facet " + type.getSimpleName() + ", but it has none"));
    }

    private Optional<EntityMetadata> rawMetadata() {
        return capabilities.facets().contains(EntityMetadata.class)
                ? Optional.of(raw(EntityMetadata.class))
                : Optional.empty();
    }

    private Facet guard(Class<? extends Facet> type, Facet raw) {
        if (type == EntityMetadata.class) {
            return new GuardedMetadata((EntityMetadata) raw, fence, types);
        }
        if (type == ChangeReader.class) {
            return new GuardedReader((ChangeReader) raw, fence, types, capabilities.maxPageSize());
        }
        if (type == Uploader.class) {
            return new GuardedUploader((Uploader) raw, fence, types);
        }
        if (type == AttachmentStore.class) {
            return new GuardedAttachments((AttachmentStore) raw, fence);
        }
        if (type == AccessInfo.class) {
            return new GuardedAccess((AccessInfo) raw, fence);
        }
        if (type == InteractiveLogin.class) {
            return new GuardedLogin((InteractiveLogin) raw, fence);
        }
        throw fence.unsupported("facet", "", "a facet that this host knows: " + type.getName());
    }

    /** The facets of this version of the contract that the connector declares. */
    public Set<Class<? extends Facet>> facets() {
        return capabilities.facets();
    }

    /** Closes the connector once. Calls that are running end as the connector says; later ones do not reach it. */
    @Override
    public void close() {
        if (fence.close()) {
            fence.release("close", "", connector::close);
        }
    }

    @Override
    public String toString() {
        return "GuardedConnector[" + fence.connector() + "]";
    }
}
