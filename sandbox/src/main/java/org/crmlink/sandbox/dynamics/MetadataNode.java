package org.crmlink.sandbox.dynamics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An item of the metadata: a table, a column, a relationship, an option set.
 *
 * @param type its concrete type without the namespace
 * @param baseType the declared type of the collection that it is in
 * @param properties its properties as JSON trees
 * @param baseProperties names of the properties that need no cast
 * @param navigations what it leads to, made when asked for; a single node or a list, null if there is nothing
 */
record MetadataNode(
        String type,
        String baseType,
        Map<String, @Nullable Object> properties,
        Set<String> baseProperties,
        Map<String, Supplier<Target>> navigations) {

    static final String NAMESPACE = "Microsoft.Dynamics.CRM.";

    /** Where a navigation property leads. */
    sealed interface Target {
        /** To any number of items. */
        record Many(List<MetadataNode> nodes) implements Target {}

        /** To one item or none. */
        record One(@Nullable MetadataNode node) implements Target {}
    }

    /** The same item as a server of this version describes it. */
    MetadataNode in(ServiceVersion version) {
        if (version.hasAllMembers()) {
            return this;
        }
        Map<String, @Nullable Object> kept = new LinkedHashMap<>();
        properties.forEach((name, value) -> {
            if (version.hasMember(name)) {
                kept.put(name, value);
            }
        });
        Set<String> base = baseProperties.stream().filter(version::hasMember).collect(Collectors.toSet());
        Map<String, Supplier<Target>> leads = new LinkedHashMap<>();
        navigations.forEach((name, target) -> leads.put(name, () -> in(target.get(), version)));
        return new MetadataNode(type, baseType, kept, base, leads);
    }

    private static Target in(Target target, ServiceVersion version) {
        if (target instanceof Target.Many many) {
            return new Target.Many(
                    many.nodes().stream().map(node -> node.in(version)).toList());
        }
        MetadataNode node = ((Target.One) target).node();
        return new Target.One(node == null ? null : node.in(version));
    }

    /** Whether its concrete type is more than the declared one. */
    boolean isDerived() {
        return !type.equals(baseType);
    }

    /** The members of its JSON object, as far as the options want them. */
    Map<String, @Nullable Object> render(QueryOptions options, boolean cast) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        if (isDerived()) {
            members.put("@odata.type", "#" + NAMESPACE + type);
        }
        if (options.select().isPresent()) {
            for (String name : options.select().get()) {
                check(name, cast);
                members.put(name, properties.get(name));
            }
            members.put("MetadataId", properties.get("MetadataId"));
        } else {
            members.putAll(properties);
        }
        for (QueryOptions.Expand expand : options.expands()) {
            if (expand.reference()) {
                throw ApiErrors.badQuery("$ref is not supported for metadata entities.");
            }
            Target target = navigation(expand.navigation());
            if (target instanceof Target.Many many) {
                members.put(expand.navigation(), MetadataQuery.list(many.nodes(), expand.options(), false));
            } else if (target instanceof Target.One one) {
                MetadataNode node = one.node();
                members.put(expand.navigation(), node == null ? null : node.render(expand.options(), false));
            }
        }
        return members;
    }

    Target navigation(String name) {
        Supplier<Target> supplier = navigations.get(name);
        if (supplier == null) {
            throw ApiErrors.noProperty(name, type);
        }
        return supplier.get();
    }

    /** Refuses a property that this item does not have, or has only after a cast. */
    void check(String name, boolean cast) {
        if (!properties.containsKey(name) || (!cast && !baseProperties.contains(name))) {
            throw ApiErrors.noProperty(name, cast ? type : baseType);
        }
    }
}
