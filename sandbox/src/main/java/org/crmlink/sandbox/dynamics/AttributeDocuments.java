package org.crmlink.sandbox.dynamics;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.crmlink.sandbox.schema.Automatic;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.RequiredLevel;
import org.crmlink.sandbox.schema.Table;
import org.jspecify.annotations.Nullable;

/** {@code AttributeMetadata} and its concrete types. */
final class AttributeDocuments {

    private static final String BASE = "AttributeMetadata";

    /** The concrete types that columns can have, besides the declared one. */
    static final Set<String> TYPES = Arrays.stream(ColumnType.values())
            .map(AttributeDocuments::concreteType)
            .filter(type -> !type.equals(BASE))
            .collect(Collectors.toUnmodifiableSet());

    List<MetadataNode> all(Table table) {
        List<MetadataNode> nodes = new ArrayList<>();
        int number = 0;
        for (Column column : table.columns()) {
            if (column.automatic() != Automatic.PRINCIPAL_ID) {
                nodes.add(one(table, column, ++number));
            }
        }
        return nodes;
    }

    private static MetadataNode one(Table table, Column column, int number) {
        Map<String, @Nullable Object> properties = common(table, column, number);
        Set<String> base = Set.copyOf(properties.keySet());
        specific(column, properties);
        Map<String, Supplier<MetadataNode.Target>> navigations = new LinkedHashMap<>();
        if (OptionSetDocuments.has(column)) {
            navigations.put(
                    "OptionSet", () -> new MetadataNode.Target.One(OptionSetDocuments.of(table, column, false)));
            navigations.put(
                    "GlobalOptionSet",
                    () -> new MetadataNode.Target.One(
                            column.globalOptionSet() ? OptionSetDocuments.of(table, column, false) : null));
        }
        return new MetadataNode(concreteType(column.type()), BASE, properties, base, navigations);
    }

    /** The concrete type; ids and formatted companions have none of their own. */
    private static String concreteType(ColumnType type) {
        return switch (type) {
            case BOOLEAN -> "BooleanAttributeMetadata";
            case CUSTOMER, LOOKUP, OWNER, PARTY_LIST -> "LookupAttributeMetadata";
            case DATETIME -> "DateTimeAttributeMetadata";
            case DECIMAL -> "DecimalAttributeMetadata";
            case DOUBLE -> "DoubleAttributeMetadata";
            case INTEGER -> "IntegerAttributeMetadata";
            case MEMO -> "MemoAttributeMetadata";
            case MONEY -> "MoneyAttributeMetadata";
            case PICKLIST -> "PicklistAttributeMetadata";
            case STATE -> "StateAttributeMetadata";
            case STATUS -> "StatusAttributeMetadata";
            case STRING -> "StringAttributeMetadata";
            case MULTISELECT -> "MultiSelectPicklistAttributeMetadata";
            case IMAGE -> "ImageAttributeMetadata";
            case FILE -> "FileAttributeMetadata";
            case BIGINT -> "BigIntAttributeMetadata";
            case MANAGED_PROPERTY -> "ManagedPropertyAttributeMetadata";
            case ENTITY_NAME -> "EntityNameAttributeMetadata";
            case UNIQUEIDENTIFIER, CALENDAR_RULES, VIRTUAL -> BASE;
        };
    }

    private static String typeName(Column column) {
        return switch (column.type()) {
            case BOOLEAN -> "Boolean";
            case CUSTOMER -> "Customer";
            case LOOKUP -> "Lookup";
            case OWNER -> "Owner";
            case PARTY_LIST -> "PartyList";
            case DATETIME -> "DateTime";
            case DECIMAL -> "Decimal";
            case DOUBLE -> "Double";
            case INTEGER -> "Integer";
            case MEMO -> "Memo";
            case MONEY -> "Money";
            case PICKLIST -> "Picklist";
            case STATE -> "State";
            case STATUS -> "Status";
            case STRING -> "String";
            case BIGINT -> "BigInt";
            case MANAGED_PROPERTY -> "ManagedProperty";
            case ENTITY_NAME -> "EntityName";
            case UNIQUEIDENTIFIER -> "Uniqueidentifier";
            case CALENDAR_RULES -> "CalendarRules";
            case MULTISELECT, IMAGE, FILE, VIRTUAL -> "Virtual";
        };
    }

    private static String longTypeName(Column column) {
        return switch (column.type()) {
            case MULTISELECT -> "MultiSelectPicklistType";
            case IMAGE -> "ImageType";
            case FILE -> "FileType";
            default -> typeName(column) + "Type";
        };
    }

