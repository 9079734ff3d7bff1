package org.crmlink.sandbox.salesforce.objects;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.OnDelete;
import org.crmlink.sandbox.salesforce.org.SystemFields;

/** Writes down the fields of an object in the order of describe. One-at-a-time. Source of lengths and digits: public object reference. */
final class FieldList {

    private static final int LONG_TEXT = 32_000;

    private final List<Field> fields = new ArrayList<>();

    /** Begins with the id and, for what goes into the recycle bin, its mark. */
    static FieldList deletable() {
        FieldList list = permanent();
        list.add(Field.of(SystemFields.IS_DELETED, "Deleted", FieldType.BOOLEAN).readOnly());
        return list;
    }

    /** Begins with the id. */
    static FieldList permanent() {
        FieldList list = new FieldList();
        list.add(Field.of("Id", "Record ID", FieldType.ID));
        return list;
    }

    FieldList add(Field.Builder field) {
        fields.add(field.build());
        return this;
    }

    FieldList text(String name, String label, int length) {
        return add(Field.of(name, label, FieldType.STRING).length(length));
    }

    FieldList text(String name, String label, int length, UnaryOperator<Field.Builder> more) {
        return add(more.apply(Field.of(name, label, FieldType.STRING).length(length)));
    }

    /** A text whose values are looked at in no special way: addresses of pages, of people, numbers of phones. */
    FieldList of(FieldType type, String name, String label, int length) {
        return add(Field.of(name, label, type).length(length));
    }

    FieldList longText(String name, String label) {
        return add(Field.of(name, label, FieldType.TEXTAREA).length(LONG_TEXT).extraTypeInfo("plaintextarea"));
    }

    FieldList number(FieldType type, String name, String label, int digits, int decimals) {
        return add(Field.of(name, label, type).digits(digits, decimals));
    }

    FieldList count(String name, String label) {
        return add(Field.of(name, label, FieldType.INT).digits(8, 0));
    }

    FieldList flag(String name, String label) {
        return add(Field.of(name, label, FieldType.BOOLEAN));
    }

    FieldList fixedFlag(String name, String label) {
        return add(Field.of(name, label, FieldType.BOOLEAN).readOnly());
    }

    FieldList date(String name, String label) {
        return add(Field.of(name, label, FieldType.DATE));
    }

    FieldList moment(String name, String label) {
        return add(Field.of(name, label, FieldType.DATETIME));
    }

    FieldList picklist(String name, String label, String... options) {
        return add(Field.of(name, label, FieldType.PICKLIST).options(options));
    }

    FieldList restricted(String name, String label, String... options) {
        return add(Field.of(name, label, FieldType.PICKLIST).options(options).restricted());
    }

    /** A lookup under the name that queries read it by, with the name of the way back; empty text for none. */
    FieldList lookup(String name, String label, String target, String children, OnDelete whenDeleted) {
        return add(lookupField(name, label, children, whenDeleted, target));
    }

    static Field.Builder lookupField(
            String name, String label, String children, OnDelete whenDeleted, String... targets) {
        Field.Builder lookup =
                Field.of(name, label, FieldType.REFERENCE).refersTo(name.replaceFirst("Id$", ""), targets);
        return children.isEmpty() ? lookup.onDelete(whenDeleted) : lookup.children(children, whenDeleted);
    }

    /** An address with its parts. */
    FieldList address(String prefix) {
        String whole = prefix + "Address";
        add(Field.of(prefix + "Street", label(prefix, "Street"), FieldType.TEXTAREA)
                .extraTypeInfo("plaintextarea")
                .partOf(whole));
        part(whole, prefix, "City", 40);
        part(whole, prefix, "State", 80);
        part(whole, prefix, "PostalCode", 20);
        part(whole, prefix, "Country", 80);
        add(Field.of(prefix + "Latitude", label(prefix, "Latitude"), FieldType.DOUBLE)
                .digits(18, 15)
                .partOf(whole));
        add(Field.of(prefix + "Longitude", label(prefix, "Longitude"), FieldType.DOUBLE)
                .digits(18, 15)
                .partOf(whole));
        add(Field.of(prefix + "GeocodeAccuracy", label(prefix, "Geocode Accuracy"), FieldType.PICKLIST)
                .options(
                        "Address",
                        "NearAddress",
                        "Block",
                        "Street",
                        "ExtendedZip",
                        "Zip",
                        "Neighborhood",
                        "City",
                        "County",
                        "State",
                        "Unknown")
                .restricted()
                .partOf(whole));
        return add(Field.of(whole, label(prefix, "Address"), FieldType.ADDRESS).readOnly());
    }

    private void part(String whole, String prefix, String name, int length) {
        add(Field.of(prefix + name, label(prefix, name), FieldType.STRING)
                .length(length)
                .partOf(whole));
    }

    private static String label(String prefix, String name) {
        return prefix.isEmpty() ? name : prefix + " " + name;
    }

    /** A person's name with its parts; the whole is the server's work. */
    FieldList personName() {
        text("LastName", "Last Name", 80, f -> f.required().partOf("Name").extraTypeInfo("personname"));
        text("FirstName", "First Name", 40, f -> f.partOf("Name").extraTypeInfo("personname"));
        add(Field.of("Salutation", "Salutation", FieldType.PICKLIST)
                .options("Mr.", "Ms.", "Mrs.", "Dr.", "Prof.")
                .partOf("Name")
                .extraTypeInfo("personname"));
        return text(
                "Name",
                "Full Name",
                121,
                f -> f.readOnly().required().nameField().extraTypeInfo("personname"));
    }

    /** Who works with it: the caller unless somebody else is named. */
    FieldList owner(String... targets) {
        return add(Field.of("OwnerId", "Owner ID", FieldType.REFERENCE)
                .refersTo("Owner", targets)
                .required()
                .defaulted()
                .onDelete(OnDelete.RESTRICT));
    }

    /** Ends with what the server writes by itself. */
    List<Field> audited() {
        audit(SystemFields.CREATED_DATE, "Created Date", SystemFields.CREATED_BY, "Created By ID", "CreatedBy");
        audit(
                SystemFields.LAST_MODIFIED_DATE,
                "Last Modified Date",
                SystemFields.LAST_MODIFIED_BY,
                "Last Modified By ID",
                "LastModifiedBy");
        add(Field.of(SystemFields.SYSTEM_MODSTAMP, "System Modstamp", FieldType.DATETIME)
                .readOnly()
                .required()
                .defaulted());
        return List.copyOf(fields);
    }

    private void audit(String date, String dateLabel, String by, String byLabel, String relationship) {
        add(Field.of(date, dateLabel, FieldType.DATETIME).readOnly().required().defaulted());
        add(Field.of(by, byLabel, FieldType.REFERENCE)
                .refersTo(relationship, "User")
                .readOnly()
                .required()
                .defaulted()
                .onDelete(OnDelete.RESTRICT));
    }

    /** As {@link #audited()} for what people look at: when they last did is theirs and changes no stamp. */
    List<Field> auditedAndViewed() {
        audited();
        add(Field.of("LastActivityDate", "Last Activity", FieldType.DATE).readOnly());
        add(Field.of("LastViewedDate", "Last Viewed Date", FieldType.DATETIME).readOnly());
        add(Field.of("LastReferencedDate", "Last Referenced Date", FieldType.DATETIME)
                .readOnly());
        return List.copyOf(fields);
    }
}
