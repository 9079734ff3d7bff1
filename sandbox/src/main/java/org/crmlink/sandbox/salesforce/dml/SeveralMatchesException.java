package org.crmlink.sandbox.salesforce.dml;

import java.util.List;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.OrgException;

/** A value by which one record is sought belongs to several. Source: backend page, sections 11 and 13. */
public final class SeveralMatchesException extends OrgException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> ids;

    SeveralMatchesException(Field key, List<String> ids) {
        super(
                "DUPLICATE_EXTERNAL_ID",
                key.name() + ": more than one record found for external id field: " + ids,
                List.of(key.name()));
        this.ids = List.copyOf(ids);
    }

    /** The records that have the value, at least two. */
    public List<String> ids() {
        return ids;
    }
}
