package org.crmlink.sandbox.salesforce.org;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A field of an object. Immutable; made with {@link #of(String, String, FieldType)}. */
public final class Field {

    /** Longer texts can neither be filtered, sorted nor grouped. */
    private static final int LONG_TEXT = 255;

    private final Builder spec;

    private Field(Builder spec) {
        this.spec = new Builder(spec);
    }

    /**
     * Begins a field that clients may write and leave empty.
     *
     * @param name in the API; what a customizer made ends with {@code __c}
     * @param label for people
     */
    public static Builder of(String name, String label, FieldType type) {
        return new Builder(name, label, type);
    }

    /** Name in the API, in its canonical case. */
    public String name() {
        return spec.name;
    }

    /** Name for people. */
    public String label() {
        return spec.label;
    }

    public FieldType type() {
        return spec.type;
    }

    /** Longest text in characters; 0 for what is no text. */
    public int length() {
        return spec.length;
    }

    /** Digits of a number; 0 for what has no decimals. */
    public int precision() {
        return spec.precision;
    }

    /** Decimals of a number. */
    public int scale() {
        return spec.scale;
    }

    /** Most digits of a whole number; 0 for other types. */
    public int digits() {
        return spec.type == FieldType.INT ? spec.precision == 0 ? 9 : spec.precision : 0;
    }

    public boolean nillable() {
        return spec.nillable;
    }

    public boolean createable() {
        return spec.createable;
    }

    public boolean updateable() {
        return spec.updateable;
    }

    /** Whether the server gives a value when the client does not. */
    public boolean defaultedOnCreate() {
        return spec.defaulted || spec.defaultValue != null || spec.type == FieldType.BOOLEAN;
    }

    /** What the server gives when the client does not; a Java value of the type. */
    public Optional<Object> defaultValue() {
        return spec.type == FieldType.BOOLEAN && spec.defaultValue == null
                ? Optional.of(false)
                : Optional.ofNullable(spec.defaultValue);
    }

    /** Whether a client that creates a record must give it. */
    public boolean isRequired() {
        return createable() && !nillable() && !defaultedOnCreate();
    }

    /** Whether a customizer made it. */
    public boolean custom() {
        return spec.name.endsWith("__c");
    }

    public boolean externalId() {
        return spec.externalId;
    }

    public boolean unique() {
        return spec.unique;
    }

    /** Whether two values that differ in case alone are two values. */
    public boolean caseSensitive() {
        return spec.caseSensitive;
    }

    /** Whether records can be found, and upserted, by it. */
    public boolean idLookup() {
        return spec.type == FieldType.ID || spec.externalId || spec.idLookup;
    }

    /** Whether its text names the record. */
    public boolean nameField() {
        return spec.nameField;
    }

    /** How numbers of records are written, {@code A-{0000}}. */
    public Optional<String> autoNumber() {
        return Optional.ofNullable(spec.autoNumber);
    }

    /** The text of the formula of a computed field. */
    public Optional<String> formula() {
        return Optional.ofNullable(spec.formula);
    }

    /** The compound field, such as {@code BillingAddress}, of which it is a part. */
    public Optional<String> compoundFieldName() {
        return Optional.ofNullable(spec.compound);
    }

    /** Options, in the order in which people see them. */
    public List<PicklistValue> options() {
        return spec.options;
    }

    /** Whether other values than the options are refused. */
    public boolean restrictedPicklist() {
        return spec.restricted;
    }

    /** The field whose value decides which options can be chosen. */
    public Optional<String> controller() {
        return Optional.ofNullable(spec.controller);
    }

    /** Names of the objects that a lookup may point to. */
    /** Begins a field like this one. */
    public Builder toBuilder() {
        return new Builder(spec);
    }

    public List<String> referenceTo() {
        return spec.referenceTo;
    }

    /** Name under which queries read the record that a lookup points to. */
    public Optional<String> relationshipName() {
        return Optional.ofNullable(spec.relationshipName);
    }

    /** Name under which queries read, from there, the records that point to one; empty if they cannot. */
    public Optional<String> childRelationshipName() {
        return Optional.ofNullable(spec.childRelationshipName);
    }

    public OnDelete onDelete() {
        return spec.onDelete;
    }

    /** More about the type: {@code plaintextarea}, {@code personname}. */
    public Optional<String> extraTypeInfo() {
        return Optional.ofNullable(spec.extraTypeInfo);
    }

    public boolean filterable() {
        return spec.type.filterable() && !isLongText();
    }

    public boolean sortable() {
        return spec.type.sortable() && !isLongText();
    }

    public boolean groupable() {
        return spec.type.groupable() && !isLongText() && spec.formula == null;
    }

    public boolean aggregatable() {
        return spec.type.aggregatable() && !isLongText();
    }

    private boolean isLongText() {
        return spec.type == FieldType.TEXTAREA && spec.length > LONG_TEXT;
    }

    @Override
    public String toString() {
        return spec.name + " (" + spec.type.apiName() + ")";
    }

    /** Makes a field. One-at-a-time. */
    public static final class Builder {

        private static final int ID_LENGTH = 18;

        private final String name;
        private final String label;
        private final FieldType type;
        private int length;
        private int precision;
        private int scale;
        private boolean nillable = true;
        private boolean createable = true;
        private boolean updateable = true;
        private boolean defaulted;
        private boolean externalId;
        private boolean unique;
        private boolean caseSensitive;
        private boolean idLookup;
        private boolean nameField;
        private boolean restricted;
        private OnDelete onDelete = OnDelete.CLEAR;
        private List<PicklistValue> options = List.of();
        private List<String> referenceTo = List.of();
        private @Nullable Object defaultValue;
        private @Nullable String autoNumber;
        private @Nullable String formula;
        private @Nullable String compound;
        private @Nullable String controller;
        private @Nullable String relationshipName;
        private @Nullable String childRelationshipName;
        private @Nullable String extraTypeInfo;

        private Builder(String name, String label, FieldType type) {
            this.name = requireNonNull(name, "name is null");
            this.label = requireNonNull(label, "label is null");
            this.type = requireNonNull(type, "type is null");
            this.length =
                    type == FieldType.ID || type == FieldType.REFERENCE ? ID_LENGTH : type.isText() ? LONG_TEXT : 0;
            this.nillable = type != FieldType.BOOLEAN && type != FieldType.ID;
            this.createable = type.isStored() && type != FieldType.ID;
            this.updateable = createable;
        }

        private Builder(Builder other) {
            this.name = other.name;
            this.label = other.label;
            this.type = other.type;
            this.length = other.length;
            this.precision = other.precision;
            this.scale = other.scale;
            this.nillable = other.nillable;
            this.createable = other.createable;
            this.updateable = other.updateable;
            this.defaulted = other.defaulted;
            this.externalId = other.externalId;
            this.unique = other.unique;
            this.caseSensitive = other.caseSensitive;
            this.idLookup = other.idLookup;
            this.nameField = other.nameField;
            this.restricted = other.restricted;
            this.onDelete = other.onDelete;
            this.options = other.options;
            this.referenceTo = other.referenceTo;
            this.defaultValue = other.defaultValue;
            this.autoNumber = other.autoNumber;
            this.formula = other.formula;
            this.compound = other.compound;
            this.controller = other.controller;
            this.relationshipName = other.relationshipName;
            this.childRelationshipName = other.childRelationshipName;
            this.extraTypeInfo = other.extraTypeInfo;
        }

        /** Longest text in characters. */
        public Builder length(int characters) {
            this.length = characters;
            return this;
        }

        /** Digits of a number, and how many of them are decimals. */
        public Builder digits(int all, int decimals) {
            this.precision = all;
            this.scale = decimals;
            return this;
        }

        /** Never empty. */
        public Builder required() {
            this.nillable = false;
            return this;
        }

        /** The server alone writes it. */
        public Builder readOnly() {
            this.createable = false;
            this.updateable = false;
            return this;
        }

        /** Written when the record is created, and never again. */
        public Builder createOnly() {
            this.updateable = false;
            return this;
        }

        /** The server gives a value when the client does not. */
        public Builder defaulted() {
            this.defaulted = true;
            return this;
        }

        /** What the server gives when the client does not; a Java value of the type. */
        public Builder defaultValue(Object value) {
            this.defaultValue = value;
            return this;
        }

        /** Records can be upserted by it; unique without regard to case. */
        public Builder externalId() {
            this.externalId = true;
            this.unique = true;
            return this;
        }

        /** Records can be upserted by it as long as only one of them has the value. */
        public Builder sharedExternalId() {
            this.externalId = true;
            return this;
        }

        /** No two records have the same value. */
        public Builder unique(boolean minding) {
            this.unique = true;
            this.caseSensitive = minding;
            return this;
        }

        /** Records can be found by it although it is no external id, such as a contact's e-mail address. */
        public Builder idLookup() {
            this.idLookup = true;
            return this;
        }

        /** Its text names the record. */
        public Builder nameField() {
            this.nameField = true;
            return this;
        }

        /** The server numbers the records, {@code A-{0000}}. */
        public Builder autoNumber(String form) {
            this.autoNumber = form;
            return readOnly().defaulted().required();
        }

        /** Computed by the server. */
        public Builder formula(String text) {
            this.formula = text;
            return readOnly();
        }

        /** A part of a compound field. */
        public Builder partOf(String compoundField) {
            this.compound = compoundField;
            return this;
        }

        /** The options. */
        public Builder options(List<PicklistValue> values) {
            this.options = List.copyOf(values);
            return this;
        }

        /** The options, shown as they are kept. */
        public Builder options(String... values) {
            return options(List.of(values).stream().map(PicklistValue::of).toList());
        }

        /** Other values than the options are refused. */
        public Builder restricted() {
            this.restricted = true;
            return this;
        }

        /** The field whose value decides which options can be chosen. */
        public Builder controlledBy(String field) {
            this.controller = field;
            return this;
        }

        /**
         * What a lookup points to.
         *
         * @param relationship name under which queries read the record that it points to
         * @param objects one, or several of which each record takes one
         */
        public Builder refersTo(String relationship, String... objects) {
            this.relationshipName = relationship;
            this.referenceTo = List.of(objects);
            return this;
        }

        /** How the record pointed to sees those that point to it. */
        public Builder children(String relationship, OnDelete whenDeleted) {
            this.childRelationshipName = relationship;
            this.onDelete = whenDeleted;
            return this;
        }

        /** What becomes of the record when the one pointed to is deleted. */
        public Builder onDelete(OnDelete whenDeleted) {
            this.onDelete = whenDeleted;
            return this;
        }

        /** More about the type: {@code plaintextarea}, {@code personname}. */
        public Builder extraTypeInfo(String info) {
            this.extraTypeInfo = info;
            return this;
        }

        public Field build() {
            if (type == FieldType.REFERENCE && referenceTo.isEmpty()) {
                throw new IllegalArgumentException("lookup " + name + " points to no object");
            }
            return new Field(this);
        }
    }
}
