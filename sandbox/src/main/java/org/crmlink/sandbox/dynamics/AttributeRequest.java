package org.crmlink.sandbox.dynamics;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.dynamics.schema.NewColumn;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.DateBehavior;
import org.crmlink.sandbox.schema.Option;
import org.crmlink.sandbox.schema.RequiredLevel;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.jspecify.annotations.Nullable;

/** {@code AttributeMetadata} as clients send it. */
final class AttributeRequest {

    private static final Map<String, ColumnType> TYPES = Map.ofEntries(
            Map.entry("StringAttributeMetadata", ColumnType.STRING),
            Map.entry("MemoAttributeMetadata", ColumnType.MEMO),
            Map.entry("IntegerAttributeMetadata", ColumnType.INTEGER),
            Map.entry("BigIntAttributeMetadata", ColumnType.BIGINT),
            Map.entry("DecimalAttributeMetadata", ColumnType.DECIMAL),
            Map.entry("DoubleAttributeMetadata", ColumnType.DOUBLE),
            Map.entry("MoneyAttributeMetadata", ColumnType.MONEY),
            Map.entry("BooleanAttributeMetadata", ColumnType.BOOLEAN),
            Map.entry("DateTimeAttributeMetadata", ColumnType.DATETIME),
            Map.entry("PicklistAttributeMetadata", ColumnType.PICKLIST),
            Map.entry("MultiSelectPicklistAttributeMetadata", ColumnType.MULTISELECT),
            Map.entry("FileAttributeMetadata", ColumnType.FILE),
            Map.entry("ImageAttributeMetadata", ColumnType.IMAGE),
            Map.entry("LookupAttributeMetadata", ColumnType.LOOKUP));

    private static final Map<String, DateBehavior> BEHAVIORS = Map.of(
            "UserLocal", DateBehavior.USER_LOCAL,
            "DateOnly", DateBehavior.DATE_ONLY,
            "TimeZoneIndependent", DateBehavior.TIME_ZONE_INDEPENDENT);

    private static final Map<String, RequiredLevel> LEVELS = Map.of(
            "None", RequiredLevel.NONE,
            "Recommended", RequiredLevel.RECOMMENDED,
            "ApplicationRequired", RequiredLevel.APPLICATION_REQUIRED);

    private AttributeRequest() {}

    /** The column that the JSON describes. */
    static NewColumn read(Schema schema, Map<?, ?> json) {
        String name = schemaName(json);
        String type = String.valueOf(json.get("@odata.type"));
        ColumnType kind = TYPES.get(type.substring(type.lastIndexOf('.') + 1));
        if (kind == null) {
            throw ApiErrors.payload("Attributes", "The attribute type '" + type + "' cannot be created.");
        }
        String global = globalSet(json);
        List<Option> options = kind == ColumnType.BOOLEAN
                ? booleans(json)
                : global.isEmpty() ? options(json.get("OptionSet")) : optionsOf(schema, global);
        return new NewColumn(
                kind,
                name,
                LabelTypes.text(json.get("DisplayName")),
                LabelTypes.text(json.get("Description")),
                level(json).orElse(RequiredLevel.NONE),
                whole(json.get("MaxLength"), 0),
                whole(json.get("Precision"), -1),
                number(json.get("MinValue")),
                number(kind == ColumnType.FILE ? json.get("MaxSizeInKB") : json.get("MaxValue")),
                options,
                global,
                behavior(json),
                format(json),
                List.of());
    }

    /** The schema name, which must have a customizer's prefix. */
    static String schemaName(Map<?, ?> json) {
        Object name = json.get("SchemaName");
        if (!(name instanceof String text) || !text.matches("[A-Za-z][A-Za-z0-9]{1,7}_\\w{1,90}")) {
            // Our wording and code: the real ones were not public for each of these cases.
            throw ApiErrors.invalidArgument(
                    "The SchemaName '" + name + "' is missing or does not begin with a customization prefix.");
        }
        return text;
    }

    static Optional<RequiredLevel> level(Map<?, ?> json) {
        return json.get("RequiredLevel") instanceof Map<?, ?> level
                ? Optional.ofNullable(LEVELS.get(String.valueOf(level.get("Value"))))
                : Optional.empty();
    }

    static int whole(@Nullable Object value, int otherwise) {
        return value instanceof Long number && number >= 0 && number <= Integer.MAX_VALUE
                ? number.intValue()
                : otherwise;
    }

    static @Nullable BigDecimal number(@Nullable Object value) {
        return value instanceof Long || value instanceof BigDecimal ? new BigDecimal(value.toString()) : null;
    }

    private static DateBehavior behavior(Map<?, ?> json) {
        return json.get("DateTimeBehavior") instanceof Map<?, ?> behavior
                ? BEHAVIORS.getOrDefault(String.valueOf(behavior.get("Value")), DateBehavior.USER_LOCAL)
                : DateBehavior.USER_LOCAL;
    }

    private static String format(Map<?, ?> json) {
        if (json.get("FormatName") instanceof Map<?, ?> name && name.get("Value") instanceof String text) {
            return text;
        }
        return json.get("Format") instanceof String text ? text : "";
    }

    private static List<Option> options(@Nullable Object set) {
        List<Option> options = new ArrayList<>();
        if (set instanceof Map<?, ?> map && map.get("Options") instanceof List<?> items) {
            for (Object item : items) {
                if (item instanceof Map<?, ?> option) {
                    int value = whole(option.get("Value"), OptionOperations.FIRST_CUSTOM + options.size());
                    options.add(Option.of(value, LabelTypes.text(option.get("Label"))));
                }
            }
        }
        return options;
    }

    private static List<Option> booleans(Map<?, ?> json) {
        String yes = "Yes";
        String no = "No";
        if (json.get("OptionSet") instanceof Map<?, ?> set) {
            yes = set.get("TrueOption") instanceof Map<?, ?> option ? LabelTypes.text(option.get("Label")) : yes;
            no = set.get("FalseOption") instanceof Map<?, ?> option ? LabelTypes.text(option.get("Label")) : no;
        }
        return List.of(Option.of(0, no), Option.of(1, yes));
    }

    private static String globalSet(Map<?, ?> json) {
        if (json.get("GlobalOptionSet@odata.bind") instanceof String url) {
            List<Segment> segments = Segment.parse(url);
            String name = segments.isEmpty()
                    ? ""
                    : segments.get(segments.size() - 1).arguments().getOrDefault("Name", "");
            return name.replace("'", "");
        }
        return "";
    }

    /** The choices of a global option set; those that only stand alone are not known to the sandbox. */
    private static List<Option> optionsOf(Schema schema, String name) {
        for (Table table : schema.tables()) {
            for (Column column : table.columns()) {
                if (column.globalOptionSet() && column.optionSetName().equals(name)) {
                    return column.options();
                }
            }
        }
        throw ApiErrors.payload("Attributes", "There is no global option set '" + name + "'.");
    }
}
