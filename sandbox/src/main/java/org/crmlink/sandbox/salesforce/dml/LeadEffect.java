package org.crmlink.sandbox.salesforce.dml;

import java.util.List;
import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.org.Row;

/** A converted lead stays as it is. Source: the vendor's list of status codes. */
final class LeadEffect implements Effect {

    @Override
    public void beforeSave(ServerWrites writes, Draft draft) {
        Row before = draft.before();
        if (before == null) {
            draft.set("IsConverted", false);
        } else if (Boolean.TRUE.equals(before.get("IsConverted"))) {
            throw new OrgException("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead", List.of());
        }
    }
}
