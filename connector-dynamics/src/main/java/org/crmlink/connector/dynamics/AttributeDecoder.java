package org.crmlink.connector.dynamics;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.Normalisation;
import org.crmlink.sdk.metadata.Option;
import org.crmlink.toolkit.json.CellDecoder;
import org.crmlink.toolkit.json.CellDecoders;
import org.crmlink.toolkit.json.JsonObject;

/** Makes a column of an attribute's metadata (dynamics.md §4.3). Stateless. */
final class AttributeDecoder {

    /** What is asked of every attribute. */
    static final List<String> SELECT = List.of(
            "LogicalName",
            "AttributeType",
            "AttributeTypeName",
            "AttributeOf",
            "DisplayName",
            "IsPrimaryId",
            "IsValidForCreate",
            "IsValidForRead",
            "IsValidForUpdate",
            "RequiredLevel");

    /** Asked of servers that have it. */
    static final String SOURCE = "SourceType";

    private static final LocalDate FIRST_DAY = LocalDate.of(1753, 1, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 30);
    private static final Pattern TRANSITION = Pattern.compile("tostatusid=\"(-?\\d+)\"");
    private static final int DECIMAL_DIGITS = 28;

    /** The base64 texts that are whole files; a list that selected them would not end. */
    private static final Map<String, String> BODIES =
            Map.of("annotation", "documentbody", "activitymimeattachment", "body");

    /** The participation types of the standard lists, which metadata does not tell (ActivityParty entity, developer's guide). */
    private static final Map<String, Integer> PARTICIPATION = Map.of(
            "from", 1,
            "to", 2,
            "cc", 3,
            "bcc", 4,
            "requiredattendees", 5,
            "optionalattendees", 6,
            "organizer", 7,
            "resources", 10,
            "customer", 11,
            "customers", 11);

    private static final Set<Normalisation> TEXT_RULES = Set.of(Normalisation.EMPTY_IS_NULL);

    private AttributeDecoder() {}

    /** The name of the concrete type whose cast tells more, or empty if the attribute itself says all, or is no field. */
    static Optional<String> cast(JsonObject attribute) {
        return fieldType(attribute, JsonObject.empty()).flatMap(type -> switch (typeName(attribute)) {
            case "StringType" -> Optional.of("String");
            case "MemoType" -> Optional.of("Memo");
            case "IntegerType" -> Optional.of("Integer");
            case "DecimalType" -> Optional.of("Decimal");
            case "DoubleType" -> Optional.of("Double");
            case "MoneyType" -> Optional.of("Money");
            case "DateTimeType" -> Optional.of("DateTime");
            case "LookupType", "OwnerType", "CustomerType", "PartyListType" -> Optional.of("Lookup");
            case "PicklistType" -> Optional.of("Picklist");
            case "StateType" -> Optional.of("State");
            case "StatusType" -> Optional.of("Status");
            case "MultiSelectPicklistType" -> Optional.of("MultiSelectPicklist");
            default -> Optional.empty();
        });
    }

    /** What is asked of a cast besides the name. */
    static String castQuery(String cast) {
        return switch (cast) {
            case "String", "Memo" -> "?$select=LogicalName,MaxLength";
            case "Integer" -> "?$select=LogicalName,MinValue,MaxValue";
            case "Decimal", "Double" -> "?$select=LogicalName,Precision,MinValue,MaxValue";
            case "Money" -> "?$select=LogicalName,Precision,MinValue,MaxValue,IsBaseCurrency";
            case "DateTime" -> "?$select=LogicalName,Format,DateTimeBehavior";
            case "Lookup" -> "?$select=LogicalName,Targets";
            case "State", "Status" -> "?$select=LogicalName&$expand=OptionSet($select=Options)";
            default -> "?$select=LogicalName&$expand=OptionSet($select=Options),GlobalOptionSet";
        };
    }

