package org.crmlink.sandbox.salesforce.org;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** All objects of an org. Immutable. Names are found without regard to case. */
public final class OrgSchema {

    private final Map<String, SObject> objects = new LinkedHashMap<>();
    private final Map<String, SObject> byPrefix = new LinkedHashMap<>();
    private final Map<String, List<Child>> children = new LinkedHashMap<>();

    /**
     * A lookup, seen from the object that it points to.
     *
     * @param object whose records have the lookup
     */
    public record Child(SObject object, Field lookup) {}

    /** A schema; every lookup must point to an object of it. */
    public OrgSchema(Collection<SObject> all) {
        for (SObject object : all) {
            if (objects.putIfAbsent(key(object.name()), object) != null) {
                throw new IllegalArgumentException("there are two objects " + object.name());
            }
            SObject other = byPrefix.putIfAbsent(object.keyPrefix(), object);
            if (other != null) {
                throw new IllegalArgumentException(object + " and " + other + " have the same key prefix");
            }
        }
        for (SObject object : all) {
            for (Field field : object.fields()) {
                for (String target : field.referenceTo()) {
                    if (!objects.containsKey(key(target))) {
                        throw new IllegalArgumentException(
                                object + "." + field.name() + " points to " + target + ", which is not there");
                    }
                    children.computeIfAbsent(key(target), unused -> new ArrayList<>())
                            .add(new Child(object, field));
                }
            }
        }
    }

    /** All objects, in the order of their definition. */
    public Collection<SObject> objects() {
        return Collections.unmodifiableCollection(objects.values());
    }

    /** An object by its name in any case. */
    public Optional<SObject> object(String name) {
        return Optional.ofNullable(objects.get(key(name)));
    }

    /** The object whose records' ids begin as this one does. */
    public Optional<SObject> objectOf(String id) {
        return id.length() < 3 ? Optional.empty() : Optional.ofNullable(byPrefix.get(RecordIds.prefix(id)));
    }

    /** All lookups that point to an object. */
    public List<Child> children(String object) {
        return Collections.unmodifiableList(children.getOrDefault(key(object), List.of()));
    }

    /** The lookup whose records queries read, from this object, under this name in any case. */
    public Optional<Child> child(String object, String relationshipName) {
        return children(object).stream()
                .filter(child -> child.lookup()
                        .childRelationshipName()
                        .filter(relationshipName::equalsIgnoreCase)
                        .isPresent())
                .findFirst();
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
