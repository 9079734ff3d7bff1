package org.crmlink.connector.dynamics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.crmlink.sandbox.Sandbox;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.Facet;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.sdk.upload.Uploader;

/** A sandbox and a connector that talk over HTTP, with what tests do again and again. */
final class SandboxConnection implements AutoCloseable {

    static final int MOST_STEPS = 10_000;

    final Sandbox sandbox;
    final TestContext context;
    final Connector connector;

    private SandboxConnection(Sandbox sandbox, TestContext context, Connector connector) {
        this.sandbox = sandbox;
        this.context = context;
        this.connector = connector;
    }

    static SandboxConnection open(
            Path directory,
            UnaryOperator<org.crmlink.sandbox.DynamicsOptions.Builder> options,
            Map<String, String> more) {
        Sandbox sandbox;
        try {
            sandbox = Sandbox.dynamics(options.apply(org.crmlink.sandbox.DynamicsOptions.builder()
                                    .port(0)
                                    .records(50)
                                    .seed(7))
                            .build())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        TestContext context = new TestContext(directory);
        return new SandboxConnection(sandbox, context, connect(sandbox, context, more));
    }

    static Connector connect(Sandbox sandbox, TestContext context, Map<String, String> more) {
        Map<String, String> values = new HashMap<>(Map.of(
                "url",
                sandbox.url(),
                "token-url",
                sandbox.tokenUrl(),
                "client-id",
                "demo",
                "client-secret",
                "demo-secret"));
        values.putAll(more);
        values.values().removeIf(String::isEmpty);
        DynamicsConnectorProvider provider = new DynamicsConnectorProvider();
        return provider.open(Configuration.of(provider.descriptor().options(), values), context);
    }

    <F extends Facet> F facet(Class<F> type) {
        return connector.facet(type).orElseThrow();
    }

    EntityType describe(String entity) {
        return facet(EntityMetadata.class).describe(Set.of(entity)).get(0);
    }

    static ChangeQuery query(String entity, ChangePath.Tracking path, String... fields) {
        return new ChangeQuery(entity, List.of(fields), Filter.all(), path, Optional.empty(), 5_000);
    }

    /** What a read delivered, the later of two versions of a record holding. */
    static final class Delivery {
        final Map<String, Row> rows = new LinkedHashMap<>();
        final Map<String, Removal> removals = new LinkedHashMap<>();
        final List<Unreadable> unreadable = new ArrayList<>();
        final List<SyncToken> checkpoints = new ArrayList<>();
        int pages;
        ChangeStep end;

        SyncToken token() {
            return ((ChangeStep.End) end).token();
        }

        void add(ChangePage page) {
            pages++;
            for (Row row : page.rows()) {
                rows.put(row.id(), row);
                removals.remove(row.id());
            }
            for (Removal removal : page.removals()) {
                removals.put(removal.id(), removal);
                rows.remove(removal.id());
            }
            unreadable.addAll(page.unreadable());
            page.checkpoint().ifPresent(checkpoints::add);
        }
    }

    Delivery read(ChangeQuery query) {
        Delivery delivery = new Delivery();
        try (ChangeStream stream = facet(ChangeReader.class).changes(query)) {
            for (int i = 0; i < MOST_STEPS && delivery.end == null; i++) {
                ChangeStep step = stream.next();
                if (step instanceof ChangePage page) {
                    delivery.add(page);
                } else {
                    delivery.end = step;
                }
            }
        }
        return delivery;
    }

    List<MutationResult> upload(Mutation... mutations) {
        return facet(Uploader.class).upload(List.of(mutations));
    }

    @Override
    public void close() {
        connector.close();
        sandbox.close();
    }
}
