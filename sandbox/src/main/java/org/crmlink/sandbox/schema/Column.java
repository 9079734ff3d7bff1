package org.crmlink.sandbox.schema;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One column of a table. Made with the factories of {@link ColumnBuilder}.
 *
 * @param logicalName the name in all protocols, case-sensitive
 * @param schemaName the name as the maker wrote it; OData v2 and custom lookups use it
 * @param displayName the name shown to people
 * @param description one sentence, or empty
 * @param type the kind of value
 * @param dateBehavior what a date means; {@link DateBehavior#USER_LOCAL} for columns that are no dates
 * @param automatic what the server does with it
 * @param validForCreate whether clients may give it in a creation
 * @param validForUpdate whether clients may give it in an update
 * @param validForRead whether clients may read it
 * @param required how strongly a value is asked for
 * @param maxLength longest text in UTF-16 units; 0 where it has no meaning
 * @param precision digits after the point; 0 where it has no meaning
 * @param min smallest number, or null
 * @param max largest number, or null
 * @param options the choices; for a boolean: false, then true
 * @param optionSetName name of the option set; a global one if {@code globalOptionSet}
 * @param globalOptionSet whether the option set is shared between columns
 * @param targets tables that a reference may point to
 * @param format {@code Text}, {@code Email}, {@code Url}, {@code Phone}, {@code TextArea}, {@code DateOnly}, {@code DateAndTime}, … or empty
 * @param attributeOf the column that this virtual one formats, or null
 * @param defaultValue what a creation without the column gets, or null
 * @param computed the formula of a server computed column, or null; such columns are not stored
 * @param calculationOf for a money {@code _base} column: the money column, or null
 * @param source whether clients, a formula or a rollup fills it
 * @param translations names in other languages than English, by language code
 * @param autoNumber the format of the number that a new row gets, such as {@code QUO-{SEQNUM:5}-{RANDSTRING:6}}, or empty
 * @param maxSizeInKb largest file or image in kilobytes; 0 where it has no meaning
 * @param custom whether a customizer made it
 */
public record Column(
        String logicalName,
        String schemaName,
        String displayName,
        String description,
        ColumnType type,
        DateBehavior dateBehavior,
        Automatic automatic,
        boolean validForCreate,
        boolean validForUpdate,
        boolean validForRead,
        RequiredLevel required,
        int maxLength,
        int precision,
        @Nullable BigDecimal min,
        @Nullable BigDecimal max,
        List<Option> options,
        String optionSetName,
        boolean globalOptionSet,
        List<String> targets,
        String format,
        @Nullable String attributeOf,
        @Nullable Object defaultValue,
        @Nullable ComputedValue computed,
        @Nullable String calculationOf,
        SourceType source,
        Map<Integer, String> translations,
        String autoNumber,
        int maxSizeInKb,
        boolean custom) {

    public Column {
        options = List.copyOf(options);
        targets = List.copyOf(targets);
        translations = Collections.unmodifiableMap(new TreeMap<>(translations));
    }

    /** Deterministic id of this column in the metadata of the given table. */
    public UUID metadataId(String table) {
        return Names.metadataId("column", table + "." + logicalName);
    }

    /** Whether rows keep a value of this column; ids, versions, formulas and formatted companions are derived instead. */
    public boolean isStored() {
        return type.isStored()
                && computed == null
                && automatic != Automatic.PRIMARY_ID
                && automatic != Automatic.PRINCIPAL_ID
                && automatic != Automatic.ROW_VERSION;
    }

    /** Whether this is a calendar day. */
    public boolean isDateOnly() {
        return type == ColumnType.DATETIME && dateBehavior == DateBehavior.DATE_ONLY;
    }

    /** The option with this number. */
    public Optional<Option> option(int value) {
        for (Option option : options) {
            if (option.value() == value) {
                return Optional.of(option);
            }
        }
        return Optional.empty();
    }

    /** A builder that starts with everything this column has, for customizations. */
    public ColumnBuilder toBuilder() {
        return new ColumnBuilder(this);
    }

    @Override
    public String toString() {
        return logicalName + " " + type;
    }
}
