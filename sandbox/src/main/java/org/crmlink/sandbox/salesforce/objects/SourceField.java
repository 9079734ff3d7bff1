package org.crmlink.sandbox.salesforce.objects;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.OnDelete;
import org.crmlink.sandbox.salesforce.org.PicklistValue;

/**
 * Turns a field's metadata file into the field, or the fields, that describe shows.
 *
 * @param object name of the object that it belongs to
 * @param valueSets global sets of options by name
 */
record SourceField(Path file, SourceElement source, String object, Map<String, SourceElement> valueSets) {

    private static final int TEXT = 255;
    private static final int EMAIL = 80;
    private static final int PHONE = 40;

    /** One field; of a place the place and its two parts. */
    List<Field> fields() {
        String name = text("fullName");
        String label = source.text("label").isEmpty() ? name : source.text("label");
        if (text("type").equals("Location")) {
            return location(name, label);
        }
        return List.of(common(typed(name, label)).build());
    }

    private String text(String element) {
        String text = source.text(element);
        if (text.isEmpty()) {
            throw new IllegalArgumentException(file + ": " + element + " is missing");
        }
        return text;
    }

    private Field.Builder typed(String name, String label) {
        String type = text("type");
        return switch (type) {
            case "Text" -> Field.of(name, label, FieldType.STRING).length(number("length", TEXT));
            case "TextArea" ->
                Field.of(name, label, FieldType.TEXTAREA).length(TEXT).extraTypeInfo("plaintextarea");
            case "LongTextArea" ->
                Field.of(name, label, FieldType.TEXTAREA)
                        .length(number("length", 32_768))
                        .extraTypeInfo("plaintextarea");
            case "Html" ->
                Field.of(name, label, FieldType.TEXTAREA)
                        .length(number("length", 32_768))
                        .extraTypeInfo("richtextarea");
            case "EncryptedText" ->
                Field.of(name, label, FieldType.ENCRYPTEDSTRING).length(number("length", 175));
            case "Number" -> decimal(name, label, FieldType.DOUBLE);
            case "Currency" -> decimal(name, label, FieldType.CURRENCY);
            case "Percent" -> decimal(name, label, FieldType.PERCENT);
            case "Summary" -> decimal(name, label, FieldType.DOUBLE).formula("roll-up");
            case "Checkbox" ->
                Field.of(name, label, FieldType.BOOLEAN)
                        .defaultValue(source.text("defaultValue").equals("true"));
            case "Date" -> Field.of(name, label, FieldType.DATE);
            case "DateTime" -> Field.of(name, label, FieldType.DATETIME);
            case "Time" -> Field.of(name, label, FieldType.TIME);
            case "Email" -> Field.of(name, label, FieldType.EMAIL).length(EMAIL);
            case "Phone" -> Field.of(name, label, FieldType.PHONE).length(PHONE);
            case "Url" -> Field.of(name, label, FieldType.URL).length(TEXT);
            case "AutoNumber" -> {
                String form = source.text("displayFormat");
                yield Field.of(name, label, FieldType.STRING).length(30).autoNumber(form.isEmpty() ? "{0}" : form);
            }
            case "Picklist" -> options(Field.of(name, label, FieldType.PICKLIST));
            case "MultiselectPicklist" ->
                options(Field.of(name, label, FieldType.MULTIPICKLIST).length(4099));
            case "Lookup", "MasterDetail" -> lookup(name, label, type.equals("MasterDetail"));
            default ->
                throw new IllegalArgumentException(
                        file + ": the type " + type + " is not known here; change it, or leave the file out");
        };
    }

    private Field.Builder common(Field.Builder field) {
        String formula = source.text("formula");
        if (!formula.isEmpty()) {
            field.formula(formula);
        }
        if (source.isTrue("required")) {
            field.required();
        }
        if (source.isTrue("externalId")) {
            field.sharedExternalId();
        }
        if (source.isTrue("unique")) {
            field.unique(source.isTrue("caseSensitive"));
        }
        return field;
    }

