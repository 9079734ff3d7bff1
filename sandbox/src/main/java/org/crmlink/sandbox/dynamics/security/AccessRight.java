package org.crmlink.sandbox.dynamics.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What can be done to a row. Bits and names are those of the SDK's {@code AccessRights}; the order is that of its texts. */
public enum AccessRight {
    READ("Read", 1),
    WRITE("Write", 2),
    APPEND("Append", 4),
    APPEND_TO("AppendTo", 16),
    CREATE("Create", 32),
    DELETE("Delete", 65_536),
    SHARE("Share", 262_144),
    ASSIGN("Assign", 524_288);

    private final String word;
    private final int bit;

    AccessRight(String word, int bit) {
        this.word = word;
        this.bit = bit;
    }

    /** {@code Read}, as in {@code prvReadAccount}. */
    public String word() {
        return word;
    }

    /** The bit in an access mask. */
    public int bit() {
        return bit;
    }

    /** Whether a mask contains it. */
    public boolean in(int mask) {
        return (mask & bit) != 0;
    }

    /** A mask as the service writes it: {@code ReadAccess, WriteAccess}, or {@code None}. */
    public static String text(int mask) {
        List<String> names = new ArrayList<>();
        for (AccessRight right : values()) {
            if (right.in(mask)) {
                names.add(right.word + "Access");
            }
        }
        return names.isEmpty() ? "None" : String.join(", ", names);
    }

    /** The right of a name: {@code ReadAccess} or {@code read}, in any case. */
    public static Optional<AccessRight> named(String name) {
        String plain = name.trim().toLowerCase(Locale.ROOT);
        for (AccessRight right : values()) {
            String word = right.word.toLowerCase(Locale.ROOT);
            if (plain.equals(word) || plain.equals(word + "access")) {
                return Optional.of(right);
            }
        }
        return Optional.empty();
    }

    /** The mask of names separated by commas or blanks; empty if a name is unknown. {@code None} is no right. */
    public static Optional<Integer> mask(String names) {
        int mask = 0;
        for (String name : names.split("[,\\s]+", -1)) {
            if (name.isEmpty() || name.equalsIgnoreCase("None")) {
                continue;
            }
            Optional<AccessRight> right = named(name);
            if (right.isEmpty()) {
                return Optional.empty();
            }
            mask |= right.get().bit;
        }
        return Optional.of(mask);
    }
}
