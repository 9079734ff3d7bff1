package org.crmlink.sandbox.dynamics;

import java.util.zip.CRC32;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;

/** A number that is the same as long as the schema is, also over a restart. */
final class MetadataStamp {

    private MetadataStamp() {}

    /** The version of this schema. */
    static String version(Schema schema) {
        CRC32 sum = new CRC32();
        for (Table table : schema.tables()) {
            add(
                    sum,
                    table.logicalName()
                            + table.entitySetName()
                            + table.displayName()
                            + table.changeTracking()
                            + table.optimisticConcurrency()
                            + table.translations()
                            + table.enforceStateTransitions()
                            + table.keys());
            for (Column column : table.columns()) {
                add(
                        sum,
                        column.logicalName()
                                + column.type()
                                + column.displayName()
                                + column.options()
                                + column.targets()
                                + column.maxLength()
                                + column.precision()
                                + column.min()
                                + column.max()
                                + column.required()
                                + column.dateBehavior()
                                + column.translations()
                                + column.source()
                                + column.autoNumber()
                                + column.maxSizeInKb()
                                + column.validForCreate()
                                + column.validForUpdate());
            }
        }
        schema.oneToMany().forEach(relation -> add(sum, relation.toString()));
        schema.manyToMany().forEach(relation -> add(sum, relation.toString()));
        return Long.toString(1_000_000L + sum.getValue());
    }

    private static void add(CRC32 sum, String text) {
        sum.update(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
