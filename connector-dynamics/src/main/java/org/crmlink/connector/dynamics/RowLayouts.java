package org.crmlink.connector.dynamics;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.OptionalLong;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.toolkit.json.CellDecoders;
import org.crmlink.toolkit.json.UndecodableCellException;
import org.crmlink.toolkit.odata.CellFinisher;
import org.crmlink.toolkit.odata.RowLayout;

/** Works out for a query how rows are read: wire names, decoders, lookups, binaries. Thread-safe. */
@Singleton
final class RowLayouts {

    /** The only way to learn which entity a polymorphic lookup points to. */
    static final String TARGET = "@Microsoft.Dynamics.CRM.lookuplogicalname";

    private final DynamicsService service;

    @Inject
    RowLayouts(DynamicsService service) {
        this.service = service;
    }

    /**
     * @param columns in the order of a row's values
     * @param ordered whether the place in the order of changes is wanted
     */
    RowLayout of(Table table, List<Column> columns, boolean ordered) {
        return of(table, columns, ordered, false);
    }

    /** Only ids. */
    RowLayout ofKeys(Table table) {
        return RowLayout.of(List.of(), table.key(), CellDecoders::guid).build();
    }

    /** @param absentIsNull whether nulls are left out of the answer, as FetchXML does */
    RowLayout of(Table table, List<Column> columns, boolean ordered, boolean absentIsNull) {
        RowLayout.Builder layout =
                RowLayout.of(columns.stream().map(Column::name).toList(), table.key(), CellDecoders::guid);
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            layout.cell(i, column.property(), column.decoder());
            if (column.isPolymorphic()) {
                layout.annotation(i, column.property() + TARGET);
            }
            if (column.field().type() == FieldType.LOOKUP) {
                layout.finisher(i, reference(column));
            } else if (column.field().type() == FieldType.BINARY) {
                layout.finisher(i, binary(table, column));
            }
        }
        if (table.hasModified()) {
            layout.modified(Table.MODIFIED, CellDecoders::instant);
        }
        if (ordered && table.hasVersionNumber()) {
            layout.sequence(Table.VERSION_NUMBER, CellDecoders::integer);
        }
        if (table.type().intersect()) {
            layout.removalReason(Removal.Reason.UNLINKED);
        }
        return layout.absentIsNull(absentIsNull).build();
    }

    private static CellFinisher reference(Column column) {
        if (!column.isPolymorphic()) {
            String target =
                    column.end().orElseGet(() -> column.field().targets().get(0));
            return (id, decoded, annotation) -> decoded == null ? null : new RecordRef(target, (String) decoded);
        }
        return (id, decoded, annotation) -> {
            if (decoded == null) {
                return null;
            }
            if (annotation == null) {
                throw new UndecodableCellException("the answer does not tell which entity the reference points to");
            }
            return new RecordRef(annotation, (String) decoded);
        };
    }

    private CellFinisher binary(Table table, Column column) {
        Column.Content content = column.content().orElse(Column.Content.FILE);
        return (id, decoded, annotation) -> {
            if (decoded == null || decoded.equals(0L)) {
                return null;
            }
            OptionalLong size = decoded instanceof Long bytes ? OptionalLong.of(bytes) : OptionalLong.empty();
            String address = table.address(id) + "/" + column.name() + "/$value"
                    + (content == Column.Content.IMAGE ? "?size=full" : "");
            return new DynamicsBinary(service, table.name(), address, size, content == Column.Content.BODY);
        };
    }

    /** Whether a read of these columns has to ask for the annotation. */
    static boolean needsTargets(List<Column> columns) {
        return columns.stream().anyMatch(Column::isPolymorphic);
    }

    /** The {@code Prefer} that asks for the annotation and nothing beside it: every other one makes answers longer. */
    static String preferTargets() {
        return "odata.include-annotations=\"" + TARGET.substring(1) + "\"";
    }
}
