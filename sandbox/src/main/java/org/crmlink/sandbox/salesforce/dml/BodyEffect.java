package org.crmlink.sandbox.salesforce.dml;

import java.math.BigDecimal;

/** The size of a file that lies in the record itself. Source: backend page, section 17. */
final class BodyEffect implements Effect {

    @Override
    public void beforeSave(ServerWrites writes, Draft draft) {
        int size = draft.get("Body") instanceof byte[] bytes ? bytes.length : 0;
        draft.setNumber("BodyLength", BigDecimal.valueOf(size));
    }
}
