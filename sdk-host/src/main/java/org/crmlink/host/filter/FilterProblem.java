package org.crmlink.host.filter;

import static java.util.Objects.requireNonNull;

/**
 * One thing wrong with a filter. Immutable.
 *
 * @param entity the entity whose field is concerned
 * @param field the field as the filter names it
 * @param message what is wrong and what to do
 */
public record FilterProblem(String entity, String field, String message) {

    public FilterProblem {
        requireNonNull(entity, "entity is null");
        requireNonNull(field, "field is null");
        requireNonNull(message, "message is null");
    }

    @Override
    public String toString() {
        return entity + "." + field + ": " + message;
    }
}
