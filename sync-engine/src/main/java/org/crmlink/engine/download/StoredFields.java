package org.crmlink.engine.download;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.crmlink.engine.plan.EntityPlan;
import org.crmlink.engine.store.Column;
import org.crmlink.engine.store.EntityTable;
import org.crmlink.sdk.metadata.Field;

/** Which fields are asked for: those of the table, then those that only the filter needs. */
final class StoredFields {

    private StoredFields() {}

    static List<String> of(EntityPlan plan, EntityTable table) {
        Set<String> names = new LinkedHashSet<>();
        for (Column column : table.columns()) {
            // a field that the server has dropped stays in the table as long as local changes of it wait
            if (plan.type().field(column.name()).filter(Field::readable).isPresent()) {
                names.add(column.name());
            }
        }
        names.addAll(plan.filter().fields());
        return new ArrayList<>(names);
    }
}