    /**
     * Makes the column, or nothing for attributes that are no properties of rows.
     *
     * @param attribute the common properties
     * @param detail the properties of the cast; empty if there is none
     * @param siblings names of all attributes of the entity
     * @param navigation lookups: target → navigation property
     */
    static Optional<Column> column(
            String entity,
            JsonObject attribute,
            JsonObject detail,
            Set<String> siblings,
            Map<String, String> navigation) {
        String name = attribute.text("LogicalName").orElse("");
        Optional<FieldType> found = fieldType(attribute, detail);
        if (name.isEmpty() || found.isEmpty()) {
            return Optional.empty();
        }
        if (found.get() == FieldType.LOOKUP_LIST) {
            return parties(entity, name, attribute, detail);
        }
        if (name.equals(BODIES.get(entity)) && siblings.contains("filesize")) {
            return Optional.of(body(name, attribute));
        }
        FieldType type = found.get();
        String typeName = typeName(attribute);
        boolean key = attribute.isTrue("IsPrimaryId");
        boolean file = typeName.equals("FileType");
        Field.Builder field = Field.of(name, type)
                .label(Labels.text(attribute.object("DisplayName"), name))
                .nullable(!key && !isSystemRequired(attribute))
                .readable(attribute.isTrue("IsValidForRead") || key)
                // A file is written by messages of its own, which the uploader does not speak.
                .creatable(attribute.isTrue("IsValidForCreate") && !file && !isFormula(attribute))
                .updatable(attribute.isTrue("IsValidForUpdate") && !key && !file && !isFormula(attribute))
                .required(isRequired(attribute, typeName, key))
                .computed(isComputed(attribute));
        limits(field, type, detail);
        List<Option> options = options(detail);
        field.options(options);
        globalOptionSet(detail).ifPresent(field::optionSet);
        List<String> targets = type == FieldType.LOOKUP ? targets(detail, navigation) : List.of();
        field.targets(targets);
        boolean lookup = type == FieldType.LOOKUP;
        String property = lookup ? "_" + name + "_value" : name;
        Optional<Column.Content> content = Optional.empty();
        if (type == FieldType.BINARY) {
            content = Optional.of(file ? Column.Content.FILE : Column.Content.IMAGE);
            // The id of an image is short, the property itself is a thumbnail.
            property = !file && siblings.contains(name + "id") ? name + "id" : name;
        }
        boolean guid = lookup || type == FieldType.ID;
        return Optional.of(new Column(
                field.build(),
                property,
                property.equals(name) || lookup ? decoder(type, options) : CellDecoders::guid,
                guid,
                lookup ? Map.copyOf(navigation) : Map.of(),
                content,
                Optional.empty(),
                Optional.empty()));
    }

