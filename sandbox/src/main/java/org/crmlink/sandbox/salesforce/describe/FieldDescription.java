package org.crmlink.sandbox.salesforce.describe;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.OnDelete;
import org.crmlink.sandbox.salesforce.org.PicklistValue;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.jspecify.annotations.Nullable;

/** One field of a describe: every key is always there. Stateless. Source: backend page, section 5.3. */
final class FieldDescription {

    private static final int BYTES_OF_A_CHARACTER = 3;

    private FieldDescription() {}

    static Map<String, @Nullable Object> of(SObject object, Field field) {
        FieldType type = field.type();
        boolean lookup = type == FieldType.REFERENCE;
        Map<String, @Nullable Object> keys = new LinkedHashMap<>();
        keys.put("aggregatable", field.aggregatable());
        keys.put("aiPredictionField", false);
        keys.put("autoNumber", field.autoNumber().isPresent());
        keys.put("byteLength", lookup || type == FieldType.ID ? field.length() : field.length() * BYTES_OF_A_CHARACTER);
        keys.put("calculated", field.formula().isPresent());
        keys.put("calculatedFormula", field.formula().orElse(null));
        keys.put("cascadeDelete", lookup && field.custom() && field.onDelete() == OnDelete.CASCADE);
        keys.put("caseSensitive", field.caseSensitive());
        keys.put("compoundFieldName", field.compoundFieldName().orElse(null));
        keys.put("controllerName", field.controller().orElse(null));
        keys.put("createable", field.createable());
        keys.put("custom", field.custom());
        keys.put("defaultValue", defaultValue(field));
        keys.put("defaultValueFormula", null);
        keys.put("defaultedOnCreate", field.defaultedOnCreate() || type == FieldType.ID);
        keys.put("dependentPicklist", field.controller().isPresent());
        keys.put("deprecatedAndHidden", false);
        keys.put("digits", field.digits());
        keys.put("displayLocationInDecimal", type == FieldType.LOCATION);
        keys.put("encrypted", type == FieldType.ENCRYPTEDSTRING);
        keys.put("externalId", field.externalId());
        keys.put("extraTypeInfo", field.extraTypeInfo().orElse(null));
        keys.put("filterable", field.filterable());
        keys.put("filteredLookupInfo", null);
        keys.put("formulaTreatNullNumberAsZero", false);
        keys.put("groupable", field.groupable());
        keys.put("highScaleNumber", false);
        keys.put(
                "htmlFormatted",
                field.extraTypeInfo().filter("richtextarea"::equals).isPresent());
        keys.put("idLookup", field.idLookup());
        keys.put("inlineHelpText", null);
        keys.put("label", field.label());
        keys.put("length", field.length());
        keys.put("mask", type == FieldType.ENCRYPTEDSTRING ? "*" : null);
        keys.put("maskType", type == FieldType.ENCRYPTEDSTRING ? "all" : null);
        keys.put("name", field.name());
        keys.put("nameField", field.nameField());
        keys.put("namePointing", lookup && field.referenceTo().size() > 1);
        keys.put("nillable", field.nillable());
        keys.put(
                "permissionable",
                field.nillable() && (field.createable() || field.formula().isPresent()));
        keys.put("picklistValues", options(object, field));
        keys.put("polymorphicForeignKey", lookup && field.referenceTo().size() > 1);
        keys.put("precision", type == FieldType.INT ? 0 : field.precision());
        keys.put("queryByDistance", !type.isStored());
        keys.put("referenceTargetField", null);
        keys.put("referenceTo", field.referenceTo());
        keys.put("relationshipName", field.relationshipName().orElse(null));
        keys.put("relationshipOrder", masterDetail(field) ? 0 : null);
        keys.put("restrictedDelete", lookup && field.custom() && field.onDelete() == OnDelete.RESTRICT);
        keys.put("restrictedPicklist", field.restrictedPicklist());
        keys.put("scale", field.scale());
        keys.put("searchPrefilterable", lookup && field.createable());
        keys.put("soapType", type.soapType());
        keys.put("sortable", field.sortable());
        keys.put("type", type.apiName());
        keys.put("unique", field.unique());
        keys.put("updateable", field.updateable());
        keys.put("writeRequiresMasterRead", masterDetail(field));
        return keys;
    }

    private static boolean masterDetail(Field field) {
        return field.custom() && field.type() == FieldType.REFERENCE && field.onDelete() == OnDelete.CASCADE;
    }

    /** Of truth values and texts alone: options tell theirs themselves. */
    private static @Nullable Object defaultValue(Field field) {
        Object value = field.defaultValue().orElse(null);
        boolean shown = field.type() == FieldType.BOOLEAN || field.type() == FieldType.STRING && !field.nillable();
        return shown ? value : value instanceof BigDecimal number ? number : null;
    }

    private static List<Map<String, @Nullable Object>> options(SObject object, Field field) {
        List<Map<String, @Nullable Object>> options = new ArrayList<>();
        List<String> controlling =
                field.controller().map(name -> controllingValues(object, name)).orElse(List.of());
        for (PicklistValue option : field.options()) {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("active", option.active());
            one.put(
                    "defaultValue",
                    option.isDefault()
                            || field.defaultValue()
                                    .filter(option.value()::equals)
                                    .isPresent());
            one.put("label", option.label());
            one.put("validFor", controlling.isEmpty() ? null : bitmap(option, controlling));
            one.put("value", option.value());
            options.add(one);
        }
        return options;
    }

    private static List<String> controllingValues(SObject object, String name) {
        Field controller = object.require(name);
        return controller.type() == FieldType.BOOLEAN
                ? List.of("false", "true")
                : controller.options().stream().map(PicklistValue::value).toList();
    }

    /** A bit for each value of the controlling field, the first one in the highest bit of the first byte. */
    private static String bitmap(PicklistValue option, List<String> controlling) {
        byte[] bits = new byte[(controlling.size() + 7) / 8];
        for (int at = 0; at < controlling.size(); at++) {
            if (option.validFor().contains(controlling.get(at))) {
                bits[at / 8] |= (byte) (0x80 >> at % 8);
            }
        }
        return Base64.getEncoder().encodeToString(bits);
    }
}
