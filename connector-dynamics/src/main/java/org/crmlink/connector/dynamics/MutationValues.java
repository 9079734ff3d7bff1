package org.crmlink.connector.dynamics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.upload.FieldError;
import org.jspecify.annotations.Nullable;

/** The values of a mutation with their columns, checked. One-at-a-time. */
final class MutationValues {
    final List<Column> columns = new ArrayList<>();
    final Map<String, @Nullable Object> byField = new LinkedHashMap<>();
    final List<FieldError> errors = new ArrayList<>();
    /** The id where it has to be in the body. */
    Optional<String> chosenId = Optional.empty();

    private int tooLong;

    /** What kind of failure the errors are: too much alone, or anything that is wrong [TYPE-5]. */
    ErrorKind kind() {
        return tooLong > 0 && tooLong == errors.size() ? ErrorKind.LIMIT_EXCEEDED : ErrorKind.INVALID_DATA;
    }

    boolean isCleared(Column column) {
        return column.field().type() == FieldType.LOOKUP && byField.get(column.name()) == null;
    }

    static MutationValues of(Table table, Map<String, @Nullable Object> values, boolean creating) {
        MutationValues checked = new MutationValues();
        values.forEach((field, value) -> checked.add(table, field, value, creating));
        return checked;
    }

    private void add(Table table, String field, @Nullable Object value, boolean creating) {
        Optional<Column> found = table.column(field);
        if (found.isEmpty()) {
            errors.add(new FieldError(field, "does not exist"));
            return;
        }
        Column column = found.get();
        boolean writable =
                creating ? column.field().creatable() : column.field().updatable();
        if (field.equals(table.key())) {
            // The id is in the address.
            return;
        }
        if (!writable) {
            errors.add(new FieldError(field, creating ? "cannot be set on creation" : "cannot be changed"));
            return;
        }
        if (value != null) {
            Optional<String> problem = ValueCheck.problem(column, value);
            if (problem.isPresent()) {
                errors.add(new FieldError(field, problem.get()));
                tooLong += ValueCheck.isTooLong(column, value) ? 1 : 0;
                return;
            }
        }
        columns.add(column);
        byField.put(field, value);
    }
}
