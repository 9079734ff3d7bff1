package org.crmlink.sandbox.salesforce.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows, queries and what stands around them, over HTTP. Backend page, sections 3, 5, 6, 10 to 13. */
class RowsTest {

    private Org org;

    @BeforeEach
    void start() throws IOException {
        org = new Org();
    }

    @AfterEach
    void stop() {
        org.close();
    }

    @Test
    void theListOfVersionsNeedsNoLoginAndIsNotCounted() {
        Org.Answer versions = org.get("/services/data", "Authorization", "none");
        assertThat(versions.status()).isEqualTo(200);
        assertThat(versions.text("0.label")).isEqualTo("Summer '14");
        assertThat(versions.text("35.label")).isEqualTo("Spring '26");
        assertThat(versions.text("35.version")).isEqualTo("66.0");
        assertThat(versions.header("Sforce-Limit-Info")).isEmpty();
    }

    @Test
    void whoHasNoSessionAndWhatIsTooOldOrUnknownIsTurnedAway() {
        Org.Answer stranger = org.get("/sobjects", "Authorization", "Bearer nobody");
        assertThat(stranger.status()).isEqualTo(401);
        assertThat(stranger.text("0.errorCode")).isEqualTo("INVALID_SESSION_ID");
        assertThat(org.get("/services/data/v30.0/sobjects").status()).isEqualTo(410);
        assertThat(org.get("/services/data/v99.0/sobjects").status()).isEqualTo(404);
        assertThat(org.get("/nonsense").text("0.errorCode")).isEqualTo("NOT_FOUND");
        assertThat(org.send("PUT", "/query", "").status()).isEqualTo(405);
        assertThat(org.get("/query?q=" + "a".repeat(17_000)).status()).isEqualTo(414);
    }

