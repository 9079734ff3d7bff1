package org.crmlink.sandbox.store;

/**
 * The value of a lookup.
 *
 * @param table logical name of the table pointed to
 * @param id the row pointed to
 */
public record Reference(String table, RecordId id) {

    /** To a row with a GUID, as clients write it. */
    public static Reference of(String table, String id) {
        return new Reference(table, RecordId.guid(id));
    }

    @Override
    public String toString() {
        return table + "(" + id.text() + ")";
    }
}
