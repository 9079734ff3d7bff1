package org.crmlink.sandbox.dynamics.schema;

import java.math.BigDecimal;
import java.util.List;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.DateBehavior;
import org.crmlink.sandbox.schema.Option;
import org.crmlink.sandbox.schema.RequiredLevel;
import org.jspecify.annotations.Nullable;

/**
 * A column as a customizer asks for it.
 *
 * @param type the kind of value
 * @param schemaName the name with the customizer's prefix
 * @param displayName the name shown to people
 * @param description one sentence, or empty
 * @param required how strongly a value is asked for
 * @param maxLength longest text; 0 for the usual
 * @param precision digits after the point; -1 for the usual
 * @param min smallest number, or null
 * @param max largest number, or null; of a file column the size in kilobytes
 * @param options the choices; for a boolean: false, then true
 * @param globalOptionSet the global option set with the choices; empty for one of its own
 * @param dateBehavior what a date means
 * @param format kind of text or date, or empty
 * @param targets tables that a reference may point to
 */
public record NewColumn(
        ColumnType type,
        String schemaName,
        String displayName,
        String description,
        RequiredLevel required,
        int maxLength,
        int precision,
        @Nullable BigDecimal min,
        @Nullable BigDecimal max,
        List<Option> options,
        String globalOptionSet,
        DateBehavior dateBehavior,
        String format,
        List<String> targets) {

    public NewColumn {
        options = List.copyOf(options);
        targets = List.copyOf(targets);
    }
}
