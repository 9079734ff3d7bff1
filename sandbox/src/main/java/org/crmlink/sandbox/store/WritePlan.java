package org.crmlink.sandbox.store;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.schema.Automatic;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.RequiredLevel;
import org.crmlink.sandbox.schema.Table;

/** What every write of a table has to look after, found out once per table. */
final class WritePlan {

    private final Map<Automatic, Integer> automatic = new EnumMap<>(Automatic.class);
    private final List<Integer> defaults = new ArrayList<>();
    private final List<Integer> required = new ArrayList<>();
    private final List<Integer> money = new ArrayList<>();
    private final List<Integer> numbered = new ArrayList<>();
    private int state = -1;
    private int status = -1;

    WritePlan(Table table) {
        for (int slot = 0; slot < table.slotCount(); slot++) {
            Column column = table.storedColumn(slot);
            if (column.automatic() != Automatic.NONE) {
                automatic.put(column.automatic(), slot);
            }
            if (column.defaultValue() != null) {
                defaults.add(slot);
            }
            if (!column.autoNumber().isEmpty()) {
                numbered.add(slot);
            }
            if (column.required() == RequiredLevel.SYSTEM_REQUIRED) {
                required.add(slot);
            }
            if (column.type() == ColumnType.MONEY) {
                money.add(slot);
            } else if (column.type() == ColumnType.STATE) {
                state = slot;
            } else if (column.type() == ColumnType.STATUS) {
                status = slot;
            }
        }
    }

    /** Slot of the column that the server fills in this way, or -1. */
    int slot(Automatic meaning) {
        return automatic.getOrDefault(meaning, -1);
    }

    List<Integer> defaults() {
        return defaults;
    }

    List<Integer> required() {
        return required;
    }

    List<Integer> money() {
        return money;
    }

    List<Integer> numbered() {
        return numbered;
    }

    int state() {
        return state;
    }

    int status() {
        return status;
    }
}
