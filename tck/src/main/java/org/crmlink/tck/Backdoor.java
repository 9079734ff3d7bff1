package org.crmlink.tck;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.RecordRef;
import org.jspecify.annotations.Nullable;

/**
 * The backend as the kit sees it: <em>not</em> through the connector, so that the connector's word can be checked. One-at-a-time, except that a
 * check may change records from another thread while the connector reads.
 *
 * <p>Values are by field name, in the Java types of {@link org.crmlink.sdk.metadata.FieldType}; binary ones are {@code byte[]}. A back door may give
 * whole numbers as {@code Integer}, and options as numbers.
 *
 * <p>The methods with a default are abilities that not every backend has. Where one is missing, the requirements that need it are listed as
 * untested.
 */
public interface Backdoor extends AutoCloseable {

    /** Where the backend listens: scheme, host and port, and a path if there is one. */
    URI url();

    /** Makes a record and returns its id. */
    String insert(String entity, Map<String, @Nullable Object> values);

    void update(String entity, String id, Map<String, @Nullable Object> values);

    /** Deletes a record; one that is gone is no error. */
    void delete(String entity, String id);

    /** The record's fields as the backend holds them, at least those that can be written; empty if there is no such record. */
    Optional<Map<String, @Nullable Object>> get(String entity, String id);

    /** The ids of all records; of entities that the fixture does not name too, if lookups lead there. */
    Set<String> ids(String entity);

    /** The server's clock. */
    Instant serverNow();

    /** Makes records that all bear one and the same modification instant; the ids in their order. */
    default List<String> insertTogether(String entity, List<Map<String, @Nullable Object>> records) {
        throw missing("insertTogether");
    }

    /** Makes a record that becomes visible now and bears a modification instant of that long ago: its transaction took so long to commit. */
    default String insertLate(String entity, Map<String, @Nullable Object> values, Duration age) {
        throw missing("insertLate");
    }

    /** Refuses the access tokens given so far; a new login, or a refresh, works. */
    default void expireLogin() {
        throw missing("expireLogin");
    }

    /** Refuses the access tokens given so far, and every new login and refresh, until {@link #allowLogin()}. */
    default void refuseLogin() {
        throw missing("refuseLogin");
    }

    /** Ends {@link #refuseLogin()}. */
    default void allowLogin() {
        throw missing("allowLogin");
    }

    /** Makes the sync tokens given so far too old. */
    default void expireTokens() {
        throw missing("expireTokens");
    }

    /** Gives an entity a new field, readable, and returns its name. */
    default String addField(String entity) {
        throw missing("addField");
    }

    /** Takes from the caller, or gives back, the right to read an entity. */
    default void forbid(String entity, boolean forbidden) {
        throw missing("forbid");
    }

    /** Makes a record leave the caller's sight without deleting it. */
    default void hide(String entity, String id) {
        throw missing("hide");
    }

    /** Whether the backend holds a pair of a many-to-many relationship. Where this is missing, pairs are seen through the connector alone. */
    default boolean linked(String relationship, RecordRef first, RecordRef second) {
        throw missing("linked");
    }

    /** The files, if the connector has attachments. */
    default FileBackdoor files() {
        throw missing("files");
    }

    private static UnsupportedOperationException missing(String ability) {
        return new UnsupportedOperationException("the back door has no " + ability);
    }

    /** Stops what {@link Fixture#open} started. */
    @Override
    void close();
}
