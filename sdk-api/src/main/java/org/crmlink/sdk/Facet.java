package org.crmlink.sdk;

/**
 * Marks a contract that a connector may offer. Facets are found by type with {@link Connector#facet(Class)}; their methods are abstract, so a
 * half-implemented facet does not compile.
 *
 * <p>Facets are thread-safe unless their own text says otherwise, live as long as their connector, and block: interrupting the calling thread
 * MUST end any call within a second with {@link ErrorKind#CANCELLED}, keep the interrupt flag set and release every resource [TIME-2].
 */
public interface Facet {}
