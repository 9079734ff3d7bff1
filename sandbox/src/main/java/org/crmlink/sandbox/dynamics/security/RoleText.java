package org.crmlink.sandbox.dynamics.security;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.schema.Ownership;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;

/**
 * The short form in which tests describe a role. Entries stand on lines of their own or are separated by semicolons; a later entry
 * overrides an earlier one:
 *
 * <pre>
 * account, contact: read=organization write=user
 * task: all=unit
 * *: read=organization
 * prvActOnBehalfOfAnotherUser
 * </pre>
 *
 * Tables are named by logical name, or in groups: {@code *} all, {@code owned} those whose rows have owners, {@code common} those of the
 * organization, {@code units} users, teams, roles and business units. Rights are {@code create read write delete append appendto assign
 * share} and {@code all}; depths {@code user}, {@code unit}, {@code deep}, {@code organization}, {@code none}.
 */
final class RoleText {

    private final Schema schema;
    private final Map<String, Privilege> known;
    private final Map<String, Depth> found = new LinkedHashMap<>();

    private RoleText(Schema schema) {
        this.schema = schema;
        this.known = Privilege.all(schema);
    }

    /**
     * The depth of each privilege that the text names.
     *
     * @throws IllegalArgumentException if it names what does not exist; the message says what
     */
    static Map<String, Depth> parse(Schema schema, String text) {
        RoleText parsed = new RoleText(schema);
        for (String entry : text.split("[\\r\\n;]+", -1)) {
            if (!entry.isBlank()) {
                parsed.entry(entry.trim());
            }
        }
        parsed.found.values().removeIf(depth -> depth == Depth.NONE);
        return parsed.found;
    }

    private void entry(String entry) {
        int colon = entry.indexOf(':');
        if (colon < 0) {
            if (!known.containsKey(entry)) {
                throw new IllegalArgumentException("There is no privilege '" + entry + "'.");
            }
            found.put(entry, Depth.GLOBAL);
            return;
        }
        List<Table> tables = new ArrayList<>();
        for (String name : entry.substring(0, colon).split(",", -1)) {
            tables.addAll(tables(name.trim()));
        }
        for (String grant : entry.substring(colon + 1).trim().split("\\s+", -1)) {
            String[] sides = grant.split("=", -1);
            if (sides.length != 2) {
                throw new IllegalArgumentException("'" + grant + "' is not of the form right=depth.");
            }
            Depth depth = Depth.named(sides[1])
                    .orElseThrow(() -> new IllegalArgumentException("There is no depth '" + sides[1] + "'."));
            tables.forEach(table -> grant(table, sides[0], depth));
        }
    }

    private List<Table> tables(String name) {
        List<Table> tables = new ArrayList<>();
        for (Table table : schema.tables()) {
            boolean wanted = switch (name) {
                case "*" -> true;
                case "owned" -> table.ownership() == Ownership.USER_OWNED;
                case "units" -> table.ownership() == Ownership.BUSINESS_OWNED;
                case "common" ->
                    table.ownership() == Ownership.ORGANIZATION_OWNED || table.ownership() == Ownership.NONE;
                default -> table.logicalName().equals(name);
            };
            if (wanted) {
                tables.add(table);
            }
        }
        if (tables.isEmpty()) {
            throw new IllegalArgumentException("There is no table '" + name + "'.");
        }
        return tables;
    }

    private void grant(Table table, String right, Depth depth) {
        if (!right.equals("all") && AccessRight.named(right).isEmpty()) {
            throw new IllegalArgumentException("There is no right '" + right + "'.");
        }
        for (Privilege privilege : Privilege.of(table)) {
            if (right.equals("all") || AccessRight.named(right).orElseThrow().bit() == privilege.accessRight()) {
                // Privileges without levels are had for the organization or not at all.
                found.put(privilege.name(), privilege.levels() || depth == Depth.NONE ? depth : Depth.GLOBAL);
            }
        }
    }
}
