package org.crmlink.connector.salesforce;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.LocalizedText;
import org.crmlink.sdk.metadata.Normalisation;
import org.crmlink.sdk.metadata.Option;
import org.crmlink.toolkit.json.JsonObject;

/** Makes a column of one field of a describe (salesforce.md §5.3). Stateless. */
final class FieldDecoder {

    private FieldDecoder() {}

    /**
     * The column; empty for compound fields, whose parts are fields of their own.
     *
     * @param siblings all fields of the entity by name, for lists that depend on another field
     */
    static Optional<Column> column(
            JsonObject field, Map<String, JsonObject> siblings, List<JsonObject> recordTypes, Catalogue catalogue) {
        String name = field.text("name").orElse("");
        String wire = field.text("type").orElse("");
        if (name.isEmpty() || wire.equals("address") || wire.equals("location")) {
            return Optional.empty();
        }
        List<String> targets = field.texts("referenceTo").stream()
                .filter(catalogue::has)
                .distinct()
                .toList();
        FieldType type = type(wire, targets);
        boolean id = wire.equals("id");
        boolean creatable = field.isTrue("createable") && !isOpaque(wire);
        boolean updatable = field.isTrue("updateable") && !isOpaque(wire);
        Field.Builder builder = Field.of(name, type)
                .label(LocalizedText.of(
                        field.text("label").filter(text -> !text.isEmpty()).orElse(name)))
                // What describe says of null binds writers: rows of old times may lack a value that is required now. An
                // owner, which the server gives to all, is never missing and cannot be taken away.
                .nullable(!id && type != FieldType.BOOLEAN && !isAlwaysGiven(field, type))
                .creatable(creatable)
                .updatable(updatable)
                .required(creatable && !field.isTrue("nillable") && !field.isTrue("defaultedOnCreate"))
                .computed(field.isTrue("calculated") || field.isTrue("autoNumber") || (!creatable && !updatable))
                .targets(type == FieldType.LOOKUP ? targets : List.of())
                .normalisations(normalisations(wire, type));
        bounds(builder, field, type);
        if (type == FieldType.CHOICE || type == FieldType.MULTI_CHOICE) {
            builder.options(options(field, siblings));
        } else if (targets.equals(List.of("RecordType"))) {
            builder.options(recordTypes(recordTypes));
        }
        return Optional.of(new Column(
                builder.build(),
                field.isTrue("filterable"),
                field.isTrue("sortable"),
                field.isTrue("caseSensitive"),
                isOpaque(wire),
                field.text("relationshipName").orElse("")));
    }

    private static boolean isAlwaysGiven(JsonObject field, FieldType type) {
        return type == FieldType.LOOKUP && !field.isTrue("nillable") && field.isTrue("defaultedOnCreate");
    }

    private static FieldType type(String wire, List<String> targets) {
        return switch (wire) {
            case "id" -> FieldType.ID;
            // A lookup whose targets the caller cannot see is an id that says nothing.
            case "reference" -> targets.isEmpty() ? FieldType.ID : FieldType.LOOKUP;
            case "boolean" -> FieldType.BOOLEAN;
            case "int", "long" -> FieldType.INTEGER;
            case "double", "percent" -> FieldType.DECIMAL;
            case "currency" -> FieldType.MONEY;
            case "date" -> FieldType.DATE;
            case "datetime" -> FieldType.INSTANT;
            case "time" -> FieldType.TIME;
            case "picklist" -> FieldType.CHOICE;
            case "multipicklist" -> FieldType.MULTI_CHOICE;
            case "base64" -> FieldType.BINARY;
            // Types that are new are texts until somebody says better: clients have died of unknown ones.
            default -> FieldType.TEXT;
        };
    }

    /** Types whose values are read as they come and never written. */
    private static boolean isOpaque(String wire) {
        return switch (wire) {
            case "id",
                    "reference",
                    "boolean",
                    "int",
                    "long",
                    "double",
                    "percent",
                    "currency",
                    "date",
                    "datetime",
                    "time",
                    "picklist",
                    "multipicklist",
                    "base64",
                    "string",
                    "textarea",
                    "url",
                    "email",
                    "phone",
                    "combobox",
                    "encryptedstring" -> false;
            default -> true;
        };
    }

