package org.crmlink.engine;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What is synchronized of one entity. Immutable.
 *
 * @param fields names of the fields; empty means every readable field. The key field need not be named
 * @param filter which records, in the grammar of {@code org.crmlink.host}'s filter text; an empty text means all
 * @param onConflict who wins a conflict
 */
public record EntityConfiguration(List<String> fields, String filter, ConflictStrategy onConflict) {

    public EntityConfiguration {
        fields = List.copyOf(fields);
        requireNonNull(filter, "filter is null");
        requireNonNull(onConflict, "onConflict is null");
    }

    /** All readable fields of all records, server wins. */
    public static EntityConfiguration everything() {
        return new EntityConfiguration(List.of(), "", ConflictStrategy.SERVER_WINS);
    }

    /** The same with only these fields. */
    public EntityConfiguration withFields(String... names) {
        return new EntityConfiguration(List.of(names), filter, onConflict);
    }

    /** The same with this filter. */
    public EntityConfiguration withFilter(String text) {
        return new EntityConfiguration(fields, text, onConflict);
    }

    /** The same with this strategy. */
    public EntityConfiguration withOnConflict(ConflictStrategy strategy) {
        return new EntityConfiguration(fields, filter, strategy);
    }
}
