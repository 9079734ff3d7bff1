package org.crmlink.tck.run;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.Option;

/**
 * Choices whose options depend on another choice's value, such as a status on a state: the values of one record must fit each other. The contract
 * tells the controlling value and not the controlling field, so every choice that has all of these values may be the one, and keeps to one of them.
 */
final class DependentOptions {

    private final List<Field> fields;
    private final Map<String, String> kept = new HashMap<>();

    private DependentOptions(List<Field> fields) {
        this.fields = fields;
        for (Field field : fields) {
            Set<String> controlling = controlling(field);
            if (!controlling.isEmpty()) {
                keep(field, controlling);
            }
        }
    }

    /** The options of one of an entity's fields that fit what its other choices are given. */
    static List<Option> fitting(List<Field> fields, Field field) {
        return new DependentOptions(fields).fitting(field);
    }

    private List<Option> fitting(Field field) {
        String only = kept.get(field.name());
        if (only == null) {
            return field.options();
        }
        boolean dependent = !controlling(field).isEmpty();
        return field.options().stream()
                .filter(option -> dependent
                        ? option.dependsOn().filter(on -> !on.equals(only)).isEmpty()
                        : option.value().equals(only))
                .toList();
    }

    private static Set<String> controlling(Field field) {
        Set<String> values = new HashSet<>();
        field.options().forEach(option -> option.dependsOn().ifPresent(values::add));
        return values;
    }

    /** The value that an earlier dependent choice settled, if this one has options for it; else that of its first option. */
    private void keep(Field dependent, Set<String> controlling) {
        List<String> controllers = fields.stream()
                .filter(field -> controlling(field).isEmpty())
                .filter(field -> values(field).containsAll(controlling))
                .map(Field::name)
                .toList();
        String value = controllers.stream()
                .map(kept::get)
                .filter(settled -> settled != null && controlling.contains(settled))
                .findFirst()
                .orElseGet(() -> first(dependent));
        controllers.forEach(name -> kept.putIfAbsent(name, value));
        kept.put(dependent.name(), value);
    }

    private static Set<String> values(Field field) {
        Set<String> values = new HashSet<>();
        field.options().forEach(option -> values.add(option.value()));
        return values;
    }

    private static String first(Field dependent) {
        return dependent.options().stream()
                .map(Option::dependsOn)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow();
    }
}
