package org.crmlink.sandbox.store;

import java.time.Instant;

/**
 * What is left of a deleted row.
 *
 * @param table logical name
 * @param id the deleted row
 * @param version version of the deletion
 * @param deletedOn when, by the server's clock
 */
public record Tombstone(String table, RecordId id, long version, Instant deletedOn) {}
