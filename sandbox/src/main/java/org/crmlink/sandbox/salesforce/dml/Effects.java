package org.crmlink.sandbox.salesforce.dml;

import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.salesforce.org.SObject;

/** The effects of each object. Immutable. */
final class Effects {

    private static final Map<String, List<Effect>> BY_OBJECT = Map.of();

    private Effects() {}

    static List<Effect> of(SObject object) {
        return BY_OBJECT.getOrDefault(object.name(), List.of());
    }
}
