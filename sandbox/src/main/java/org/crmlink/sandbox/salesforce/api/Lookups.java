package org.crmlink.sandbox.salesforce.api;

import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.RecordIds;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.SObject;

/** Finds what steps of a path name. Stateless. */
final class Lookups {

    private Lookups() {}

    static SObject object(RecordStore store, String name) {
        return store.schema().object(name).orElseThrow(ApiException::notFound);
    }

    /** A field by which records can be found. */
    static Field key(SObject object, String name) {
        return object.field(name).filter(Field::idLookup).orElseThrow(() -> ApiException.noSuchRow(name));
    }

    /** An id of the object's records, with 18 characters. */
    static String id(SObject object, String given) {
        return RecordIds.normalized(given)
                .filter(id -> RecordIds.prefix(id).equals(object.keyPrefix()))
                .orElseThrow(() -> ApiException.noSuchRow(given));
    }

    static boolean updateOnly(ApiCall call) {
        return call.parameters()
                .get("updateOnly")
                .filter("true"::equalsIgnoreCase)
                .isPresent();
    }
}
