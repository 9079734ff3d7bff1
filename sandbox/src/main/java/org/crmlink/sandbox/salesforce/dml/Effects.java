package org.crmlink.sandbox.salesforce.dml;

import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.salesforce.org.SObject;

/** The effects of each object. Immutable. */
final class Effects {

    private static final Effect ACTIVITY = new ActivityEffect();
    private static final Effect BODY = new BodyEffect();

    private static final Map<String, List<Effect>> BY_OBJECT = Map.of(
            "Opportunity", List.of(new OpportunityEffect()),
            "OpportunityLineItem", List.of(new LineItemEffect()),
            "Case", List.of(new CaseEffect()),
            "Lead", List.of(new LeadEffect()),
            "Task", List.of(new TaskEffect(), ACTIVITY),
            "Event", List.of(new EventEffect(), ACTIVITY),
            "ContentVersion", List.of(new ContentVersionEffect()),
            "ContentDocument", List.of(new ContentDocumentEffect()),
            "Attachment", List.of(BODY),
            "Document", List.of(BODY));

    private Effects() {}

    static List<Effect> of(SObject object) {
        return BY_OBJECT.getOrDefault(object.name(), List.of());
    }
}
