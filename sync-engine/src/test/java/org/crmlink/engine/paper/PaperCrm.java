package org.crmlink.engine.paper;

import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.Relationship;

/** A small CRM on paper: companies and people who point to each other, tasks without deletions, tickets with the server's ids, pairs. */
public final class PaperCrm {

    private PaperCrm() {}

    public static PaperServer server() {
        return new PaperServer(account(), contact(), task(), ticket(), accountContact());
    }

    public static PaperEntity account() {
        return PaperEntity.of("account")
                .field("name", FieldType.TEXT, f -> f.required(true))
                .field("revenue", FieldType.MONEY)
                .field("statecode", FieldType.INTEGER)
                .lookup("primarycontactid", "contact")
                .lookup("parentaccountid", "account")
                .relationship(pair());
    }

    public static PaperEntity contact() {
        return PaperEntity.of("contact")
                .field("firstname", FieldType.TEXT)
                .field("lastname", FieldType.TEXT)
                .field(
                        "fullname",
                        FieldType.TEXT,
                        f -> f.creatable(false).updatable(false).computed(true))
                .field("emailaddress1", FieldType.TEXT)
                .field("birthdate", FieldType.DATE)
                .field("active", FieldType.BOOLEAN)
                .lookup("parentcustomerid", "account", "contact");
    }

    /** Changes by watermark, deletions not at all. */
    public static PaperEntity task() {
        return PaperEntity.of("task")
                .field("subject", FieldType.TEXT)
                .field("priority", FieldType.INTEGER)
                .lookup("regardingid", "account")
                .paths(PaperEntity.WATERMARK);
    }

    /** The server makes the ids. */
    public static PaperEntity ticket() {
        return PaperEntity.of("ticket")
                .field("title", FieldType.TEXT)
                .lookup("accountid", "account")
                .lookup("followsid", "ticket")
                .serverIds();
    }

    public static PaperEntity accountContact() {
        return PaperEntity.of("accountcontact").pairs("account_contacts", "account", "contact");
    }

    private static Relationship pair() {
        return new Relationship.ManyToMany(
                "account_contacts", "account", "contact", "accountcontact", "accountid", "contactid");
    }
}
