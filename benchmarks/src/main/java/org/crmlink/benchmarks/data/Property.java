package org.crmlink.benchmarks.data;

import java.nio.charset.StandardCharsets;

/**
 * A property of an entity. Immutable.
 *
 * @param column name of the field, and of its column
 * @param wire name in an answer: lookups are called otherwise there
 * @param typical length of its texts; 0 for what has no choice
 */
public record Property(String column, String wire, Kind kind, int typical) {

    /** The annotation that tells the entity of a reference. */
    public static final String TARGET = "Microsoft.Dynamics.CRM.lookuplogicalname";

    static Property of(String column, Kind kind) {
        return of(column, kind, 0);
    }

    static Property of(String column, Kind kind, int typical) {
        boolean reference = kind == Kind.LOOKUP || kind == Kind.OWNER;
        return new Property(column, reference ? "_" + column + "_value" : column, kind, typical);
    }

    /** The member of an answer that tells the entity of this reference. */
    public String annotation() {
        return wire + "@" + TARGET;
    }

    public boolean isReference() {
        return kind == Kind.LOOKUP || kind == Kind.OWNER;
    }

    byte[] wireBytes() {
        return wire.getBytes(StandardCharsets.US_ASCII);
    }
}
