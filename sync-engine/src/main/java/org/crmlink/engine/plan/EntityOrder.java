package org.crmlink.engine.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.Relationship;

/**
 * The order in which entities are uploaded: the targets of lookups before the entities that point to them (U2). Entities that point to each other
 * in a circle stay together; inside the circle the one goes first that needs the others least.
 */
public final class EntityOrder {

    private final Map<String, Set<String>> targets = new LinkedHashMap<>();
    private final Map<String, Set<String>> requiredTargets = new HashMap<>();

    // Tarjan's algorithm: a circle is complete when its first node is left, and everything it points to was complete
    // before
    private final Map<String, Integer> index = new HashMap<>();
    private final Map<String, Integer> low = new HashMap<>();
    private final Deque<String> open = new ArrayDeque<>();
    private final Set<String> onStack = new HashSet<>();
    private final List<String> order = new ArrayList<>();

    private EntityOrder(Collection<EntityType> types) {
        Set<String> names = new LinkedHashSet<>();
        types.forEach(type -> names.add(type.name()));
        for (EntityType type : types) {
            Set<String> all = new LinkedHashSet<>();
            Set<String> required = new LinkedHashSet<>();
            for (Field field : type.fields()) {
                if (field.type() == FieldType.LOOKUP || field.type() == FieldType.LOOKUP_LIST) {
                    all.addAll(field.targets());
                    if (field.required()) {
                        required.addAll(field.targets());
                    }
                }
            }
            for (Relationship relationship : type.relationships()) {
                if (relationship instanceof Relationship.ManyToMany pair
                        && pair.intersectEntity().equals(type.name())) {
                    all.add(pair.firstEntity());
                    all.add(pair.secondEntity());
                }
            }
            for (Set<String> set : List.of(all, required)) {
                set.retainAll(names);
                set.remove(type.name());
            }
            targets.put(type.name(), all);
            requiredTargets.put(type.name(), required);
        }
    }

    /** Names of the entities, targets first; among equals in the order given. */
    public static List<String> parentsFirst(Collection<EntityType> types) {
        EntityOrder order = new EntityOrder(types);
        for (String name : order.targets.keySet()) {
            if (!order.index.containsKey(name)) {
                order.visit(name);
            }
        }
        return List.copyOf(order.order);
    }

    private void visit(String name) {
        index.put(name, index.size());
        low.put(name, index.get(name));
        open.push(name);
        onStack.add(name);
        for (String target : targets.getOrDefault(name, Set.of())) {
            if (!index.containsKey(target)) {
                visit(target);
                low.merge(name, low.getOrDefault(target, 0), Math::min);
            } else if (onStack.contains(target)) {
                low.merge(name, index.getOrDefault(target, 0), Math::min);
            }
        }
        if (low.get(name).equals(index.get(name))) {
            Set<String> circle = new LinkedHashSet<>();
            String member;
            do {
                member = open.pop();
                onStack.remove(member);
                circle.add(member);
            } while (!member.equals(name));
            order.addAll(insideCircle(circle));
        }
    }

    private List<String> insideCircle(Set<String> circle) {
        List<String> given = targets.keySet().stream().filter(circle::contains).toList();
        Set<String> left = new LinkedHashSet<>(given);
        List<String> sorted = new ArrayList<>();
        while (!left.isEmpty()) {
            String next = left.stream()
                    .min(Comparator.comparingLong((String name) -> count(requiredTargets, name, left))
                            .thenComparingLong(name -> count(targets, name, left)))
                    .orElseThrow();
            sorted.add(next);
            left.remove(next);
        }
        return sorted;
    }

    private static long count(Map<String, Set<String>> edges, String name, Set<String> left) {
        return edges.getOrDefault(name, Set.of()).stream()
                .filter(left::contains)
                .count();
    }
}
