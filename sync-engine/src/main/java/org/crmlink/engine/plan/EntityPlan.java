package org.crmlink.engine.plan;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.crmlink.engine.ConflictStrategy;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.Relationship;

/**
 * One entity as it is synchronized: what the configuration asks for, checked against what the server has. Immutable.
 *
 * @param type the server's description
 * @param fields the stored fields, the key field first
 * @param filter which records, bound to the fields' types
 * @param filterText the filter as configured
 * @param onConflict who wins
 */
public record EntityPlan(
        EntityType type, List<Field> fields, Filter filter, String filterText, ConflictStrategy onConflict) {

    public EntityPlan {
        requireNonNull(type, "type is null");
        fields = List.copyOf(fields);
        requireNonNull(filter, "filter is null");
        requireNonNull(filterText, "filterText is null");
        requireNonNull(onConflict, "onConflict is null");
    }

    public String name() {
        return type.name();
    }

    /** Names of the stored fields, the key field first. */
    public List<String> storedFields() {
        return fields.stream().map(Field::name).toList();
    }

    public boolean isFiltered() {
        return !(filter instanceof Filter.All);
    }

    /** Whether a record can come or go without being changed itself: by time (D12) or by another record (D16). */
    public boolean membershipDrifts() {
        return FilterTraits.dependsOnTime(filter) || FilterTraits.hasRelated(filter);
    }

    public boolean hasRelatedFilter() {
        return FilterTraits.hasRelated(filter);
    }

    /** The relationship whose pairs this entity holds, if it does. */
    public Optional<Relationship.ManyToMany> pairs() {
        if (!type.intersect()) {
            return Optional.empty();
        }
        return type.relationships().stream()
                .filter(Relationship.ManyToMany.class::isInstance)
                .map(Relationship.ManyToMany.class::cast)
                .filter(pair -> pair.intersectEntity().equals(type.name()))
                .findFirst();
    }
}
