package org.crmlink.connector.salesforce;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.toolkit.json.UndecodableCellException;

/** Works out for a query how rows are read. Thread-safe. */
@Singleton
final class RowLayouts {

    private final SalesforceService service;
    private final SalesforceMetadata metadata;

    @Inject
    RowLayouts(SalesforceService service, SalesforceMetadata metadata) {
        this.service = service;
        this.metadata = metadata;
    }

    /**
     * @param columns in the order of a row's values
     * @param deleted whether deleted rows come too
     */
    RowLayout of(SObject object, List<Column> columns, boolean deleted) {
        List<String> fields = columns.stream().map(Column::name).toList();
        Set<String> select = new LinkedHashSet<>(fields);
        select.add(SObject.ID);
        object.stamp().ifPresent(select::add);
        if (deleted && object.keepsDeleted()) {
            select.add(SObject.IS_DELETED);
        }
        Catalogue catalogue = metadata.catalogue();
        Map<String, RowLayout.Slot> slots = new LinkedHashMap<>();
        for (String name : select) {
            Column column = object.column(name).orElseThrow();
            int[] places = IntStream.range(0, fields.size())
                    .filter(place -> fields.get(place).equals(name))
                    .toArray();
            slots.put(name, new RowLayout.Slot(name, cell(object, column, catalogue), places, role(object, name)));
        }
        return new RowLayout(object.name(), fields, new ArrayList<>(select), slots);
    }

    private static RowLayout.Role role(SObject object, String name) {
        if (name.equals(SObject.ID)) {
            return RowLayout.Role.ID;
        } else if (name.equals(SObject.IS_DELETED)) {
            return RowLayout.Role.DELETED;
        }
        return object.stamp().filter(name::equals).isPresent() ? RowLayout.Role.STAMP : RowLayout.Role.NONE;
    }

    private Cell cell(SObject object, Column column, Catalogue catalogue) {
        if (column.field().type() == FieldType.LOOKUP) {
            List<String> targets = column.field().targets();
            return new Cell(Cell.Form.TEXT, text -> {
                String id = Cell.id(text);
                // The first characters of the id tell the entity.
                String entity = targets.size() == 1
                        ? targets.get(0)
                        : catalogue
                                .entityOf(id)
                                .orElseThrow(
                                        () -> new UndecodableCellException("no entity has ids that begin like this"));
                return new RecordRef(entity, id);
            });
        }
        if (column.field().type() == FieldType.BINARY) {
            return new Cell(Cell.Form.TEXT, text -> new SalesforceBinary(service, object.name(), text));
        }
        return Cell.of(column);
    }
}
