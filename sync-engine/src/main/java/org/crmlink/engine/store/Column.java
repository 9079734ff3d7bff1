package org.crmlink.engine.store;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.Option;

/**
 * One field as it is stored. Immutable; all that is needed to read and write its values without the server.
 *
 * @param name the field's name, which is the column's
 * @param type the field's type
 * @param creatable whether a create may set it
 * @param updatable whether an update may set it
 * @param required whether a create without it is refused
 * @param nullable whether it can be emptied once the server has the record
 * @param integerOptions for choices: whether all options are whole numbers, so that they are stored as such
 * @param targets for lookups: what they may point to
 * @param companion name of the second column: the entity of a polymorphic lookup, the number of a decimal; empty if there is none
 */
public record Column(
        String name,
        FieldType type,
        boolean creatable,
        boolean updatable,
        boolean required,
        boolean nullable,
        boolean integerOptions,
        List<String> targets,
        String companion) {

    public Column {
        requireNonNull(name, "name is null");
        requireNonNull(type, "type is null");
        targets = List.copyOf(targets);
        requireNonNull(companion, "companion is null");
    }

    static Column of(Field field, String companion) {
        boolean integers = !field.options().isEmpty()
                && field.options().stream().map(Option::value).allMatch(ValueCodec::isCanonicalInteger);
        return new Column(
                field.name(),
                field.type(),
                field.creatable(),
                field.updatable(),
                field.required(),
                field.nullable(),
                integers,
                field.targets(),
                companion);
    }

    /** The column of an entity that takes no new records, or no changes; what only the server makes is read-only. */
    Column allowing(boolean creates, boolean updates) {
        return new Column(
                name,
                type,
                creatable && creates,
                updatable && updates,
                required,
                nullable,
                integerOptions,
                targets,
                companion);
    }

    /** Whether a local edit of it is uploaded. */
    public boolean writable() {
        return type != FieldType.BINARY && (creatable || updatable);
    }

    /** Whether it is a lookup whose entity stands in a second column. */
    public boolean polymorphic() {
        return type == FieldType.LOOKUP && targets.size() != 1;
    }

    boolean decimal() {
        return type == FieldType.DECIMAL || type == FieldType.MONEY;
    }

    /** The affinity of the column. */
    String sqlType() {
        return switch (type) {
            case INTEGER, BOOLEAN, BINARY -> "INTEGER";
            case DOUBLE -> "REAL";
            case CHOICE -> integerOptions ? "INTEGER" : "TEXT";
            default -> "TEXT";
        };
    }

    /** Whether values stored for the one are as they would be stored for the other. */
    boolean storedLike(Column other) {
        return type == other.type
                && sqlType().equals(other.sqlType())
                && integerOptions == other.integerOptions
                && polymorphic() == other.polymorphic()
                && (polymorphic() || targets.equals(other.targets))
                && companion.equals(other.companion);
    }
}
