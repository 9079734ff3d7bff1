package org.crmlink.paper.server;

/** Points to a record; what the backend holds in lookups. */
public record Ref(String entity, String id) {}
