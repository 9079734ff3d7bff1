package org.crmlink.sdk;

import java.util.Set;

/**
 * What a connector as a whole can do. Immutable. Declared means proven by the certification kit; undeclared is refused, by the host's guard and
 * by the connector, with {@link ErrorKind#UNSUPPORTED} [META-4].
 *
 * @param facets the facets that {@link Connector#facet} finds
 * @param maxBatch the most mutations that travel in one request, at least 1; longer lists are split by the connector
 * @param maxPageSize the most records in one page, at least 1
 * @param parallelReaders how many entities the backend likes to be read at the same time, at least 1
 */
public record Capabilities(Set<Class<? extends Facet>> facets, int maxBatch, int maxPageSize, int parallelReaders) {

    public Capabilities {
        facets = Set.copyOf(facets);
        if (maxBatch < 1 || maxPageSize < 1 || parallelReaders < 1) {
            throw new IllegalArgumentException("limits must be at least 1");
        }
    }
}
