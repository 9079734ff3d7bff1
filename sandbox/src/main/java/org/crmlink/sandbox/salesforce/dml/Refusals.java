package org.crmlink.sandbox.salesforce.dml;

import java.util.List;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.org.SObject;

/** Refusals in the vendor's words. Source: backend page, section 13; where it gives only a code, the words are our assumption. */
final class Refusals {

    /** Longer values are not repeated whole. */
    private static final int SHOWN = 500;

    private Refusals() {}

    static OrgException requiredMissing(List<String> fields) {
        return new OrgException("REQUIRED_FIELD_MISSING", "Required fields are missing: " + fields, fields);
    }

    static OrgException readOnly(List<String> fields) {
        return new OrgException(
                "INVALID_FIELD_FOR_INSERT_UPDATE",
                "Unable to create/update fields: " + String.join(", ", fields)
                        + ". Please check the security settings of this field and verify that it is read/write for"
                        + " your profile or permission set.",
                fields);
    }

    static OrgException unknownField(SObject object, String name) {
        return invalidField("No such column '" + name + "' on sobject of type " + object.name());
    }

    static OrgException invalidField(String message) {
        return new OrgException("INVALID_FIELD", message, List.of());
    }

    /** A value that the parser cannot make one of the field's type of; the real one names line and column, too. */
    static OrgException unreadable(Field field, String token, Object value) {
        return json("Cannot deserialize instance of " + field.type().apiName() + " from " + token + " value "
                + shown(value) + " or request may be missing a required field");
    }

    static OrgException json(String message) {
        return new OrgException("JSON_PARSER_ERROR", message, List.of());
    }

    static OrgException tooLong(Field field, String value, int longest) {
        return of("STRING_TOO_LONG", field, "data value too large: " + shown(value) + " (max length=" + longest + ")");
    }

    /** Our assumption: as for a text that is too long. */
    static OrgException tooManyBytes(Field field, long most) {
        return of(
                "STRING_TOO_LONG",
                field,
                "data value too large: more than " + most + " bytes (max length=" + most + ")");
    }

    static OrgException badOption(Field field, String value) {
        return of(
                "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                field,
                "bad value for restricted picklist field: " + shown(value));
    }

    static OrgException badEmail(Field field, String value) {
        return of("INVALID_EMAIL_ADDRESS", field, "invalid email address: " + shown(value));
    }

    static OrgException outOfRange(Field field, Object value) {
        return of(
                "NUMBER_OUTSIDE_VALID_RANGE", field, "value outside of valid range on numeric field: " + shown(value));
    }

    static OrgException malformedLookup(Field field, String id) {
        return of("MALFORMED_ID", field, "id value of incorrect type: " + shown(id));
    }

    static OrgException malformedId(SObject object, String id) {
        return new OrgException(
                "MALFORMED_ID", object.label() + " ID: id value of incorrect type: " + shown(id), List.of("Id"));
    }

    static OrgException unsupported(SObject object, String operation) {
        return new OrgException(
                "INVALID_TYPE_FOR_OPERATION",
                "entity type " + object.name() + " does not support " + operation,
                List.of());
    }

    static OrgException noRecord() {
        return new OrgException("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", List.of());
    }

    private static OrgException of(String code, Field field, String reason) {
        return new OrgException(code, field.label() + ": " + reason, List.of(field.name()));
    }

    private static String shown(Object value) {
        String text = String.valueOf(value);
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN);
    }
}
