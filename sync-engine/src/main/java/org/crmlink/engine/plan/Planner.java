package org.crmlink.engine.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.engine.EntityConfiguration;
import org.crmlink.engine.SyncConfiguration;
import org.crmlink.engine.SyncException;
import org.crmlink.host.filter.BoundFilter;
import org.crmlink.host.filter.FilterBinding;
import org.crmlink.host.text.DidYouMean;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.filter.FilterText;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntitySummary;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.jspecify.annotations.Nullable;

/** Checks a configuration against the server's metadata and tells everything that is wrong at once. One-at-a-time. */
public final class Planner {

    private final EntityMetadata metadata;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, EntityType> types = new LinkedHashMap<>();
    private final Map<String, EntityType> related = new LinkedHashMap<>();
    private @Nullable List<String> known;

    private Planner(EntityMetadata metadata) {
        this.metadata = metadata;
    }

    /** Names of all entities; asked for only where a name may be wrong, since a server may have a thousand. */
    private List<String> known() {
        List<String> names = known;
        if (names == null) {
            names = metadata.entities().stream().map(EntitySummary::name).toList();
            known = names;
        }
        return names;
    }

    /**
     * Makes the plan. Blocks: asks for metadata.
     *
     * @throws SyncException of kind CONFIGURATION naming every problem
     * @throws org.crmlink.sdk.ConnectorException if the server does not answer
     */
    public static SyncPlan plan(SyncConfiguration configuration, EntityMetadata metadata) {
        return new Planner(metadata).plan(configuration);
    }

    private SyncPlan plan(SyncConfiguration configuration) {
        if (configuration.entities().isEmpty()) {
            problems.add("no entity is configured; name at least one, such as '"
                    + known().stream().findFirst().orElse("account") + "'");
        } else {
            describe(configuration.entities().keySet());
        }
        Map<String, EntityPlan> plans = new LinkedHashMap<>();
        types.forEach((name, type) -> {
            EntityConfiguration entity = configuration.entities().get(name);
            if (entity != null) {
                plans.put(name, plan(type, entity));
            }
        });
        if (!problems.isEmpty()) {
            throw SyncException.configuration(problems);
        }
        return new SyncPlan(plans, related, EntityOrder.parentsFirst(types.values()));
    }

    private void describe(Set<String> names) {
        try {
            metadata.describe(names).forEach(type -> types.put(type.name(), type));
        } catch (ConnectorException e) {
            if (e.kind() != ErrorKind.NOT_FOUND) {
                throw e;
            }
            Set<String> there = new LinkedHashSet<>(names);
            there.retainAll(known());
            if (there.size() == names.size()) {
                throw e;
            }
            names.stream()
                    .filter(name -> !there.contains(name))
                    .forEach(name -> problems.add("unknown entity '" + name + "'" + DidYouMean.hint(name, known())));
            if (!there.isEmpty()) {
                metadata.describe(there).forEach(type -> types.put(type.name(), type));
            }
        }
    }

    private EntityPlan plan(EntityType type, EntityConfiguration configuration) {
        return new EntityPlan(
                type,
                fields(type, configuration),
                filter(type, configuration.filter()),
                configuration.filter().strip(),
                configuration.onConflict());
    }

    private List<Field> fields(EntityType type, EntityConfiguration configuration) {
        Map<String, Field> chosen = new LinkedHashMap<>();
        type.field(type.keyField()).ifPresent(key -> chosen.put(key.name(), key));
        if (configuration.fields().isEmpty()) {
            type.fields().stream().filter(Field::readable).forEach(field -> chosen.put(field.name(), field));
            return List.copyOf(chosen.values());
        }
        List<String> readable =
                type.fields().stream().filter(Field::readable).map(Field::name).toList();
        for (String name : configuration.fields()) {
            Optional<Field> field = type.field(name);
            if (field.isEmpty()) {
                problems.add(
                        "entity '" + type.name() + "' has no field '" + name + "'" + DidYouMean.hint(name, readable));
            } else if (!field.get().readable()) {
                boolean list = field.get().type() == FieldType.LOOKUP_LIST;
                problems.add("field '" + name + "' of entity '" + type.name() + "' "
                        + (list
                                ? "is a list that rows do not hold; remove it, its members are records of their own"
                                : "cannot be read by this user; remove it or ask for the right"));
            } else {
                chosen.put(name, field.get());
            }
        }
        return List.copyOf(chosen.values());
    }

    private Filter filter(EntityType type, String text) {
        Filter parsed;
        try {
            parsed = FilterText.parse(text);
        } catch (FilterText.SyntaxException e) {
            problems.add("filter of entity '" + type.name() + "': " + e.getMessage());
            return Filter.all();
        }
        BoundFilter bound = FilterBinding.bind(parsed, type, this::target);
        bound.problems().forEach(problem -> problems.add("filter of entity '" + type.name() + "': " + problem));
        return bound.filter();
    }

    private Optional<EntityType> target(String name) {
        EntityType own = types.get(name);
        if (own != null) {
            return Optional.of(own);
        }
        if (!known().contains(name)) {
            return Optional.empty();
        }
        return Optional.of(related.computeIfAbsent(
                name, wanted -> metadata.describe(Set.of(wanted)).get(0)));
    }
}
