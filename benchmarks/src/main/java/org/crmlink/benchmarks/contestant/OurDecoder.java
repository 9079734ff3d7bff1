package org.crmlink.benchmarks.contestant;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.crmlink.benchmarks.data.Entity;
import org.crmlink.benchmarks.data.Kind;
import org.crmlink.benchmarks.data.Property;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.toolkit.json.CellDecoder;
import org.crmlink.toolkit.json.CellDecoders;
import org.crmlink.toolkit.odata.ODataListReader;
import org.crmlink.toolkit.odata.ODataPage;
import org.crmlink.toolkit.odata.RowLayout;
import org.jspecify.annotations.Nullable;

/** The toolkit's reader of OData lists with the layout that the Dynamics connector makes for these fields. Immutable. */
public final class OurDecoder implements ParseOnly.Decoder {

    private final RowLayout layout = layout();

    private static RowLayout layout() {
        Entity entity = Table.ENTITY;
        RowLayout.Builder layout = RowLayout.of(entity.fields(), entity.key().wire(), CellDecoders::guid);
        for (int i = 0; i < entity.fields().size(); i++) {
            Property property = Table.PROPERTIES.get(i + 1);
            layout.cell(i, property.wire(), decoder(property.kind()));
            if (property.kind() == Kind.OWNER) {
                layout.annotation(i, property.annotation());
                layout.finisher(
                        i,
                        (id, decoded, annotation) -> decoded == null || annotation == null
                                ? null
                                : new RecordRef(annotation, (String) decoded));
            } else if (property.kind() == Kind.LOOKUP) {
                String target = property.column().equals("primarycontactid") ? "contact" : "account";
                layout.finisher(
                        i,
                        (id, decoded, annotation) -> decoded == null ? null : new RecordRef(target, (String) decoded));
            }
        }
        return layout.modified("modifiedon", CellDecoders::instant).build();
    }

    private static CellDecoder decoder(Kind kind) {
        return switch (kind) {
            case TEXT, MEMO -> CellDecoders.of(FieldType.TEXT);
            case MONEY, RATE -> CellDecoders.of(FieldType.DECIMAL);
            case INTEGER, VERSION -> CellDecoders.of(FieldType.INTEGER);
            case CHOICE, STATE -> CellDecoders.of(FieldType.CHOICE);
            case BOOLEAN -> CellDecoders.of(FieldType.BOOLEAN);
            case INSTANT -> CellDecoders.of(FieldType.INSTANT);
            case DATE -> CellDecoders.of(FieldType.DATE);
            case KEY, LOOKUP, OWNER -> CellDecoders::guid;
        };
    }

    /** The rows of a page. */
    public ODataPage page(byte[] page) throws IOException {
        return ODataListReader.read(new ByteArrayInputStream(page), layout);
    }

    @Override
    public int decode(byte[] bytes, ParseOnly.Seen seen) throws IOException {
        ODataPage page = page(bytes);
        for (Row row : page.rows()) {
            int filled = 0;
            for (@Nullable Object value : row.values()) {
                filled += value == null ? 0 : 1;
            }
            seen.row(String.valueOf(row.values()[0]), filled);
        }
        return page.rows().size();
    }
}