    private static Map<String, @Nullable Object> common(Table table, Column column, int number) {
        boolean primaryId = column.automatic() == Automatic.PRIMARY_ID;
        boolean primaryName =
                table.primaryName().filter(column.logicalName()::equals).isPresent();
        Map<String, @Nullable Object> p = new LinkedHashMap<>();
        p.put("MetadataId", column.metadataId(table.logicalName()).toString());
        p.put("HasChanged", null);
        p.put("AttributeOf", column.attributeOf());
        p.put("AttributeType", typeName(column));
        Map<String, @Nullable Object> typeName = new LinkedHashMap<>();
        typeName.put("Value", longTypeName(column));
        p.put("AttributeTypeName", typeName);
        p.put("ColumnNumber", number);
        p.put("Description", Labels.of(column.description()));
        p.put("DisplayName", Labels.of(column.displayName(), column.translations()));
        p.put("DeprecatedVersion", null);
        p.put("IntroducedVersion", column.custom() ? "1.0" : "5.0.0.0");
        p.put("EntityLogicalName", table.logicalName());
        managed(p, "IsAuditEnabled", "canmodifyauditsettings", true);
        p.put("IsCustomAttribute", column.custom());
        p.put("IsPrimaryId", primaryId);
        p.put("IsPrimaryName", primaryName);
        p.put("IsValidODataAttribute", column.attributeOf() == null);
        p.put("IsValidForCreate", column.validForCreate());
        p.put("IsValidForRead", column.validForRead());
        p.put("IsValidForUpdate", column.validForUpdate());
        p.put("CanBeSecuredForRead", false);
        p.put("CanBeSecuredForCreate", false);
        p.put("CanBeSecuredForUpdate", false);
        p.put("IsSecured", false);
        p.put("IsRetrievable", column.validForRead());
        p.put("IsFilterable", column.validForRead());
        p.put("IsSearchable", false);
        p.put("IsManaged", !column.custom());
        managed(p, "IsGlobalFilterEnabled", "canmodifyglobalfiltersettings", false);
        managed(p, "IsSortableEnabled", "canmodifyissortablesettings", false);
        p.put("LinkedAttributeId", null);
        p.put("LogicalName", column.logicalName());
        managed(p, "IsCustomizable", "iscustomizable", true);
        managed(p, "IsRenameable", "isrenameable", true);
        managed(p, "IsValidForAdvancedFind", "canmodifysearchsettings", column.validForRead());
        p.put("IsValidForForm", !primaryId && column.attributeOf() == null);
        p.put("IsRequiredForForm", false);
        p.put("IsValidForGrid", !primaryId && column.attributeOf() == null);
        p.put("RequiredLevel", Labels.managed(required(column.required()), "canmodifyrequirementlevelsettings"));
        managed(p, "CanModifyAdditionalSettings", "canmodifyadditionalsettings", true);
        p.put("SchemaName", column.schemaName());
        p.put("ExternalName", null);
        p.put("IsLogical", column.attributeOf() != null);
        p.put("IsDataSourceSecret", false);
        p.put("InheritsFrom", null);
        p.put("CreatedOn", "1900-01-01T00:00:00Z");
        p.put("ModifiedOn", "2024-01-01T00:00:00Z");
        p.put("SourceType", column.source().ordinal());
        p.put("AutoNumberFormat", column.autoNumber());
        return p;
    }

    private static void managed(
            Map<String, @Nullable Object> properties, String name, String managedBy, boolean value) {
        properties.put(name, Labels.managed(value, managedBy));
    }

    private static String required(RequiredLevel level) {
        return switch (level) {
            case NONE -> "None";
            case RECOMMENDED -> "Recommended";
            case APPLICATION_REQUIRED -> "ApplicationRequired";
            case SYSTEM_REQUIRED -> "SystemRequired";
        };
    }

