package org.crmlink.engine.store;

/**
 * What of one entity waits. Immutable.
 *
 * @param pending changes that wait for upload, those with errors included
 * @param errors rows of {@code sync_errors}, conflicts included
 * @param conflicts those of them that are open conflicts
 */
public record Backlog(long pending, long errors, long conflicts) {}