    private static Set<Normalisation> normalisations(String wire, FieldType type) {
        return switch (type) {
            case TEXT ->
                isOpaque(wire)
                        ? Set.of()
                        : EnumSet.of(
                                Normalisation.EMPTY_IS_NULL,
                                Normalisation.TRIMS_LEADING_BLANKS,
                                Normalisation.TRIMS_TRAILING_BLANKS);
            case DECIMAL, MONEY -> Set.of(Normalisation.SCALE_IS_FIXED);
            case INSTANT -> Set.of(Normalisation.TIME_IS_TRUNCATED);
            default -> Set.of();
        };
    }

    private static void bounds(Field.Builder builder, JsonObject field, FieldType type) {
        if (type == FieldType.TEXT) {
            field.integer("length").filter(length -> length > 0).ifPresent(builder::maxLength);
        } else if (type == FieldType.DECIMAL || type == FieldType.MONEY) {
            field.integer("precision").filter(precision -> precision > 0).ifPresent(builder::precision);
            field.integer("scale").ifPresent(builder::scale);
        } else if (type == FieldType.INTEGER) {
            field.integer("digits").filter(digits -> digits > 0 && digits < 18).ifPresent(digits -> {
                long greatest = (long) Math.pow(10, digits) - 1;
                builder.min(-greatest);
                builder.max(greatest);
            });
        } else if (type == FieldType.INSTANT) {
            builder.min(Instant.parse("1700-01-01T00:00:00Z")).max(Instant.parse("4000-12-31T00:00:00Z"));
        } else if (type == FieldType.DATE) {
            builder.min(LocalDate.of(1700, 1, 1)).max(LocalDate.of(4000, 12, 31));
        }
    }

    private static List<Option> options(JsonObject field, Map<String, JsonObject> siblings) {
        List<String> controlling = field.isTrue("dependentPicklist")
                ? field.text("controllerName")
                        .map(siblings::get)
                        .map(FieldDecoder::controllingValues)
                        .orElse(List.of())
                : List.of();
        List<Option> options = new ArrayList<>();
        for (JsonObject value : field.objects("picklistValues")) {
            Optional<String> text = value.text("value").filter(option -> !option.isEmpty());
            if (text.isPresent() && value.isTrue("active")) {
                String label = value.text("label").filter(one -> !one.isEmpty()).orElse(text.get());
                options.add(new Option(
                        text.get(),
                        LocalizedText.of(label),
                        value.text("validFor").flatMap(bits -> onlyOne(bits, controlling)),
                        Set.of()));
            }
        }
        return options;
    }

    private static List<String> controllingValues(JsonObject controller) {
        return controller.text("type").orElse("").equals("boolean")
                ? List.of("false", "true")
                : controller.objects("picklistValues").stream()
                        .map(value -> value.text("value").orElse(""))
                        .toList();
    }

    /** The controlling value, if there is exactly one: the contract has no form for several. The map's first bit is the first byte's highest. */
    private static Optional<String> onlyOne(String validFor, List<String> controlling) {
        byte[] bits;
        try {
            bits = Base64.getDecoder().decode(validFor);
        } catch (IllegalArgumentException e) {
            // a hint for people alone: without it every option is offered
            return Optional.empty();
        }
        List<String> valid = new ArrayList<>();
        for (int i = 0; i < controlling.size() && i / 8 < bits.length; i++) {
            if ((bits[i / 8] & (0x80 >> (i % 8))) != 0) {
                valid.add(controlling.get(i));
            }
        }
        return valid.size() == 1 ? Optional.of(valid.get(0)) : Optional.empty();
    }

    private static List<Option> recordTypes(List<JsonObject> infos) {
        List<Option> options = new ArrayList<>();
        for (JsonObject info : infos) {
            Optional<String> id = info.text("recordTypeId").flatMap(SalesforceIds::normalise);
            if (id.isPresent() && info.isTrue("active") && !info.isTrue("master")) {
                options.add(Option.of(id.get(), info.text("name").orElse(id.get())));
            }
        }
        return options;
    }
}