    private static void specific(Column column, Map<String, @Nullable Object> p) {
        switch (column.type()) {
            case STRING -> {
                text(column, p, "Text");
                p.put("IsLocalizable", false);
                p.put("YomiOf", null);
                p.put("FormulaDefinition", "");
                p.put("SourceTypeMask", 0);
            }
            case MEMO -> {
                text(column, p, "TextArea");
                p.put("IsLocalizable", false);
            }
            case ENTITY_NAME, MANAGED_PROPERTY -> p.put("IsEntityReferenceStored", false);
            case INTEGER -> {
                p.put("Format", column.format().isEmpty() ? "None" : column.format());
                range(column, p, Integer.MIN_VALUE, Integer.MAX_VALUE);
                p.put("FormulaDefinition", "");
                p.put("SourceTypeMask", 0);
            }
            case BIGINT -> {
                p.put("MinValue", Long.MIN_VALUE);
                p.put("MaxValue", Long.MAX_VALUE);
            }
            case DECIMAL, DOUBLE, MONEY -> number(column, p);
            case DATETIME -> date(column, p);
            case LOOKUP, CUSTOMER, OWNER, PARTY_LIST -> {
                p.put("Targets", column.targets());
                p.put("Format", "None");
            }
            case BOOLEAN -> {
                p.put("DefaultValue", Boolean.TRUE.equals(column.defaultValue()));
                p.put("FormulaDefinition", "");
                p.put("SourceTypeMask", 0);
            }
            case PICKLIST, STATE, STATUS, MULTISELECT -> {
                p.put("DefaultFormValue", column.defaultValue() instanceof Integer value ? value : null);
                p.put("FormulaDefinition", "");
                p.put("SourceTypeMask", 0);
                p.put("ParentPicklistLogicalName", null);
                p.put("ChildPicklistLogicalNames", List.of());
            }
            case IMAGE -> {
                p.put("IsPrimaryImage", column.logicalName().equals("entityimage"));
                p.put("CanStoreFullImage", false);
                p.put("MaxSizeInKB", column.maxSizeInKb() == 0 ? 10_240 : column.maxSizeInKb());
                p.put("MaxHeight", 144);
                p.put("MaxWidth", 144);
            }
            case FILE -> p.put("MaxSizeInKB", (int) (UploadRules.most(column) / 1024));
            case UNIQUEIDENTIFIER, CALENDAR_RULES, VIRTUAL -> {
                // Plain AttributeMetadata.
            }
        }
    }

    private static void text(Column column, Map<String, @Nullable Object> p, String otherwise) {
        String format = column.format().isEmpty() ? otherwise : column.format();
        p.put("Format", format);
        Map<String, @Nullable Object> name = new LinkedHashMap<>();
        name.put("Value", format);
        p.put("FormatName", name);
        p.put("ImeMode", "Auto");
        p.put("MaxLength", column.maxLength());
        p.put("DatabaseLength", column.maxLength() * 2);
    }

    private static void range(Column column, Map<String, @Nullable Object> p, int min, int max) {
        BigDecimal low = column.min();
        BigDecimal high = column.max();
        p.put("MinValue", low == null ? min : low.intValue());
        p.put("MaxValue", high == null ? max : high.intValue());
    }

    private static void number(Column column, Map<String, @Nullable Object> p) {
        BigDecimal low = column.min();
        BigDecimal high = column.max();
        p.put("MinValue", low == null ? BigDecimal.valueOf(-100_000_000_000L) : low);
        p.put("MaxValue", high == null ? BigDecimal.valueOf(100_000_000_000L) : high);
        p.put("Precision", column.precision());
        p.put("ImeMode", "Disabled");
        if (column.type() == org.crmlink.sandbox.schema.ColumnType.MONEY) {
            p.put("PrecisionSource", 2);
            p.put("CalculationOf", column.calculationOf());
            p.put("IsBaseCurrency", column.calculationOf() != null);
        }
        p.put("FormulaDefinition", "");
        p.put("SourceTypeMask", 0);
    }

    private static void date(Column column, Map<String, @Nullable Object> p) {
        String format = column.isDateOnly() || column.format().equals("DateOnly") ? "DateOnly" : "DateAndTime";
        p.put("Format", format);
        p.put("ImeMode", "Inactive");
        Map<String, @Nullable Object> behavior = new LinkedHashMap<>();
        behavior.put(
                "Value",
                switch (column.dateBehavior()) {
                    case USER_LOCAL -> "UserLocal";
                    case DATE_ONLY -> "DateOnly";
                    case TIME_ZONE_INDEPENDENT -> "TimeZoneIndependent";
                });
        p.put("DateTimeBehavior", behavior);
        p.put(
                "CanChangeDateTimeBehavior",
                Labels.managed(column.custom(), "CanChangeDateTimeBehavior".toLowerCase(Locale.ROOT)));
        p.put("MinSupportedValue", "1753-01-01T00:00:00Z");
        p.put("MaxSupportedValue", "9999-12-30T23:59:59Z");
        p.put("FormulaDefinition", "");
        p.put("SourceTypeMask", 0);
    }
}
