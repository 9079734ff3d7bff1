package org.crmlink.sandbox.salesforce.objects;

import java.util.List;
import org.crmlink.sandbox.salesforce.org.SObject;

/**
 * The standard objects of an org. Those of the real service have more fields; what is here has the name, type, length and relationships of the real
 * one. Source: backend page, sections 5, 14 and 15, and the public object reference.
 */
public final class StandardObjects {

    /** What notes, files and attachments hang on. */
    static final String[] PARENTS = {
        "Account",
        "Asset",
        "Campaign",
        "Case",
        "Contact",
        "Contract",
        "Event",
        "Lead",
        "Opportunity",
        "Order",
        "Product2",
        "Task"
    };

    private StandardObjects() {}

    /** All, without person accounts. */
    public static List<SObject> all() {
        return all(false);
    }

    /**
     * All.
     *
     * @param personAccounts whether accounts may be persons
     */
    public static List<SObject> all(boolean personAccounts) {
        return List.of(
                CustomerObjects.account(personAccounts),
                ServiceObjects.asset(),
                FileObjects.attachment(),
                SalesObjects.campaign(),
                SalesObjects.campaignMember(),
                ServiceObjects.serviceCase(),
                CustomerObjects.contact(),
                FileObjects.document(),
                FileObjects.link(),
                FileObjects.version(),
                ServiceObjects.contract(),
                ActivityObjects.event(),
                SetupObjects.group(),
                CustomerObjects.lead(),
                ServiceObjects.note(),
                SalesObjects.opportunity(),
                SalesObjects.contactRole(),
                ProductObjects.lineItem(),
                ProductObjects.order(),
                ProductObjects.orderItem(),
                SetupObjects.organization(),
                ProductObjects.pricebook(),
                ProductObjects.pricebookEntry(),
                ProductObjects.product(),
                SetupObjects.profile(),
                SetupObjects.recordType(),
                ActivityObjects.task(),
                SetupObjects.user(),
                SetupObjects.role());
    }
}