    private int number(String element, int otherwise) {
        String text = source.text(element);
        try {
            return text.isEmpty() ? otherwise : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(file + ": " + element + " is no number: " + text, e);
        }
    }

    private Field.Builder decimal(String name, String label, FieldType type) {
        Field.Builder field = Field.of(name, label, type).digits(number("precision", 18), number("scale", 0));
        String given = source.text("defaultValue");
        return given.matches("-?\\d+(\\.\\d+)?") ? field.defaultValue(new BigDecimal(given)) : field;
    }

    private Field.Builder lookup(String name, String label, boolean master) {
        String relationship = name.replaceFirst("__c$", "__r");
        Field.Builder field = Field.of(name, label, FieldType.REFERENCE).refersTo(relationship, text("referenceTo"));
        OnDelete whenDeleted = switch (source.text("deleteConstraint")) {
            case "Restrict" -> OnDelete.RESTRICT;
            case "Cascade" -> OnDelete.CASCADE;
            default -> master ? OnDelete.CASCADE : OnDelete.CLEAR;
        };
        String children = source.text("relationshipName");
        if (children.isEmpty()) {
            field.onDelete(whenDeleted);
        } else {
            field.children(children + "__r", whenDeleted);
        }
        return master ? field.required().createOnly() : field;
    }

    // ---------------------------------------------------------------- options

    private Field.Builder options(Field.Builder field) {
        SourceElement set = source.child("valueSet")
                .orElseThrow(() -> new IllegalArgumentException(file + ": valueSet is missing"));
        String named = set.text("valueSetName");
        SourceElement definition;
        if (named.isEmpty()) {
            definition = set.child("valueSetDefinition")
                    .orElseThrow(() -> new IllegalArgumentException(file + ": valueSetDefinition is missing"));
        } else {
            definition = valueSets.get(named);
            if (definition == null) {
                throw new IllegalArgumentException(
                        file + ": there is no global value set " + named + "; its file is missing");
            }
        }
        Map<String, Set<String>> validFor = new HashMap<>();
        for (SourceElement setting : set.all("valueSettings")) {
            Set<String> controlling = validFor.computeIfAbsent(setting.text("valueName"), unused -> new HashSet<>());
            setting.all("controllingFieldValue")
                    .forEach(one -> controlling.add(one.text().toString().strip()));
        }
        List<PicklistValue> options = new ArrayList<>();
        List<SourceElement> values = named.isEmpty() ? definition.all("value") : definition.all("customValue");
        for (SourceElement value : values) {
            String api = value.text("fullName");
            String shown = value.text("label");
            boolean inactive = value.text("isActive").equals("false");
            options.add(new PicklistValue(
                    api,
                    shown.isEmpty() ? api : shown,
                    !inactive,
                    value.isTrue("default"),
                    validFor.getOrDefault(api, Set.of())));
        }
        field.options(options);
        options.stream()
                .filter(PicklistValue::isDefault)
                .findFirst()
                .ifPresent(option -> field.defaultValue(option.value()));
        if (set.isTrue("restricted") || !named.isEmpty()) {
            field.restricted();
        }
        String controller = set.text("controllingField");
        return controller.isEmpty() ? field : field.controlledBy(controller);
    }

    private List<Field> location(String name, String label) {
        String stem = name.replaceFirst("__c$", "");
        int scale = number("scale", 6);
        return List.of(
                Field.of(stem + "__Latitude__s", label + " (Latitude)", FieldType.DOUBLE)
                        .digits(scale + 3, scale)
                        .partOf(name)
                        .build(),
                Field.of(stem + "__Longitude__s", label + " (Longitude)", FieldType.DOUBLE)
                        .digits(scale + 3, scale)
                        .partOf(name)
                        .build(),
                Field.of(name, label, FieldType.LOCATION).build());
    }
}
