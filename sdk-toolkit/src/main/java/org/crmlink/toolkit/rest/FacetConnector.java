package org.crmlink.toolkit.rest;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.crmlink.sdk.Capabilities;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.Facet;
import org.crmlink.sdk.Identity;
import org.crmlink.toolkit.http.HttpTransport;

/**
 * A connector put together of its facets. After {@link #close()} every call of it and of its facets ends with {@link IllegalStateException} and sends
 * nothing [LOAD-6], whatever the facets themselves do. Thread-safe.
 */
public final class FacetConnector implements Connector {

    private final Supplier<Identity> identity;
    private final Map<Class<? extends Facet>, Facet> facets;
    private final Capabilities capabilities;
    private final HttpTransport transport;
    private final List<Runnable> onClose;
    private final AtomicBoolean closed = new AtomicBoolean();

    private FacetConnector(Builder builder) {
        this.identity = builder.identity;
        this.transport = builder.transport;
        this.onClose = List.copyOf(builder.onClose);
        this.facets = new LinkedHashMap<>();
        builder.facets.forEach((type, facet) -> facets.put(type, guarded(type, facet)));
        this.capabilities =
                new Capabilities(facets.keySet(), builder.maxBatch, builder.maxPageSize, builder.parallelReaders);
    }

    /**
     * Starts a connector.
     *
     * @param transport closed with the connector
     * @param identity asks the server who the caller is
     */
    public static Builder of(HttpTransport transport, Supplier<Identity> identity) {
        return new Builder(transport, identity);
    }

    private Facet guarded(Class<? extends Facet> type, Facet facet) {
        Object guarded =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return switch (method.getName()) {
                            case "equals" -> proxy == given[0];
                            case "hashCode" -> System.identityHashCode(proxy);
                            default ->
                                type.getSimpleName() + " of " + facet.getClass().getName();
                        };
                    }
                    requireOpen();
                    try {
                        return method.invoke(facet, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return type.cast(guarded);
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("the connector is closed");
        }
    }

    @Override
    public Identity identify() {
        requireOpen();
        return identity.get();
    }

    @Override
    public Capabilities capabilities() {
        requireOpen();
        return capabilities;
    }

    @Override
    public <F extends Facet> Optional<F> facet(Class<F> type) {
        requireOpen();
        return Optional.ofNullable(facets.get(type)).map(type::cast);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            transport.close();
            onClose.forEach(Runnable::run);
        }
    }

    /** Builds a {@link FacetConnector}. One-at-a-time. */
    public static final class Builder {

        private final HttpTransport transport;
        private final Supplier<Identity> identity;
        private final Map<Class<? extends Facet>, Facet> facets = new LinkedHashMap<>();
        private final List<Runnable> onClose = new ArrayList<>();
        private int maxBatch = 1;
        private int maxPageSize = 100;
        private int parallelReaders = 1;

        private Builder(HttpTransport transport, Supplier<Identity> identity) {
            this.transport = requireNonNull(transport, "transport is null");
            this.identity = requireNonNull(identity, "identity is null");
        }

        /** Offers a facet. */
        public <F extends Facet> Builder facet(Class<F> type, F facet) {
            facets.put(type, requireNonNull(facet, "facet is null"));
            return this;
        }

        /** The most mutations in one request; default 1, which is what {@link RecordUploader} sends. */
        public Builder maxBatch(int mutations) {
            this.maxBatch = mutations;
            return this;
        }

        /** The most records in one page; default 100. */
        public Builder maxPageSize(int records) {
            this.maxPageSize = records;
            return this;
        }

        /** How many entities the backend likes to be read at the same time; default 1. */
        public Builder parallelReaders(int entities) {
            this.parallelReaders = entities;
            return this;
        }

        /** What else is closed with the connector, such as a token endpoint; must not throw. */
        public Builder onClose(Runnable close) {
            onClose.add(requireNonNull(close, "close is null"));
            return this;
        }

        public FacetConnector build() {
            return new FacetConnector(this);
        }
    }
}
