package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A type that only operations use; the metadata document declares it once, however many of them use it. */
sealed interface NamedType {

    /** The name without its namespace. */
    String name();

    /**
     * A structure without a key.
     *
     * @param members CSDL types by name, in declared order
     */
    record Complex(String name, Map<String, String> members) implements NamedType {

        /** From names and CSDL types in turn. */
        static Complex of(String name, String... namesAndTypes) {
            Map<String, String> members = new LinkedHashMap<>();
            for (int i = 0; i < namesAndTypes.length; i += 2) {
                members.put(namesAndTypes[i], namesAndTypes[i + 1]);
            }
            return new Complex(name, members);
        }
    }

    /**
     * Names for numbers.
     *
     * @param members the numbers by name
     * @param flags whether several members may be given at once
     */
    record Choice(String name, Map<String, Integer> members, boolean flags) implements NamedType {

        /** Members numbered from zero. */
        static Choice of(String name, String... members) {
            Map<String, Integer> numbered = new LinkedHashMap<>();
            for (String member : members) {
                numbered.put(member, numbered.size());
            }
            return new Choice(name, numbered, false);
        }

        /** Members that are one bit each, the first of them zero. */
        static Choice flags(String name, String... members) {
            Map<String, Integer> numbered = new LinkedHashMap<>();
            for (String member : members) {
                numbered.put(member, numbered.isEmpty() ? 0 : 1 << (numbered.size() - 1));
            }
            return new Choice(name, numbered, true);
        }

        /** Whether the text names a member, or several where that is allowed. */
        boolean has(String text) {
            List<String> names = new ArrayList<>();
            for (String part : text.split(",", -1)) {
                names.add(part.trim());
            }
            return (flags || names.size() == 1)
                    && names.stream().allMatch(one -> members.containsKey(one) || numbered(one));
        }

        private static boolean numbered(String text) {
            return text.matches("\\d{1,9}");
        }
    }
}
