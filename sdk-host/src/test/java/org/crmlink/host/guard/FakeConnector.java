package org.crmlink.host.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.crmlink.sdk.Capabilities;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.Facet;
import org.crmlink.sdk.Identity;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.IdStream;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityCapabilities.RepeatableCreate;
import org.crmlink.sdk.metadata.EntityCapabilities.VersionCheck;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntitySummary;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.LocalizedText;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.sdk.upload.Uploader;

/** A connector whose every answer a test can choose. It counts its calls by name. */
final class FakeConnector implements Connector, EntityMetadata, ChangeReader, Uploader {

    final List<String> calls = new ArrayList<>();
    final Map<Class<?>, Facet> facets = new LinkedHashMap<>();
    Set<Class<? extends Facet>> declared =
            new HashSet<>(Set.of(EntityMetadata.class, ChangeReader.class, Uploader.class));
    EntityCapabilities capabilities = capabilities(Set.of(Operation.CREATE, Operation.UPDATE), IdAssignment.CLIENT);
    Supplier<Identity> identity = () -> new Identity("u", "U", "o", "O", "1", Instant.EPOCH);
    final Deque<Supplier<ChangeStep>> steps = new ArrayDeque<>();
    Filter residual = Filter.all();
    ChangeQuery lastQuery;
    FetchResult fetched = new FetchResult(List.of(), List.of(), List.of());
    Function<List<Mutation>, List<MutationResult>> uploading = FakeConnector::allApplied;
    Function<Mutation, MutationResult> settling = FakeConnector::applied;
    Runnable closing = () -> {};

    FakeConnector() {
        facets.put(EntityMetadata.class, this);
        facets.put(ChangeReader.class, this);
        facets.put(Uploader.class, this);
    }

    static EntityCapabilities capabilities(Set<Operation> operations, IdAssignment ids) {
        ChangePath token = new ChangePath(
                ChangePath.Tracking.TOKEN,
                ChangePath.Deletions.IN_FEED,
                false,
                true,
                Optional.empty(),
                Optional.empty());
        return new EntityCapabilities(
                operations,
                Map.of(Operation.UPDATE, VersionCheck.ATOMIC),
                ids,
                RepeatableCreate.CLIENT_ID,
                List.of(token),
                Duration.ofSeconds(1));
    }

    static List<MutationResult> allApplied(List<Mutation> mutations) {
        return mutations.stream().map(FakeConnector::applied).toList();
    }

    static MutationResult applied(Mutation mutation) {
        return new MutationResult.Applied(mutation.operationId(), "id", Optional.empty(), Map.of(), false, false);
    }

    @Override
    public Identity identify() {
        calls.add("identify");
        return identity.get();
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(declared, 100, 500, 3);
    }

    @Override
    public <F extends Facet> Optional<F> facet(Class<F> type) {
        calls.add("facet " + type.getSimpleName());
        return Optional.ofNullable(facets.get(type)).map(type::cast);
    }

    @Override
    public void close() {
        calls.add("close");
        closing.run();
    }

    @Override
    public String schemaVersion() {
        calls.add("schemaVersion");
        return "1";
    }

    @Override
    public List<EntitySummary> entities() {
        calls.add("entities");
        return List.of(new EntitySummary("contact", LocalizedText.of("Contact"), false));
    }

    @Override
    public List<EntityType> describe(Set<String> names) {
        calls.add("describe " + String.join(",", names));
        return names.stream().map(this::type).toList();
    }

    private EntityType type(String name) {
        return new EntityType(
                name,
                LocalizedText.of(name),
                List.of("id"),
                Optional.empty(),
                Optional.empty(),
                List.of(
                        Field.of("id", FieldType.ID).build(),
                        Field.of("name", FieldType.TEXT).build()),
                List.of(),
                List.of(),
                false,
                capabilities);
    }

    @Override
    public ChangeStream changes(ChangeQuery query) {
        calls.add("changes");
        lastQuery = query;
        return new ChangeStream() {
            @Override
            public Filter residual() {
                return residual;
            }

            @Override
            public ChangeStep next() {
                calls.add("next");
                Supplier<ChangeStep> step = steps.poll();
                return step == null ? new ChangeStep.End(new SyncToken("t")) : step.get();
            }

            @Override
            public void close() {
                calls.add("close stream");
            }
        };
    }

    @Override
    public OptionalLong estimate(ChangeQuery query) {
        calls.add("estimate");
        lastQuery = query;
        return OptionalLong.of(1);
    }

    @Override
    public IdStream ids(String entity, Filter filter) {
        calls.add("ids");
        return new IdStream() {
            @Override
            public List<String> next() {
                throw new UnsupportedOperationException("not ready");
            }

            @Override
            public void close() {
                calls.add("close ids");
            }
        };
    }

    @Override
    public FetchResult fetch(String entity, List<String> ids, List<String> fields) {
        calls.add("fetch");
        return fetched;
    }

    @Override
    public List<MutationResult> upload(List<Mutation> mutations) {
        calls.add("upload " + mutations.size());
        return uploading.apply(mutations);
    }

    @Override
    public MutationResult settle(Mutation mutation, Instant sent) {
        calls.add("settle");
        return settling.apply(mutation);
    }
}
