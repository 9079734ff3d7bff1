package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ListTest {

    private static Org org;
    private static RecordId adventure;

    @BeforeAll
    static void start() {
        org = Org.start();
        adventure = account("Adventure Works", 100, "Zürich");
        RecordId blue = account("blue yonder", 50, null);
        account("Contoso", null, "Berlin");
        account("O'Brien & Sons", 75, "berlin");
        account("Żubr", 100, "Kraków");
        contact("Ada", "Lovelace", adventure);
        RecordId grace = contact("Grace", "Hopper", adventure);
        contact("Alan", "Turing", blue);
        org.sandbox.store().update("account", adventure, Map.of("primarycontactid", new Reference("contact", grace)));
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static RecordId account(String name, Integer employees, String city) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("name", name);
        values.put("numberofemployees", employees);
        values.put("address1_city", city);
        return org.insert("account", values);
    }

    private static RecordId contact(String first, String last, RecordId account) {
        return org.insert(
                "contact",
                Map.of("firstname", first, "lastname", last, "parentcustomerid", new Reference("account", account)));
    }

    private static List<Object> names(String filter) {
        Org.Reply reply = org.get("accounts?$select=name&$orderby=name&$filter=" + filter);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.column("name");
    }

    @Test
    void aListHasContextEtagsSelectedColumnsAndAlwaysTheId() {
        Org.Reply reply = org.get("accounts?$select=name,fax&$top=1");
        assertThat(reply.header("OData-Version")).isEqualTo("4.0");
        assertThat(reply.header("Content-Type")).isEqualTo("application/json; odata.metadata=minimal");
        assertThat(reply.header("REQ_ID")).isNotEmpty();
        assertThat(reply.json().get("@odata.context")).isEqualTo(org.root() + "$metadata#accounts(name,fax)");
        assertThat(reply.value().get(0).keySet()).containsExactly("@odata.etag", "name", "fax", "accountid");
        assertThat(reply.value().get(0).get("@odata.etag")).asString().matches("W/\"\\d+\"");
    }

    @Test
    void nullsAreWrittenOutInLists() {
        Map<String, Object> row =
                org.get("accounts?$filter=name eq 'contoso'").value().get(0);
        assertThat(row).containsEntry("numberofemployees", null).containsKey("_primarycontactid_value");
        assertThat(row.get("createdon").toString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(row).doesNotContainKey("createdbyname");
    }

    @Test
    void filtersCompareTextWithoutCaseAndTrailingBlanks() {
        assertThat(names("name eq 'CONTOSO '")).containsExactly("Contoso");
        assertThat(names("address1_city eq 'Berlin'")).containsExactly("Contoso", "O'Brien & Sons");
        assertThat(names("startswith(name,'BLUE')")).containsExactly("blue yonder");
        assertThat(names("endswith(name,'works') or contains(name,'''brien')"))
                .containsExactly("Adventure Works", "O'Brien & Sons");
    }

    @Test
    void filtersKnowAllComparisonsAndPrecedence() {
        assertThat(names("numberofemployees gt 50")).hasSize(3);
        assertThat(names("numberofemployees ge 50 and numberofemployees lt 100"))
                .containsExactly("blue yonder", "O'Brien & Sons");
        assertThat(names("numberofemployees eq 50 or numberofemployees eq 75 and address1_city eq 'x'"))
                .containsExactly("blue yonder");
        assertThat(names("(numberofemployees eq 50 or numberofemployees eq 75) and address1_city ne null"))
                .containsExactly("O'Brien & Sons");
        assertThat(names("not (numberofemployees le 75)")).containsExactly("Adventure Works", "Contoso", "Żubr");
        assertThat(names("50 eq numberofemployees")).containsExactly("blue yonder");
        assertThat(names("numberofemployees eq null")).containsExactly("Contoso");
    }

    @Test
    void lookupsAreFilteredByIdByPathAndByCollection() {
        assertThat(names("primarycontactid/fullname eq 'grace hopper'")).containsExactly("Adventure Works");
        assertThat(names("contact_customer_accounts/any(c:c/firstname eq 'Alan')"))
                .containsExactly("blue yonder");
        assertThat(names("contact_customer_accounts/any()")).containsExactly("Adventure Works", "blue yonder");
        assertThat(names("contact_customer_accounts/all(c:c/lastname eq 'Turing')"))
                .containsExactly("blue yonder", "Contoso", "O'Brien & Sons", "Żubr");
        Org.Reply contacts =
                org.get("contacts?$select=lastname&$orderby=lastname desc&$filter=_parentcustomerid_value eq "
                        + adventure.text().toUpperCase(java.util.Locale.ROOT));
        assertThat(contacts.column("lastname")).containsExactly("Lovelace", "Hopper");
        assertThat(org.get("contacts?$filter=parentcustomerid_account/name eq 'blue yonder'&$select=lastname")
                        .column("lastname"))
                .containsExactly("Turing");
    }

    @Test
    void queryFunctionsOfTheVendorWork() {
        assertThat(names("Microsoft.Dynamics.CRM.In(PropertyName='name',PropertyValues=['contoso','Żubr'])"))
                .containsExactly("Contoso", "Żubr");
        assertThat(names("Microsoft.Dynamics.CRM.In(PropertyName=@p1,PropertyValues=@p2)&@p1='numberofemployees'"
                        + "&@p2=[\"50\",\"75\"]"))
                .containsExactly("blue yonder", "O'Brien & Sons");
        assertThat(names("Microsoft.Dynamics.CRM.Between(PropertyName='numberofemployees',PropertyValues=['60','80'])"))
                .containsExactly("O'Brien & Sons");
        assertThat(names("Microsoft.Dynamics.CRM.LastXHours(PropertyName='modifiedon',PropertyValue=1)"))
                .hasSize(5);
        assertThat(names("Microsoft.Dynamics.CRM.OlderThanXDays(PropertyName='createdon',PropertyValue=1)"))
                .isEmpty();
        assertThat(names("Microsoft.Dynamics.CRM.Today(PropertyName='createdon') and statecode eq 0"))
                .hasSize(5);
        assertThat(names("Microsoft.Dynamics.CRM.EqualUserId(PropertyName='ownerid')"))
                .hasSize(5);
    }

    @Test
    void dateFiltersReadDaysAndMoments() {
        assertThat(names("createdon ge 2000-01-01")).hasSize(5);
        assertThat(names("createdon lt 2000-01-01T00:00:00Z")).isEmpty();
        assertThat(names("modifiedon gt 2000-01-01T10:00:00.123%2B02:00")).hasSize(5);
    }

    @Test
    void badFiltersAreRefusedInTheServicesWords() {
        assertThat(org.get("accounts?$filter=nam eq 'x'").errorMessage())
                .isEqualTo("Could not find a property named 'nam' on type 'Microsoft.Dynamics.CRM.account'.");
        assertThat(org.get("accounts?$filter=name eq").status()).isEqualTo(400);
        assertThat(org.get("accounts?$filter=name like 'x'").errorCode()).isEqualTo("0x80060888");
        assertThat(org.get("accounts?$filter=tolower(name) eq 'x'").status()).isEqualTo(400);
        assertThat(org.get("accounts?$filter=name eq 5").errorMessage()).contains("incompatible types");
        assertThat(org.get("accounts?$select=nope").status()).isEqualTo(400);
        assertThat(org.get("accounts?$skip=5").status()).isEqualTo(400);
        assertThat(org.get("accounts?$slect=name").status()).isEqualTo(400);
        assertThat(org.get("accounts?$top=-1").status()).isEqualTo(400);
        Org.Reply unknown = org.get("nothings");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.errorMessage()).isEqualTo("Resource not found for the segment 'nothings'.");
    }

    @Test
    void whatIsWrongInAnExpansionIsToldBeforeTheAnswerBegins() {
        for (String inner :
                List.of("$filter=nope eq 1", "$filter=firstname eq", "$orderby=nope", "$top=x", "$select=nope")) {
            Org.Reply reply = org.get("accounts?$expand=contact_customer_accounts(" + inner + ")");
            assertThat(reply.status()).as(inner).isEqualTo(400);
        }
    }

    @Test
    void columnsAreComparedWithEachOtherIfTheirTypesFit() {
        assertThat(names("createdon eq modifiedon")).hasSizeGreaterThan(3);
        assertThat(names("name eq address1_city")).isEmpty();
        assertThat(org.get("accounts?$filter=name eq numberofemployees").errorMessage())
                .contains("Found operand types 'Edm.String' and 'Edm.Int32' for operator kind 'Equal'");
    }

    @Test
    void sortingPutsNullsFirstAndPagesByPosition() {
        List<Object> found = new ArrayList<>();
        String url = "accounts?$select=name&$orderby=numberofemployees,name desc";
        int pages = 0;
        while (!url.isEmpty() && pages < 10) {
            Org.Reply reply = org.get(url, "Prefer", "odata.maxpagesize=2");
            assertThat(reply.header("Preference-Applied")).isEqualTo("odata.maxpagesize=2");
            found.addAll(reply.column("name"));
            url = reply.link("@odata.nextLink");
            pages++;
        }
        assertThat(found).containsExactly("Contoso", "blue yonder", "O'Brien & Sons", "Żubr", "Adventure Works");
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void aRowThatComesInFrontOfAReadPageShiftsNothing() {
        try (Org fresh = Org.start()) {
            for (String name : List.of("b", "d", "f")) {
                fresh.insert("account", Map.of("name", name));
            }
            Org.Reply first = fresh.get("accounts?$select=name&$orderby=name", "Prefer", "odata.maxpagesize=2");
            fresh.insert("account", Map.of("name", "a"));
            fresh.insert("account", Map.of("name", "e"));
            Org.Reply second = fresh.get(first.link("@odata.nextLink"), "Prefer", "odata.maxpagesize=2");
            assertThat(first.column("name")).containsExactly("b", "d");
            assertThat(second.column("name")).containsExactly("e", "f");
        }
    }

    @Test
    void aClientMayDecodeAndReencodeTheSkipToken() {
        Org.Reply first = org.get("accounts?$select=name", "Prefer", "odata.maxpagesize=2");
        String link = first.link("@odata.nextLink");
        assertThat(link).startsWith(org.root() + "accounts?$select=name&$skiptoken=%3Ccookie%20pagenumber=%222%22");
        String token = URLDecoder.decode(link.substring(link.indexOf("$skiptoken=") + 11), StandardCharsets.UTF_8);
        String reencoded = java.net.URLEncoder.encode(token, StandardCharsets.UTF_8);
        Org.Reply same = org.get(link, "Prefer", "odata.maxpagesize=2");
        Org.Reply other =
                org.get("accounts?%24skiptoken=" + reencoded + "&%24select=name", "Prefer", "odata.maxpagesize=2");
        assertThat(other.column("name")).hasSize(2).isEqualTo(same.column("name"));
    }

    @Test
    void countsAreGivenWithTheListAndAlone() {
        Org.Reply list = org.get("accounts?$count=true&$top=1&$filter=numberofemployees ne null");
        assertThat(list.json().get("@odata.count")).isEqualTo(4L);
        Org.Reply alone = org.get("accounts/$count");
        assertThat(alone.header("Content-Type")).isEqualTo("text/plain");
        assertThat(alone.text()).isEqualTo("5");
        assertThat(org.get("RetrieveTotalRecordCount(EntityNames=['account'])").text())
                .contains("\"Values\":[5]");
    }

    @Test
    void annotationsComeOnlyWhenAskedForAndStandBeforeTheirProperty() {
        String query =
                "accounts?$select=statecode,_primarycontactid_value,numberofemployees&$filter=name eq 'adventure works'";
        assertThat(org.get(query).text()).doesNotContain("FormattedValue");
        Org.Reply reply = org.get(query, "Prefer", "odata.include-annotations=\"*\"");
        Map<String, Object> row = reply.value().get(0);
        assertThat(row)
                .containsEntry("statecode@OData.Community.Display.V1.FormattedValue", "Active")
                .containsEntry("_primarycontactid_value@OData.Community.Display.V1.FormattedValue", "Grace Hopper")
                .containsEntry("_primarycontactid_value@Microsoft.Dynamics.CRM.lookuplogicalname", "contact")
                .containsEntry(
                        "_primarycontactid_value@Microsoft.Dynamics.CRM.associatednavigationproperty",
                        "primarycontactid");
        List<String> names = new ArrayList<>(row.keySet());
        assertThat(names.indexOf("statecode"))
                .isEqualTo(names.indexOf("statecode@OData.Community.Display.V1.FormattedValue") + 1);
        assertThat(reply.json().get("@Microsoft.Dynamics.CRM.globalmetadataversion"))
                .isNotNull();
        Org.Reply some = org.get(query, "Prefer", "odata.include-annotations=Microsoft.Dynamics.CRM.lookuplogicalname");
        assertThat(some.text()).contains("lookuplogicalname").doesNotContain("FormattedValue");
        assertThat(org.get(query, "Prefer", "odata.include-annotations=*").text())
                .contains("FormattedValue");
    }

    @Test
    void lookupsAndCollectionsCanBeExpanded() {
        Org.Reply reply = org.get(
                "accounts?$select=name&$filter=name eq 'adventure works'&$expand=primarycontactid("
                        + "$select=fullname),contact_customer_accounts($select=lastname;$orderby=lastname;$filter=firstname ne 'x')");
        Map<String, Object> row = reply.value().get(0);
        assertThat(((Map<?, ?>) row.get("primarycontactid")).get("fullname")).isEqualTo("Grace Hopper");
        List<Object> lastNames = new ArrayList<>();
        for (Object contact : (List<?>) row.get("contact_customer_accounts")) {
            lastNames.add(((Map<?, ?>) contact).get("lastname"));
        }
        assertThat(lastNames).containsExactly("Hopper", "Lovelace");
        assertThat(row.get("contact_customer_accounts@odata.nextLink"))
                .asString()
                .startsWith(org.root() + "accounts(" + adventure.text() + ")/contact_customer_accounts?");
        assertThat(reply.json().get("@odata.context"))
                .asString()
                .endsWith("#accounts(name,primarycontactid(fullname),contact_customer_accounts(lastname))");
        assertThat(org.get("accounts?$expand=PrimaryContactId").status()).isEqualTo(400);
    }

    @Test
    void oneRowHasItsEtagAndAnswers304WhenUnchanged() {
        Org.Reply reply = org.get("accounts(" + adventure.text() + ")?$select=name");
        assertThat(reply.json().get("@odata.context")).isEqualTo(org.root() + "$metadata#accounts(name)/$entity");
        String etag = reply.header("ETag");
        assertThat(reply.json().get("@odata.etag")).isEqualTo(etag);
        Org.Reply unchanged = org.get("accounts(" + adventure.text() + ")", "If-None-Match", etag);
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.text()).isEmpty();
        assertThat(org.get("accounts(" + adventure.text() + ")", "If-None-Match", "null")
                        .status())
                .isEqualTo(200);
        assertThat(org.get("accounts({" + adventure.text() + "})").status()).isEqualTo(200);
    }

    @Test
    void rowsAreFoundByAlternateKeyAndMissingOnesAre404() {
        org.insert("account", Map.of("name", "Keyed", "accountnumber", "A/1 'x'"));
        try {
            Org.Reply found = org.get("accounts(accountnumber='A%2F1 ''x''')?$select=name");
            assertThat(found.json().get("name")).isEqualTo("Keyed");
        } finally {
            RecordId id = org.sandbox
                    .store()
                    .getByKey("account", Map.of("accountnumber", "A/1 'x'"))
                    .orElseThrow()
                    .id();
            org.sandbox.store().delete("account", id);
        }
        Org.Reply byKey = org.get("accounts(accountnumber='none')");
        assertThat(byKey.status()).isEqualTo(404);
        assertThat(byKey.errorCode()).isEqualTo("0x80060891");
        Org.Reply byId = org.get("accounts(00000000-0000-0000-0000-00000000abcd)");
        assertThat(byId.status()).isEqualTo(404);
        assertThat(byId.errorCode()).isEqualTo("0x80040217");
        assertThat(byId.errorMessage())
                .isEqualTo("account With Id = 00000000-0000-0000-0000-00000000abcd Does Not Exist");
        assertThat(org.get("accounts(name='x')").errorCode()).isEqualTo("0x80060890");
        assertThat(org.get("accounts(nonsense)").status()).isEqualTo(400);
    }

    @Test
    void propertiesAndRelatedRowsHaveTheirOwnAddress() {
        String row = "accounts(" + adventure.text() + ")";
        assertThat(org.get(row + "/name").json().get("value")).isEqualTo("Adventure Works");
        assertThat(org.get(row + "/name/$value").text()).isEqualTo("Adventure Works");
        assertThat(org.get(row + "/telephone1").status()).isEqualTo(204);
        assertThat(org.get(row + "/primarycontactid?$select=fullname").json().get("fullname"))
                .isEqualTo("Grace Hopper");
        assertThat(org.get(row + "/primarycontactid/fullname").json().get("value"))
                .isEqualTo("Grace Hopper");
        assertThat(org.get(row + "/contact_customer_accounts?$select=lastname&$filter=firstname eq 'ada'")
                        .column("lastname"))
                .containsExactly("Lovelace");
        assertThat(org.get(row + "/contact_customer_accounts/$count").text()).isEqualTo("2");
        assertThat(org.get(row + "/contact_customer_accounts/$ref").value()).hasSize(2);
        assertThat(org.get(row + "/nonsense").status()).isEqualTo(404);
    }

    @Test
    void whatIsNotBuiltYetSaysSo() {
        assertThat(org.post("ExecuteWorkflow", "{}").status()).isEqualTo(501);
    }
}
