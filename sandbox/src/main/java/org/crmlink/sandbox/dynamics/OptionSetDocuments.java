package org.crmlink.sandbox.dynamics;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.Option;
import org.crmlink.sandbox.schema.Table;
import org.jspecify.annotations.Nullable;

/** {@code OptionSetMetadata} and {@code BooleanOptionSetMetadata}. */
final class OptionSetDocuments {

    private OptionSetDocuments() {}

    static boolean has(Column column) {
        return column.type().isOption()
                || column.type() == ColumnType.MULTISELECT
                || column.type() == ColumnType.BOOLEAN;
    }

    /** The option set of a column; as a definition of its own if it is asked for as a global one. */
    static MetadataNode of(Table table, Column column, boolean global) {
        boolean bool = column.type() == ColumnType.BOOLEAN;
        String name = column.optionSetName().isEmpty()
                ? table.logicalName() + "_" + column.logicalName()
                : column.optionSetName();
        Map<String, @Nullable Object> p = new LinkedHashMap<>();
        p.put(
                "MetadataId",
                UUID.nameUUIDFromBytes(("optionset:" + name).getBytes(StandardCharsets.UTF_8))
                        .toString());
        p.put("HasChanged", null);
        p.put("IsCustomOptionSet", column.custom());
        p.put("IsGlobal", column.globalOptionSet());
        p.put("IsManaged", !column.custom());
        p.put("IntroducedVersion", "1.0");
        p.put("Name", name);
        p.put("ExternalTypeName", null);
        p.put("OptionSetType", type(column));
        p.put("Description", Labels.of(""));
        p.put("DisplayName", Labels.of(column.displayName(), column.translations()));
        p.put("IsCustomizable", Labels.managed(true, "iscustomizable"));
        java.util.Set<String> base = java.util.Set.copyOf(p.keySet());
        if (bool) {
            p.put("TrueOption", option(table, column, column.option(1).orElse(Option.of(1, "Yes"))));
            p.put("FalseOption", option(table, column, column.option(0).orElse(Option.of(0, "No"))));
        } else {
            p.put("ParentOptionSetName", null);
            List<Map<String, @Nullable Object>> options = new ArrayList<>();
            for (Option option : column.options()) {
                options.add(option(table, column, option));
            }
            p.put("Options", options);
        }
        String concrete = bool ? "BooleanOptionSetMetadata" : "OptionSetMetadata";
        // Among the global definitions the options need a cast; below a column the declared type is already the
        // concrete one.
        return global
                ? new MetadataNode(concrete, "OptionSetMetadataBase", p, base, Map.of())
                : new MetadataNode(concrete, concrete, p, p.keySet(), Map.of());
    }

    private static String type(Column column) {
        return switch (column.type()) {
            case BOOLEAN -> "Boolean";
            case STATE -> "State";
            case STATUS -> "Status";
            default -> "Picklist";
        };
    }

    private static Map<String, @Nullable Object> option(Table table, Column column, Option option) {
        Map<String, @Nullable Object> p = new LinkedHashMap<>();
        if (column.type() == ColumnType.STATUS) {
            p.put("@odata.type", "#Microsoft.Dynamics.CRM.StatusOptionMetadata");
        } else if (column.type() == ColumnType.STATE) {
            p.put("@odata.type", "#Microsoft.Dynamics.CRM.StateOptionMetadata");
        }
        p.put("Value", option.value());
        p.put("Color", null);
        p.put("IsManaged", !column.custom());
        p.put("ExternalValue", "");
        p.put("ParentValues", List.of());
        p.put("Tag", null);
        p.put("IsHidden", false);
        p.put("MetadataId", null);
        p.put("HasChanged", null);
        p.put("Label", Labels.of(option.label(), option.translations()));
        p.put("Description", Labels.of(""));
        if (column.type() == ColumnType.STATUS) {
            p.put("State", option.state().isPresent() ? option.state().getAsInt() : null);
            p.put("TransitionData", option.next().isEmpty() ? null : transitions(option));
        } else if (column.type() == ColumnType.STATE) {
            p.put("DefaultStatus", defaultStatus(table, option));
            p.put("InvariantName", option.label());
        }
        return p;
    }

    /** The first reason of the state, as the server chooses it for a state without a reason. */
    private static @Nullable Integer defaultStatus(Table table, Option state) {
        for (Column column : table.columns()) {
            if (column.type() == ColumnType.STATUS) {
                for (Option status : column.options()) {
                    if (status.state().isPresent() && status.state().getAsInt() == state.value()) {
                        return status.value();
                    }
                }
            }
        }
        return null;
    }

    private static String transitions(Option option) {
        StringBuilder xml =
                new StringBuilder("<allowedtransitions xmlns=\"http://schemas.microsoft.com/crm/2009/WebServices\">");
        for (Integer next : option.next()) {
            xml.append("<allowedtransition sourcestatusid=\"")
                    .append(option.value())
                    .append("\" tostatusid=\"")
                    .append(next)
                    .append("\" />");
        }
        return xml.append("</allowedtransitions>").toString();
    }
}
