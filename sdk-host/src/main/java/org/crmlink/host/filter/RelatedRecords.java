package org.crmlink.host.filter;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where an evaluator finds the records that lookups point to. Implemented by hosts; thread-safe if evaluators are used from several threads. */
@FunctionalInterface
public interface RelatedRecords {

    /** Knows no record, so that no semi-join matches. */
    RelatedRecords NONE = (entity, id, fields) -> Optional.empty();

    /**
     * Finds a record. May block.
     *
     * @param fields the fields wanted
     * @return their values in that order, or empty if there is no such record
     */
    Optional<@Nullable Object[]> find(String entity, String id, List<String> fields);
}