    @Test
    void aRowIsCreatedReadChangedAndDeleted() {
        Org.Answer created = org.post("/sobjects/Account", "{'Name':'Acme','NumberOfEmployees':12}");
        assertThat(created.status()).isEqualTo(201);
        String id = created.text("id");
        assertThat(id).startsWith("001").hasSize(18);
        assertThat(created.header("Location")).isEqualTo("/services/data/v62.0/sobjects/Account/" + id);
        assertThat(created.header("Sforce-Limit-Info")).matches("api-usage=\\d+/\\d+");
        Org.Answer read = org.get("/sobjects/account/" + id.substring(0, 15) + "?fields=name,Owner.Name");
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.header("Content-Type")).isEqualTo("application/json;charset=UTF-8");
        assertThat(read.text("Name")).isEqualTo("Acme");
        assertThat(read.text("Owner.Name")).isEqualTo("Ada Admin");
        assertThat(read.text("attributes.type")).isEqualTo("Account");
        assertThat(org.send("PATCH", "/sobjects/Account/" + id, "{'Name':'Apex','NumberOfEmployees':null}")
                        .status())
                .isEqualTo(204);
        Org.Answer changed = org.get("/sobjects/Account/" + id);
        assertThat(changed.text("Name")).isEqualTo("Apex");
        assertThat(changed.at("NumberOfEmployees")).isEqualTo("");
        assertThat(org.send("DELETE", "/sobjects/Account/" + id, "").status()).isEqualTo(204);
        Org.Answer gone = org.get("/sobjects/Account/" + id);
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.text("0.errorCode")).isEqualTo("ENTITY_IS_DELETED");
        assertThat(org.send("DELETE", "/sobjects/Account/" + id, "").text("0.errorCode"))
                .isEqualTo("ENTITY_IS_DELETED");
    }

    @Test
    void whatARowMayNotBeIsToldWithItsFields() {
        Org.Answer missing = org.post("/sobjects/Contact", "{'FirstName':'Una'}");
        assertThat(missing.status()).isEqualTo(400);
        assertThat(missing.text("0.errorCode")).isEqualTo("REQUIRED_FIELD_MISSING");
        assertThat(missing.text("0.fields.0")).isEqualTo("LastName");
        assertThat(org.post("/sobjects/Account", "{'Nope':1}").text("0.errorCode"))
                .isEqualTo("INVALID_FIELD");
        assertThat(org.post("/sobjects/Account", "{'Name'").text("0.errorCode")).isEqualTo("JSON_PARSER_ERROR");
        assertThat(org.get("/sobjects/Account/23foo").text("0.message"))
                .isEqualTo("Provided external ID field does not exist or is not accessible: 23foo");
        assertThat(org.get("/sobjects/Account/001000000000001AAA").status()).isEqualTo(404);
    }

    @Test
    void aFieldThatFindsRecordsCanBeUpsertedBy() {
        Org.Answer created = org.send("PATCH", "/sobjects/Contact/Email/kim%40x.example", "{'LastName':'Kim'}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.at("created")).isEqualTo(true);
        Org.Answer updated = org.send("PATCH", "/sobjects/Contact/Email/kim%40x.example", "{'LastName':'Kimm'}");
        assertThat(updated.status()).isEqualTo(200);
        assertThat(updated.text("id")).isEqualTo(created.text("id"));
        org.create("Contact", "{'LastName':'Kim','Email':'kim@x.example'}");
        Org.Answer several = org.send("PATCH", "/sobjects/Contact/Email/kim%40x.example", "{'LastName':'K'}");
        assertThat(several.status()).isEqualTo(300);
        assertThat((List<?>) several.tree()).hasSize(2);
        assertThat(several.text("0")).startsWith("/services/data/v62.0/sobjects/Contact/003");
        Org.Answer unknown =
                org.send("PATCH", "/sobjects/Contact/Email/no%40x.example?updateOnly=true", "{'LastName':'K'}");
        assertThat(unknown.status()).isEqualTo(404);
    }

    @Test
    void aChangeOnConditionIsRefusedIfSomebodyWasThereBefore() {
        String id = org.create("Account", "{'Name':'Acme'}");
        String seen = org.get("/sobjects/Account/" + id).header("Last-Modified");
        assertThat(org.get("/sobjects/Account/" + id, "If-Modified-Since", seen).status())
                .isEqualTo(304);
        org.sandbox.clock().shift(Duration.ofSeconds(5));
        assertThat(org.send("PATCH", "/sobjects/Account/" + id, "{'Name':'B'}", "If-Unmodified-Since", seen)
                        .status())
                .isEqualTo(204);
        Org.Answer late = org.send("PATCH", "/sobjects/Account/" + id, "{'Name':'C'}", "If-Unmodified-Since", seen);
        assertThat(late.status()).isEqualTo(412);
        assertThat(org.get("/sobjects/Account/" + id).text("Name")).isEqualTo("B");
        assertThat(org.send("PATCH", "/sobjects/Account/" + id, "{'Name':'C'}", "If-Unmodified-Since", "soon")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aQueryIsReadPageByPageAndItsLocatorDies() {
        for (int i = 0; i < 5; i++) {
            org.create("Account", "{'Name':'A" + i + "'}");
        }
        org.sandbox.settings().pageSize(2);
        List<String> names = new ArrayList<>();
        Org.Answer page = org.query("SELECT Name FROM Account ORDER BY Name");
        assertThat(page.text("totalSize")).isEqualTo("5");
        for (int i = 0; i < 3; i++) {
            ((List<?>) page.at("records")).forEach(one -> names.add(one.toString()));
            String next = page.text("nextRecordsUrl");
            if (!next.isEmpty()) {
                assertThat(next).matches("/services/data/v62.0/query/0r8\\w{15}-\\d+");
                page = org.get(next);
            }
        }
        assertThat(page.at("done")).isEqualTo(true);
        assertThat(names).hasSize(5).last().asString().contains("A4");
        String locator = org.query("SELECT Name FROM Account").text("nextRecordsUrl");
        org.sandbox.clock().shift(Duration.ofDays(3));
        Org.Answer dead = org.get(locator);
        assertThat(dead.status()).isEqualTo(400);
        assertThat(dead.text("0.errorCode")).isEqualTo("INVALID_QUERY_LOCATOR");
    }

    @Test
    void deletedRowsAreSeenByQueryAllOnly() {
        String id = org.create("Account", "{'Name':'Acme'}");
        org.send("DELETE", "/sobjects/Account/" + id, "");
        assertThat(org.query("SELECT Id FROM Account").text("totalSize")).isEqualTo("0");
        Org.Answer all = org.get("/queryAll?q=" + Org.encoded("SELECT Id, IsDeleted FROM Account"));
        assertThat(all.at("records.0.IsDeleted")).isEqualTo(true);
    }

    @Test
    void queriesThatAreWrongGetTheCaret() {
        Org.Answer refused = org.query("select count() from XYZZY");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("0.errorCode")).isEqualTo("INVALID_TYPE");
        assertThat(refused.text("0.message"))
                .startsWith(
                        "\nselect count() from XYZZY\n                    ^\nERROR at Row:1:Column:21\nsObject type 'XYZZY'");
    }

    @Test
    void describesHaveOneStampForAll() {
        Org.Answer global = org.get("/sobjects");
        assertThat(global.text("encoding")).isEqualTo("UTF-8");
        Org.Answer account = org.get("/sobjects/Account/describe");
        assertThat(account.text("name")).isEqualTo("Account");
        assertThat(account.header("Last-Modified")).isEqualTo(global.header("Last-Modified"));
        assertThat(org.get("/sobjects/Account/describe", "If-Modified-Since", global.header("Last-Modified"))
                        .status())
                .isEqualTo(304);
        org.sandbox.alter(org.sandbox.store().schema());
        assertThat(org.get("/sobjects/Account/describe", "If-Modified-Since", global.header("Last-Modified"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void changesAndDeletionsOfASpanAreListed() {
        String kept = org.create("Account", "{'Name':'Kept'}");
        String gone = org.create("Account", "{'Name':'Gone'}");
        org.send("DELETE", "/sobjects/Account/" + gone, "");
        String start = org.sandbox.clock().instant().minusSeconds(120).toString();
        String end = org.sandbox.clock().instant().plusSeconds(120).toString();
        org.sandbox.clock().shift(Duration.ofMinutes(3));
        Org.Answer updated = org.get("/sobjects/Account/updated/?start=" + start + "&end=" + end);
        assertThat(updated.at("ids")).isEqualTo(List.of(kept));
        Org.Answer deleted = org.get("/sobjects/Account/deleted?start=" + start + "&end=" + end);
        assertThat(deleted.text("deletedRecords.0.id")).isEqualTo(gone);
        Org.Answer old = org.get("/sobjects/Account/deleted?start=2020-01-01T00:00:00Z&end=" + end);
        assertThat(old.text("0.errorCode")).isEqualTo("INVALID_REPLICATION_DATE");
    }

    @Test
    void relationshipsAndBytesAreReadBelowARow() {
        String account = org.create("Account", "{'Name':'Acme'}");
        org.create("Contact", "{'LastName':'Kim','AccountId':'" + account + "'}");
        assertThat(org.get("/sobjects/Account/" + account + "/Contacts").text("records.0.LastName"))
                .isEqualTo("Kim");
        assertThat(org.get("/sobjects/Account/" + account + "/Owner?fields=Name")
                        .text("Name"))
                .isEqualTo("Ada Admin");
        String file = org.create("Attachment", "{'Name':'a.txt','ParentId':'" + account + "','Body':'aGk='}");
        assertThat(org.get("/sobjects/Attachment/" + file + "/Body").text()).isEqualTo("hi");
    }

    @Test
    void limitsTellWhatIsLeftAndAreEnforcedOnceTheyAreSet() {
        Org.Answer limits = org.get("/limits");
        assertThat(limits.text("DailyApiRequests.Max")).isEqualTo("100000");
        org.create("Account", "{'Name':'Acme'}");
        assertThat(org.get("/limits/recordCount?sObjects=Account,Nope,Contact")
                        .tree()
                        .toString())
                .isEqualTo("{sObjects=[{count=1, name=Account}]}");
        org.sandbox.settings().dailyRequests(2);
        Org.Answer spent = org.get("/limits");
        assertThat(spent.status()).isEqualTo(403);
        assertThat(spent.text("0.message")).isEqualTo("TotalRequests Limit exceeded.");
    }
}
