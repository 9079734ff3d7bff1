package org.crmlink.engine.run;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.crmlink.host.retry.HostRetry;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Facet;
import org.crmlink.sdk.Identity;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.IdStream;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.sdk.upload.Uploader;

/**
 * The server as the engine sees it: every call is made again where its failure advises that, and fails for good otherwise (L13). Thread-safe;
 * blocks.
 */
public final class Remote {

    /** Records asked for in one fetch; the connector splits as its backend needs. */
    private static final int FETCH_CHUNK = 500;

    private final Connector connector;
    private final HostRetry retry;
    private final HostRetry firstContact;

    /**
     * @param retry for calls in the middle of a sync
     * @param firstContact for the login, where a wrong address is likelier than a server that is back in a minute
     */
    public Remote(Connector connector, HostRetry retry, HostRetry firstContact) {
        this.connector = requireNonNull(connector, "connector is null");
        this.retry = requireNonNull(retry, "retry is null");
        this.firstContact = requireNonNull(firstContact, "firstContact is null");
    }

    public Identity identify() {
        return firstContact.call("login", connector::identify);
    }

    public int parallelReaders() {
        return connector.capabilities().parallelReaders();
    }

    /** The metadata facet with retries. */
    public EntityMetadata metadata() {
        return new RetryingMetadata(facet(EntityMetadata.class, "descriptions of entities"), retry);
    }

    /** Whether anything can be uploaded. */
    public boolean canUpload() {
        return connector.facet(Uploader.class).isPresent();
    }

    public ChangeStream changes(ChangeQuery query) {
        return retry.call("changes of " + query.entity(), () -> reader().changes(query));
    }

    /** The next step of a stream; a failed try leaves the stream where it was. */
    public ChangeStep next(ChangeStream stream, String entity) {
        return retry.call("changes of " + entity, stream::next);
    }

    public OptionalLong estimate(ChangeQuery query) {
        return retry.call("estimate of " + query.entity(), () -> reader().estimate(query));
    }

    public IdStream ids(String entity, Filter filter) {
        return retry.call("ids of " + entity, () -> reader().ids(entity, filter));
    }

    public List<String> next(IdStream ids, String entity) {
        return retry.call("ids of " + entity, ids::next);
    }

    public FetchResult fetch(String entity, List<String> ids, List<String> fields) {
        List<Row> rows = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += FETCH_CHUNK) {
            List<String> chunk = ids.subList(from, Math.min(ids.size(), from + FETCH_CHUNK));
            FetchResult part = retry.call("fetch of " + entity, () -> reader().fetch(entity, chunk, fields));
            rows.addAll(part.rows());
            missing.addAll(part.missing());
            unreadable.addAll(part.unreadable());
        }
        return new FetchResult(rows, missing, unreadable);
    }

    public List<MutationResult> upload(List<Mutation> mutations) {
        List<MutationResult> results = retry.call("upload", () -> uploader().upload(mutations));
        boolean fits = results.size() == mutations.size();
        for (int i = 0; fits && i < results.size(); i++) {
            fits = results.get(i).operationId().equals(mutations.get(i).operationId());
        }
        if (!fits) {
            throw ConnectorException.of(
                            ErrorKind.PROTOCOL_ERROR,
                            "the connector did not answer every mutation in order; what became of them is asked next time")
                    .operation("upload")
                    .outcome(org.crmlink.sdk.Outcome.UNKNOWN)
                    .hint("this is a defect of the connector; report it to its author")
                    .build();
        }
        return results;
    }

    public MutationResult settle(Mutation mutation, Instant sent) {
        return retry.call(
                "settling a write of " + mutation.entity(), () -> uploader().settle(mutation, sent));
    }

    private ChangeReader reader() {
        return facet(ChangeReader.class, "reading of records");
    }

    private Uploader uploader() {
        return facet(Uploader.class, "writing of records");
    }

    private <F extends Facet> F facet(Class<F> type, String words) {
        Optional<F> facet = connector.facet(type);
        return facet.orElseThrow(
                () -> ConnectorException.of(ErrorKind.UNSUPPORTED, "this connector does not offer the " + words)
                        .hint("use a connector of a CRM; stores of files cannot be synchronized by entity")
                        .build());
    }
}
