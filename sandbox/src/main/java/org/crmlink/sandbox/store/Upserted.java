package org.crmlink.sandbox.store;

/**
 * The outcome of an upsert.
 *
 * @param row the row as it is now
 * @param created whether it did not exist before
 */
public record Upserted(Row row, boolean created) {}
