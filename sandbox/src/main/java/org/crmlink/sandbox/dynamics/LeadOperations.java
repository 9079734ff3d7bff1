package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.Option;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/** {@code QualifyLead}: an account, a contact and an opportunity out of a lead. */
final class LeadOperations {

    private static final int OPEN = 0;
    private static final int QUALIFIED = 1;

    /** Columns that are called the same on both sides; the real maps have more of them. */
    private static final List<String> COMMON = List.of(
            "emailaddress1",
            "telephone1",
            "mobilephone",
            "fax",
            "websiteurl",
            "description",
            "revenue",
            "numberofemployees",
            "industrycode",
            "preferredcontactmethodcode",
            "donotemail",
            "donotphone",
            "transactioncurrencyid",
            "ownerid",
            "address1_line1",
            "address1_line2",
            "address1_line3",
            "address1_city",
            "address1_stateorprovince",
            "address1_postalcode",
            "address1_country",
            "address1_county");

    private static final List<String> PERSON = List.of("firstname", "lastname", "jobtitle", "salutation");
    private static final List<String> DEAL =
            List.of("description", "budgetamount", "estimatedclosedate", "transactioncurrencyid", "ownerid");

    private LeadOperations() {}

    static List<Operation> list() {
        return List.of(Operation.action("QualifyLead")
                .onRowOf("lead")
                .parameter("CreateAccount", "Edm.Boolean")
                .parameter("CreateContact", "Edm.Boolean")
                .parameter("CreateOpportunity", "Edm.Boolean")
                .optional("OpportunityCurrencyId", "mscrm.transactioncurrency")
                .optional("OpportunityCustomerId", "mscrm.crmbaseentity")
                .optional("SourceCampaignId", "mscrm.campaign")
                .parameter("Status", "Edm.Int32")
                .optional("ProcessInstanceId", "mscrm.crmbaseentity")
                .optional("SuppressDuplicateDetection", "Edm.Boolean")
                .returnsType("Collection(mscrm.crmbaseentity)")
                .does(LeadOperations::qualify));
    }

    private static HttpResponse qualify(Invocation in) {
        Row lead = in.row();
        if (!Integer.valueOf(OPEN).equals(lead.get("statecode"))) {
            throw new ApiException(400, "0x80040233", "The lead is already closed.");
        }
        List<Row> made = new ArrayList<>();
        Reference account = lead.get("parentaccountid") instanceof Reference known ? known : null;
        Reference contact = lead.get("parentcontactid") instanceof Reference known ? known : null;
        if (in.arguments().flag("CreateAccount", false)) {
            Row row = account(in, lead);
            account = row.reference();
            made.add(row);
        }
        if (in.arguments().flag("CreateContact", false)) {
            Row row = contact(in, lead, account);
            contact = row.reference();
            made.add(row);
        }
        if (in.arguments().flag("CreateOpportunity", false)) {
            made.add(opportunity(in, lead, account, contact));
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("statecode", QUALIFIED);
        values.put("statuscode", status(in, lead));
        put(lead.table(), values, "parentaccountid", account);
        put(lead.table(), values, "parentcontactid", contact);
        in.transaction().asServer(() -> in.writes().update(lead, values));
        return answer(in, made);
    }

    private static int status(Invocation in, Row lead) {
        int given = in.arguments().number("Status", -1);
        return given >= 0
                ? given
                : lead.table().require("statuscode").options().stream()
                        .filter(option -> option.state().orElse(-1) == QUALIFIED)
                        .map(Option::value)
                        .findFirst()
                        .orElseThrow();
    }

    private static Row account(Invocation in, Row lead) {
        Table table = in.schema().require("account");
        Map<String, Object> values = Copies.of(lead, table, COMMON);
        Object name = lead.get("companyname") == null ? lead.get("fullname") : lead.get("companyname");
        values.put("name", String.valueOf(name));
        put(table, values, "originatingleadid", lead.reference());
        return insert(in, table, values);
    }

    private static Row contact(Invocation in, Row lead, @Nullable Reference account) {
        Table table = in.schema().require("contact");
        Map<String, Object> values = Copies.of(lead, table, COMMON);
        values.putAll(Copies.of(lead, table, PERSON));
        put(table, values, "originatingleadid", lead.reference());
        put(table, values, "parentcustomerid", account);
        return insert(in, table, values);
    }

    private static Row opportunity(Invocation in, Row lead, @Nullable Reference account, @Nullable Reference contact) {
        Table table = in.schema().require("opportunity");
        Map<String, Object> values = Copies.of(lead, table, DEAL);
        Copies.copy(lead, "subject", table, "name", values);
        Copies.copy(lead, "estimatedamount", table, "estimatedvalue", values);
        put(table, values, "originatingleadid", lead.reference());
        put(table, values, "parentaccountid", account);
        put(table, values, "parentcontactid", contact);
        Optional<Reference> customer = in.entityIfGiven("OpportunityCustomerId").map(in.entities()::reference);
        put(table, values, "customerid", customer.orElse(account != null ? account : contact));
        in.entityIfGiven("OpportunityCurrencyId")
                .map(in.entities()::reference)
                .ifPresent(currency -> values.put("transactioncurrencyid", currency));
        return insert(in, table, values);
    }

    private static void put(Table table, Map<String, ?> values, String column, @Nullable Reference target) {
        if (target != null
                && table.column(column)
                        .filter(found -> found.targets().contains(target.table()))
                        .isPresent()) {
            @SuppressWarnings("unchecked") // maps of column values only
            Map<String, Object> all = (Map<String, Object>) values;
            all.put(column, target);
        }
    }

    private static Row insert(Invocation in, Table table, Map<String, Object> values) {
        return in.writes().insert(table, Body.of(values), Map.of());
    }

    private static HttpResponse answer(Invocation in, List<Row> made) {
        List<Map<String, Object>> items = new ArrayList<>();
        for (Row row : made) {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("@odata.type", "#Microsoft.Dynamics.CRM." + row.table().logicalName());
            item.put(row.table().primaryId(), row.id().text());
            items.add(item);
        }
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("@odata.context", Links.context(in.call(), "Collection(mscrm.crmbaseentity)"));
        body.put("value", items);
        return Answers.tree(200, body);
    }
}