    /**
     * A list of parties. Rows do not have it: what is read are the records of {@code activityparty}. It is written with the activity's creation.
     */
    private static Optional<Column> parties(String entity, String name, JsonObject attribute, JsonObject detail) {
        Integer role = PARTICIPATION.get(name);
        if (role == null) {
            return Optional.empty();
        }
        Field field = Field.of(name, FieldType.LOOKUP_LIST)
                .label(Labels.text(attribute.object("DisplayName"), name))
                .targets(detail.texts("Targets"))
                .readable(false)
                .creatable(attribute.isTrue("IsValidForCreate"))
                .updatable(false)
                .build();
        return Optional.of(new Column(
                field,
                name,
                CellDecoders.of(FieldType.TEXT),
                false,
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Column.Parties(entity + "_activity_parties", role))));
    }

    private static Column body(String name, JsonObject attribute) {
        Field field = Field.of(name, FieldType.BINARY)
                .label(Labels.text(attribute.object("DisplayName"), name))
                .creatable(attribute.isTrue("IsValidForCreate"))
                .updatable(attribute.isTrue("IsValidForUpdate"))
                .build();
        return new Column(
                field,
                "filesize",
                CellDecoders::integer,
                false,
                Map.of(),
                Optional.of(Column.Content.BODY),
                Optional.empty(),
                Optional.empty());
    }

    private static String typeName(JsonObject attribute) {
        // Before 7.0 there was only AttributeType; its names are the same without the ending.
        return attribute
                .object("AttributeTypeName")
                .text("Value")
                .orElse(attribute.text("AttributeType").orElse("") + "Type");
    }

    private static Optional<FieldType> fieldType(JsonObject attribute, JsonObject detail) {
        if (attribute.has("AttributeOf")) {
            // Derived companions, such as the name behind a lookup.
            return Optional.empty();
        }
        return switch (typeName(attribute)) {
            case "BooleanType" -> Optional.of(FieldType.BOOLEAN);
            case "StringType", "MemoType", "EntityNameType" -> Optional.of(FieldType.TEXT);
            case "IntegerType", "BigIntType" -> Optional.of(FieldType.INTEGER);
            case "DecimalType" -> Optional.of(FieldType.DECIMAL);
            case "DoubleType" -> Optional.of(FieldType.DOUBLE);
            case "MoneyType" -> Optional.of(FieldType.MONEY);
            case "DateTimeType" -> Optional.of(dateType(detail));
            case "LookupType", "OwnerType", "CustomerType" -> Optional.of(FieldType.LOOKUP);
            case "PicklistType", "StateType", "StatusType" -> Optional.of(FieldType.CHOICE);
            case "MultiSelectPicklistType" -> Optional.of(FieldType.MULTI_CHOICE);
            case "UniqueidentifierType" -> Optional.of(FieldType.ID);
            case "FileType", "ImageType" -> Optional.of(FieldType.BINARY);
            case "PartyListType" -> Optional.of(FieldType.LOOKUP_LIST);
            // Plain virtual columns and calendar rules are no properties of a row; a managed property is not data.
            default -> Optional.empty();
        };
    }

    private static FieldType dateType(JsonObject detail) {
        return switch (detail.object("DateTimeBehavior").text("Value").orElse("UserLocal")) {
            case "DateOnly" -> FieldType.DATE;
            case "TimeZoneIndependent" -> FieldType.LOCAL_DATE_TIME;
            default -> FieldType.INSTANT;
        };
    }

    /** Application requirements bind forms only; the server itself fills owners, states and ids. */
    private static boolean isRequired(JsonObject attribute, String typeName, boolean key) {
        boolean filled = key
                || Set.of("OwnerType", "StateType", "StatusType", "BooleanType", "UniqueidentifierType")
                        .contains(typeName);
        return !filled && attribute.isTrue("IsValidForCreate") && isSystemRequired(attribute);
    }

    /** The server fills it, or asks for it, and it cannot be emptied. */
    private static boolean isSystemRequired(JsonObject attribute) {
        return attribute.object("RequiredLevel").text("Value").orElse("").equals("SystemRequired");
    }

    /** Calculated, rolled up, or a formula. */
    private static boolean isFormula(JsonObject attribute) {
        return attribute.integer("SourceType").filter(source -> source > 0).isPresent();
    }

    private static boolean isComputed(JsonObject attribute) {
        return isFormula(attribute) || (!attribute.isTrue("IsValidForCreate") && !attribute.isTrue("IsValidForUpdate"));
    }

    private static void limits(Field.Builder field, FieldType type, JsonObject detail) {
        Optional<BigDecimal> min = detail.number("MinValue");
        Optional<BigDecimal> max = detail.number("MaxValue");
        switch (type) {
            case TEXT -> {
                detail.integer("MaxLength").filter(length -> length > 0).ifPresent(field::maxLength);
                field.normalisations(TEXT_RULES);
            }
            case INTEGER -> {
                min.ifPresent(value -> field.min(value.longValue()));
                max.ifPresent(value -> field.max(value.longValue()));
            }
            case DECIMAL, MONEY -> {
                min.ifPresent(field::min);
                max.ifPresent(field::max);
                if (detail.isTrue("IsBaseCurrency")) {
                    // Divided by the exchange rate, it has up to ten digits, whatever its precision (dynamics.md §5.1:
                    // 1234.5600000000).
                    return;
                }
                detail.integer("Precision")
                        .ifPresent(scale -> field.scale(scale).precision(DECIMAL_DIGITS));
                field.normalisations(Set.of(Normalisation.SCALE_IS_FIXED));
            }
            case DOUBLE -> {
                min.ifPresent(value -> field.min(value.doubleValue()));
                max.ifPresent(value -> field.max(value.doubleValue()));
            }
            case INSTANT ->
                field.min(Instant.parse(FIRST_DAY + "T00:00:00Z"))
                        .max(Instant.parse(LAST_DAY + "T23:59:59Z"))
                        .normalisations(Set.of(Normalisation.TIME_IS_TRUNCATED));
            case DATE -> field.min(FIRST_DAY).max(LAST_DAY);
            case LOCAL_DATE_TIME ->
                field.min(FIRST_DAY.atStartOfDay())
                        .max(LocalDateTime.of(LAST_DAY, LocalTime.of(23, 59, 59)))
                        .normalisations(Set.of(Normalisation.TIME_IS_TRUNCATED));
            default -> {}
        }
    }

    private static List<Option> options(JsonObject detail) {
        List<JsonObject> raw = detail.object("OptionSet").objects("Options");
        if (raw.isEmpty()) {
            raw = detail.object("GlobalOptionSet").objects("Options");
        }
        List<Option> options = new ArrayList<>();
        for (JsonObject option : raw) {
            Optional<Integer> value = option.integer("Value");
            if (value.isEmpty()) {
                continue;
            }
            String text = value.get().toString();
            options.add(new Option(
                    text,
                    Labels.text(option.object("Label"), text),
                    option.integer("State").map(String::valueOf),
                    transitions(option.text("TransitionData").orElse(""))));
        }
        return options;
    }

    /** A list of options that several attributes share; those of states and status reasons are never shared. */
    private static Optional<String> globalOptionSet(JsonObject detail) {
        return detail.object("GlobalOptionSet").text("Name");
    }

    private static Set<String> transitions(String xml) {
        Set<String> transitions = new TreeSet<>();
        Matcher matcher = TRANSITION.matcher(xml);
        while (matcher.find()) {
            transitions.add(matcher.group(1));
        }
        return transitions;
    }

    private static List<String> targets(JsonObject detail, Map<String, String> navigation) {
        List<String> targets = detail.texts("Targets");
        return targets.isEmpty() ? navigation.keySet().stream().sorted().toList() : targets;
    }

    private static CellDecoder decoder(FieldType type, List<Option> options) {
        return switch (type) {
            case LOOKUP, ID -> CellDecoders::guid;
            case MULTI_CHOICE ->
                CellDecoders.choicesInText(options.stream().map(Option::value).toList());
            // Whatever stands there says that there is something; the bytes are read on demand.
            case BINARY -> parser -> true;
            default -> CellDecoders.of(type);
        };
    }
}
