package org.crmlink.sandbox.dynamics.security;

import java.util.Locale;
import java.util.Optional;

/** How far a privilege reaches. */
public enum Depth {
    /** The privilege is missing. */
    NONE(0, "None"),
    /** Rows of the user and of the user's teams. */
    BASIC(1, "Basic"),
    /** Rows of the business unit. */
    LOCAL(2, "Local"),
    /** Rows of the business unit and of those below it. */
    DEEP(4, "Deep"),
    /** All rows. */
    GLOBAL(8, "Global");

    private final int mask;
    private final String word;

    Depth(int mask, String word) {
        this.mask = mask;
        this.word = word;
    }

    /** The number in {@code roleprivileges.privilegedepthmask}. */
    public int mask() {
        return mask;
    }

    /** The member of the Web API's {@code PrivilegeDepth}. */
    public String word() {
        return word;
    }

    /** The deepest level in a mask. */
    static Depth ofMask(int mask) {
        for (int i = values().length - 1; i > 0; i--) {
            if ((mask & values()[i].mask) != 0) {
                return values()[i];
            }
        }
        return NONE;
    }

    /** A depth by the name that the API ({@code Basic}), the role editor ({@code user}) or its number ({@code 0} to {@code 3}) gives it. */
    public static Optional<Depth> named(String name) {
        return switch (name.trim().toLowerCase(Locale.ROOT)) {
            case "none" -> Optional.of(NONE);
            case "basic", "user", "0" -> Optional.of(BASIC);
            case "local", "unit", "businessunit", "1" -> Optional.of(LOCAL);
            case "deep", "parent", "2" -> Optional.of(DEEP);
            case "global", "organization", "org", "3" -> Optional.of(GLOBAL);
            default -> Optional.empty();
        };
    }
}
