package org.crmlink.sandbox.store;

/**
 * The value of a lookup.
 *
 * @param table logical name of the table pointed to
 * @param id the row pointed to
 */
public record Reference(String table, RecordId id) {

    @Override
    public String toString() {
        return table + "(" + id.text() + ")";
    }
}
