package org.crmlink.sandbox.salesforce.dml;

import java.math.BigDecimal;
import org.crmlink.sandbox.salesforce.org.Blob;

/** The size of a file that lies in the record itself. Source: backend page, section 17. */
final class BodyEffect implements Effect {

    @Override
    public void beforeSave(ServerWrites writes, Draft draft) {
        long size = draft.get("Body") instanceof Blob bytes ? bytes.size() : 0;
        draft.setNumber("BodyLength", BigDecimal.valueOf(size));
    }
}
