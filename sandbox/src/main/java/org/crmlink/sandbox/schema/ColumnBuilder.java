package org.crmlink.sandbox.schema;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@link Column}s. The factories take the schema name ({@code AccountNumber}); the logical name is its lower case unless
 * {@link #logicalName} says otherwise. Single thread.
 */
public final class ColumnBuilder {

    private static final BigDecimal MONEY_LIMIT = new BigDecimal("922337203685477");
    private static final BigDecimal DECIMAL_LIMIT = new BigDecimal("100000000000");

    private String logicalName;
    private String schemaName;
    private String displayName;
    private String description;
    private ColumnType type;
    private DateBehavior dateBehavior;
    private Automatic automatic;
    private boolean validForCreate;
    private boolean validForUpdate;
    private boolean validForRead;
    private RequiredLevel required;
    private int maxLength;
    private int precision;
    private @Nullable BigDecimal min;
    private @Nullable BigDecimal max;
    private List<Option> options;
    private String optionSetName;
    private boolean globalOptionSet;
    private List<String> targets;
    private String format;
    private @Nullable String attributeOf;
    private @Nullable Object defaultValue;
    private @Nullable ComputedValue computed;
    private @Nullable String calculationOf;
    private SourceType source;
    private Map<Integer, String> translations;
    private String autoNumber;
    private int maxSizeInKb;
    private boolean custom;

    private ColumnBuilder(String schemaName, String displayName, ColumnType type) {
        this.logicalName = Names.lower(schemaName);
        this.schemaName = schemaName;
        this.displayName = displayName;
        this.type = type;
        this.description = "";
        this.dateBehavior = DateBehavior.USER_LOCAL;
        this.automatic = Automatic.NONE;
        this.validForCreate = true;
        this.validForUpdate = true;
        this.validForRead = true;
        this.required = RequiredLevel.NONE;
        this.maxLength = 0;
        this.precision = 0;
        this.min = null;
        this.max = null;
        this.options = List.of();
        this.optionSetName = "";
        this.globalOptionSet = false;
        this.targets = List.of();
        this.format = "";
        this.attributeOf = null;
        this.defaultValue = null;
        this.computed = null;
        this.calculationOf = null;
        this.source = SourceType.SIMPLE;
        this.translations = Map.of();
        this.autoNumber = "";
        this.maxSizeInKb = 0;
        this.custom = false;
    }

    ColumnBuilder(Column of) {
        this.logicalName = of.logicalName();
        this.schemaName = of.schemaName();
        this.displayName = of.displayName();
        this.description = of.description();
        this.type = of.type();
        this.dateBehavior = of.dateBehavior();
        this.automatic = of.automatic();
        this.validForCreate = of.validForCreate();
        this.validForUpdate = of.validForUpdate();
        this.validForRead = of.validForRead();
        this.required = of.required();
        this.maxLength = of.maxLength();
        this.precision = of.precision();
        this.min = of.min();
        this.max = of.max();
        this.options = of.options();
        this.optionSetName = of.optionSetName();
        this.globalOptionSet = of.globalOptionSet();
        this.targets = of.targets();
        this.format = of.format();
        this.attributeOf = of.attributeOf();
        this.defaultValue = of.defaultValue();
        this.computed = of.computed();
        this.calculationOf = of.calculationOf();
        this.source = of.source();
        this.translations = of.translations();
        this.autoNumber = of.autoNumber();
        this.maxSizeInKb = of.maxSizeInKb();
        this.custom = of.custom();
    }

    /** Starts a column of any type. */
    public static ColumnBuilder of(ColumnType type, String schemaName, String displayName) {
        return new ColumnBuilder(schemaName, displayName, type);
    }

    /** The primary id of a table. */
    public static ColumnBuilder primaryId(String schemaName, String displayName) {
        return of(ColumnType.UNIQUEIDENTIFIER, schemaName, displayName)
                .automatic(Automatic.PRIMARY_ID)
                .writable(true, false)
                .required(RequiredLevel.SYSTEM_REQUIRED);
    }

    /** A text of one line. */
    public static ColumnBuilder string(String schemaName, String displayName, int maxLength) {
        return of(ColumnType.STRING, schemaName, displayName)
                .maxLength(maxLength)
                .format("Text");
    }

    /** A long text. */
    public static ColumnBuilder memo(String schemaName, String displayName, int maxLength) {
        return of(ColumnType.MEMO, schemaName, displayName).maxLength(maxLength).format("TextArea");
    }

    /** A yes/no column, default no. */
    public static ColumnBuilder bool(String schemaName, String displayName) {
        return of(ColumnType.BOOLEAN, schemaName, displayName)
                .options(Option.of(0, "No"), Option.of(1, "Yes"))
                .defaultValue(false);
    }

    /** A whole number of 32 bits. */
    public static ColumnBuilder integer(String schemaName, String displayName) {
        return of(ColumnType.INTEGER, schemaName, displayName)
                .format("None")
                .range(BigDecimal.valueOf(Integer.MIN_VALUE), BigDecimal.valueOf(Integer.MAX_VALUE));
    }

    /** A whole number of 64 bits. */
    public static ColumnBuilder bigInt(String schemaName, String displayName) {
        return of(ColumnType.BIGINT, schemaName, displayName);
    }

    /** An exact number with at most 10 digits after the point. */
    public static ColumnBuilder decimal(String schemaName, String displayName, int precision) {
        return of(ColumnType.DECIMAL, schemaName, displayName)
                .precision(precision)
                .range(DECIMAL_LIMIT.negate(), DECIMAL_LIMIT);
    }

    /** A binary floating point number. */
    public static ColumnBuilder floating(String schemaName, String displayName, int precision) {
        return of(ColumnType.DOUBLE, schemaName, displayName)
                .precision(precision)
                .range(DECIMAL_LIMIT.negate(), DECIMAL_LIMIT);
    }

    /** An amount in the row's currency. */
    public static ColumnBuilder money(String schemaName, String displayName) {
        return of(ColumnType.MONEY, schemaName, displayName).precision(2).range(MONEY_LIMIT.negate(), MONEY_LIMIT);
    }

    /** A moment in time. */
    public static ColumnBuilder dateTime(String schemaName, String displayName) {
        return of(ColumnType.DATETIME, schemaName, displayName).format("DateAndTime");
    }

    /** A calendar day. */
    public static ColumnBuilder date(String schemaName, String displayName) {
        return of(ColumnType.DATETIME, schemaName, displayName)
                .dateBehavior(DateBehavior.DATE_ONLY)
                .format("DateOnly");
    }

    /** A reference to a row of one of the targets. */
    public static ColumnBuilder lookup(String schemaName, String displayName, String... targets) {
        return of(ColumnType.LOOKUP, schemaName, displayName).targets(targets);
    }

    /** One choice. */
    public static ColumnBuilder picklist(String schemaName, String displayName, Option... options) {
        return of(ColumnType.PICKLIST, schemaName, displayName).options(options);
    }

    /** Several choices. */
    public static ColumnBuilder multiSelect(String schemaName, String displayName, Option... options) {
        return of(ColumnType.MULTISELECT, schemaName, displayName).options(options);
    }

    /** An id that is no reference. */
    public static ColumnBuilder guid(String schemaName, String displayName) {
        return of(ColumnType.UNIQUEIDENTIFIER, schemaName, displayName);
    }

    /** A read-only formatted companion of another column. */
    public static ColumnBuilder virtual(String schemaName, String attributeOf) {
        return of(ColumnType.VIRTUAL, schemaName, "").attributeOf(attributeOf).writable(false, false);
    }

    /** Overrides the logical name. */
    public ColumnBuilder logicalName(String name) {
        this.logicalName = name;
        return this;
    }

    /** Sets the description. */
    public ColumnBuilder description(String text) {
        this.description = text;
        return this;
    }

    /** Sets the name shown to people. */
    public ColumnBuilder displayName(String name) {
        this.displayName = name;
        return this;
    }

    /** Sets what a date means. */
    public ColumnBuilder dateBehavior(DateBehavior behavior) {
        this.dateBehavior = behavior;
        return this;
    }

    /** Sets what the server does with the column. */
    public ColumnBuilder automatic(Automatic meaning) {
        this.automatic = meaning;
        return this;
    }

    /** Says in which writes clients may give the column. */
    public ColumnBuilder writable(boolean onCreate, boolean onUpdate) {
        this.validForCreate = onCreate;
        this.validForUpdate = onUpdate;
        return this;
    }

    /** Clients can only read it. */
    public ColumnBuilder readOnly() {
        return writable(false, false);
    }

    /** Says whether clients may read it. */
    public ColumnBuilder readable(boolean readable) {
        this.validForRead = readable;
        return this;
    }

    /** Sets the required level. */
    public ColumnBuilder required(RequiredLevel level) {
        this.required = level;
        return this;
    }

    /** Sets the longest text. */
    public ColumnBuilder maxLength(int length) {
        this.maxLength = length;
        return this;
    }

    /** Sets the digits after the point. */
    public ColumnBuilder precision(int digits) {
        this.precision = digits;
        return this;
    }

    /** Sets the allowed numbers, both ends included. */
    public ColumnBuilder range(long smallest, long largest) {
        return range(BigDecimal.valueOf(smallest), BigDecimal.valueOf(largest));
    }

    /** Sets the allowed numbers, both ends included. */
    public ColumnBuilder range(BigDecimal smallest, BigDecimal largest) {
        this.min = smallest;
        this.max = largest;
        return this;
    }

    /** Sets the choices. */
    public ColumnBuilder options(Option... choices) {
        this.options = Arrays.asList(choices);
        return this;
    }

    /** Sets the choices. */
    public ColumnBuilder options(List<Option> choices) {
        this.options = choices;
        return this;
    }

    /** The choices belong to a global option set of this name. */
    public ColumnBuilder globalOptionSet(String name) {
        this.optionSetName = name;
        this.globalOptionSet = true;
        return this;
    }

    /** Sets the tables that a reference may point to. */
    public ColumnBuilder targets(String... tables) {
        this.targets = Arrays.asList(tables);
        return this;
    }

    /** Sets the format. */
    public ColumnBuilder format(String name) {
        this.format = name;
        return this;
    }

    /** Marks the column as the formatted companion of another. */
    public ColumnBuilder attributeOf(String column) {
        this.attributeOf = column;
        return this;
    }

    /** Sets what a creation without the column gets. */
    public ColumnBuilder defaultValue(Object value) {
        this.defaultValue = value;
        return this;
    }

    /** Makes it a read-only column computed by the server. */
    public ColumnBuilder computed(ComputedValue formula) {
        this.computed = formula;
        return readOnly();
    }

    /** Makes it a calculated column of a customizer: as {@link #computed(ComputedValue)}, and its metadata says so. */
    public ColumnBuilder calculated(ComputedValue formula) {
        this.source = SourceType.CALCULATED;
        return computed(formula);
    }

    /** Makes it a rollup column: kept in the row, written by the server when related rows change. */
    public ColumnBuilder rollup() {
        this.source = SourceType.ROLLUP;
        return readOnly();
    }

    /** Adds the name in another language than English. */
    public ColumnBuilder translated(int languageCode, String name) {
        Map<Integer, String> more = new TreeMap<>(translations);
        more.put(languageCode, name);
        this.translations = more;
        return this;
    }

    /** Sets the format of the number that a new row gets unless its creator gives one. */
    public ColumnBuilder autoNumber(String pattern) {
        this.autoNumber = pattern;
        return this;
    }

    /** Sets the size of the largest file or image. */
    public ColumnBuilder maxSizeInKb(int kilobytes) {
        this.maxSizeInKb = kilobytes;
        return this;
    }

    /** Marks a money column as the amount of another one in base currency. */
    public ColumnBuilder calculationOf(String moneyColumn) {
        this.calculationOf = moneyColumn;
        return this;
    }

    /** Made by a customizer. */
    public ColumnBuilder custom() {
        this.custom = true;
        return this;
    }

    /** The finished column. */
    public Column build() {
        return new Column(
                logicalName,
                schemaName,
                displayName,
                description,
                type,
                dateBehavior,
                automatic,
                validForCreate,
                validForUpdate,
                validForRead,
                required,
                maxLength,
                precision,
                min,
                max,
                options,
                optionSetName,
                globalOptionSet,
                targets,
                format,
                attributeOf,
                defaultValue,
                computed,
                calculationOf,
                source,
                translations,
                autoNumber,
                maxSizeInKb,
                custom);
    }
}
