package org.crmlink.sandbox.salesforce.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several records or requests in one call. Backend page, section 11.1. */
class CompositesTest {

    private Org org;

    @BeforeEach
    void start() throws IOException {
        org = new Org();
    }

    @AfterEach
    void stop() {
        org.close();
    }

    private String count(String object) {
        return org.query("SELECT COUNT() FROM " + object).text("totalSize");
    }

    @Test
    void eachRecordOfACollectionSucceedsOrFailsAlone() {
        Org.Answer done = org.post(
                "/composite/sobjects",
                "{'allOrNone':false,'records':[{'attributes':{'type':'Account'},'Name':'A'},"
                        + "{'attributes':{'type':'Account'}},{'attributes':{'type':'Contact'},'LastName':'C'}]}");
        assertThat(done.status()).isEqualTo(200);
        assertThat(done.at("0.success")).isEqualTo(true);
        assertThat(done.at("1.success")).isEqualTo(false);
        assertThat(done.text("1.errors.0.statusCode")).isEqualTo("REQUIRED_FIELD_MISSING");
        assertThat(done.at("1.id")).isEqualTo("");
        assertThat(done.text("2.id")).startsWith("003");
        String a = done.text("0.id");
        String c = done.text("2.id");
        Org.Answer changed = org.send(
                "PATCH",
                "/composite/sobjects",
                "{'records':[{'attributes':{'type':'Account'},'id':'" + a + "','Name':'B'}]}");
        assertThat(changed.at("0.success")).isEqualTo(true);
        Org.Answer read =
                org.post("/composite/sobjects/Account", "{'ids':['" + a + "','001000000000009AAA'],'fields':['Name']}");
        assertThat(read.text("0.Name")).isEqualTo("B");
        assertThat((List<?>) read.tree()).hasSize(2).last().isNull();
        Org.Answer deleted = org.send("DELETE", "/composite/sobjects?ids=" + a + "," + c, "");
        assertThat(deleted.at("1.success")).isEqualTo(true);
        assertThat(count("Account")).isEqualTo("0");
    }

    @Test
    void allOrNoneTakesTheInnocentBack() {
        Org.Answer done = org.post(
                "/composite/sobjects",
                "{'allOrNone':true,'records':[{'attributes':{'type':'Account'},'Name':'A'},"
                        + "{'attributes':{'type':'Account'}}]}");
        assertThat(done.text("0.errors.0.statusCode")).isEqualTo("ALL_OR_NONE_OPERATION_ROLLED_BACK");
        assertThat(count("Account")).isEqualTo("0");
    }

    @Test
    void aCollectionIsUpsertedByAKey() {
        String records = "{'records':[{'attributes':{'type':'Contact'},'Email':'a@x.example','LastName':'A'},"
                + "{'attributes':{'type':'Contact'},'Email':'b@x.example'}]}";
        Org.Answer done = org.send("PATCH", "/composite/sobjects/Contact/Email", records);
        assertThat(done.at("0.created")).isEqualTo(true);
        assertThat(done.at("1.created")).isEqualTo(false);
        assertThat(done.at("1.success")).isEqualTo(false);
        assertThat(org.send("PATCH", "/composite/sobjects/Contact/Email", records)
                        .at("0.created"))
                .isEqualTo(false);
        assertThat(count("Contact")).isEqualTo("1");
    }

    @Test
    void recordsWithoutTheirTypeFirstAndTooManyAreRefused() {
        assertThat(org.post("/composite/sobjects", "{'records':[{'Name':'A','attributes':{'type':'Account'}}]}")
                        .text("0.errorCode"))
                .isEqualTo("JSON_PARSER_ERROR");
        String one = "{'attributes':{'type':'Account'},'Name':'A'}";
        String many = String.join(",", java.util.Collections.nCopies(201, one));
        assertThat(org.post("/composite/sobjects", "{'records':[" + many + "]}").text("0.errorCode"))
                .isEqualTo("EXCEEDED_ID_LIMIT");
    }

    @Test
    void partsOfACompositeReferToEarlierOnes() {
        Org.Answer done = org.post(
                "/composite",
                "{'compositeRequest':[{'method':'POST','url':'/services/data/v62.0/sobjects/Account','referenceId':'a',"
                        + "'body':{'Name':'A'}},{'method':'POST','url':'/services/data/v62.0/sobjects/Contact',"
                        + "'referenceId':'c','body':{'LastName':'C','AccountId':'@{a.id}'}},"
                        + "{'method':'GET','url':'/services/data/v62.0/sobjects/Account/@{a.id}?fields=Name','referenceId':'r'},"
                        + "{'method':'GET','url':'/services/data/v62.0/sobjects/Account/@{x.id}','referenceId':'y'}]}");
        assertThat(done.text("compositeResponse.0.httpStatusCode")).isEqualTo("201");
        assertThat(done.text("compositeResponse.0.httpHeaders.Location")).contains("/sobjects/Account/001");
        assertThat(done.text("compositeResponse.1.body.success")).isEqualTo("true");
        assertThat(done.text("compositeResponse.2.body.Name")).isEqualTo("A");
        assertThat(done.text("compositeResponse.3.body.0.errorCode")).isEqualTo("PROCESSING_HALTED");
    }

    @Test
    void aCompositeOfAllOrNoneIsUndoneAsAWhole() {
        Org.Answer done = org.post(
                "/composite",
                "{'allOrNone':true,'compositeRequest':[{'method':'POST','url':'/services/data/v62.0/sobjects/Account',"
                        + "'referenceId':'a','body':{'Name':'A'}},{'method':'POST',"
                        + "'url':'/services/data/v62.0/sobjects/Contact','referenceId':'c','body':{}}]}");
        assertThat(done.text("compositeResponse.0.body.0.errorCode")).isEqualTo("PROCESSING_HALTED");
        assertThat(done.text("compositeResponse.1.body.0.errorCode")).isEqualTo("REQUIRED_FIELD_MISSING");
        assertThat(count("Account")).isEqualTo("0");
    }

    @Test
    void aPartMayBeConditional() {
        String id = org.create("Account", "{'Name':'A'}");
        org.sandbox.clock().shift(java.time.Duration.ofSeconds(5));
        org.send("PATCH", "/sobjects/Account/" + id, "{'Name':'B'}");
        Org.Answer done = org.post(
                "/composite",
                "{'compositeRequest':[{'method':'PATCH','url':'/services/data/v62.0/sobjects/Account/" + id
                        + "','referenceId':'a','httpHeaders':{'If-Unmodified-Since':'Wed, 06 May 2026 09:49:20 GMT'},"
                        + "'body':{'Name':'C'}}]}");
        assertThat(done.text("compositeResponse.0.httpStatusCode")).isEqualTo("412");
        assertThat(org.get("/sobjects/Account/" + id).text("Name")).isEqualTo("B");
    }

    @Test
    void aBatchStandsForSeveralCallsAndMayHalt() {
        Org.Answer done = org.post(
                "/composite/batch",
                "{'haltOnError':true,'batchRequests':[{'method':'GET','url':'v62.0/limits'},"
                        + "{'method':'GET','url':'v62.0/sobjects/Account/001000000000009AAA'},"
                        + "{'method':'GET','url':'/services/data/v62.0/limits'}]}");
        assertThat(done.at("hasErrors")).isEqualTo(true);
        assertThat(done.text("results.0.result.DailyApiRequests.Max")).isEqualTo("100000");
        assertThat(done.text("results.1.statusCode")).isEqualTo("404");
        assertThat(done.text("results.2.statusCode")).isEqualTo("412");
    }

    @Test
    void aTreeIsCreatedWithWhatHangsOnIt() {
        String tree =
                "{'records':[{'attributes':{'type':'Account','referenceId':'r1'},'Name':'A','Contacts':{'records':["
                        + "{'attributes':{'type':'Contact','referenceId':'r2'},'LastName':'C'}]}}]}";
        Org.Answer done = org.post("/composite/tree/Account", tree);
        assertThat(done.status()).isEqualTo(201);
        assertThat(done.at("hasErrors")).isEqualTo(false);
        assertThat(org.query("SELECT Account.Name FROM Contact").text("records.0.Account.Name"))
                .isEqualTo("A");
        Org.Answer refused = org.post("/composite/tree/Account", tree.replace("'LastName':'C'", "'FirstName':'C'"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("results.0.referenceId")).isEqualTo("r2");
        assertThat(count("Account")).isEqualTo("1");
    }

    @Test
    void eachGraphIsATransaction() {
        Org.Answer done = org.post(
                "/composite/graph",
                "{'graphs':[{'graphId':'g1','compositeRequest':[{'method':'POST',"
                        + "'url':'/services/data/v62.0/sobjects/Account','referenceId':'a','body':{'Name':'A'}}]},"
                        + "{'graphId':'g2','compositeRequest':[{'method':'POST',"
                        + "'url':'/services/data/v62.0/sobjects/Account','referenceId':'a','body':{'Name':'B'}},"
                        + "{'method':'POST','url':'/services/data/v62.0/sobjects/Account','referenceId':'b','body':{}}]}]}");
        assertThat(done.at("graphs.0.isSuccessful")).isEqualTo(true);
        assertThat(done.at("graphs.1.isSuccessful")).isEqualTo(false);
        assertThat(count("Account")).isEqualTo("1");
    }

    @Test
    void aTableIsReadByAJob() {
        for (int i = 0; i < 3; i++) {
            org.create("Account", "{'Name':'A" + i + "'}");
        }
        org.sandbox.settings().jobPolls(1);
        Org.Answer job = org.post("/jobs/query", "{'operation':'query','query':'SELECT Name FROM Account'}");
        assertThat(job.text("state")).isEqualTo("UploadComplete");
        assertThat(job.text("apiVersion")).isEqualTo("62.0");
        String path = "/jobs/query/" + job.text("id");
        assertThat(org.get(path).text("state")).isEqualTo("InProgress");
        assertThat(org.get(path + "/results").text("0.errorCode")).isEqualTo("INVALIDJOBSTATE");
        assertThat(org.get(path).text("numberRecordsProcessed")).isEqualTo("3");
        Org.Answer first = org.get(path + "/results?maxRecords=2");
        assertThat(first.text()).isEqualTo("\"Name\"\n\"A0\"\n\"A1\"\n");
        assertThat(first.header("Sforce-NumberOfRecords")).isEqualTo("2");
        Org.Answer last = org.get(path + "/results?locator=" + first.header("Sforce-Locator"));
        assertThat(last.text()).isEqualTo("\"Name\"\n\"A2\"\n");
        assertThat(last.header("Sforce-Locator")).isEqualTo("null");
        assertThat(org.get("/services/data/v61.0" + path + "/results").status()).isEqualTo(409);
        assertThat(org.post("/jobs/query", "{'operation':'query','query':'SELECT BillingAddress FROM Account'}")
                        .text("0.message"))
                .contains("compound data");
        assertThat(org.send("DELETE", path, "").status()).isEqualTo(204);
        assertThat(org.get(path).status()).isEqualTo(404);
    }

    @Test
    void aTableIsWrittenByAJobWhoseResultsHaveNoOrder() {
        Org.Answer job =
                org.post("/jobs/ingest", "{'object':'Contact','operation':'upsert','externalIdFieldName':'Email'}");
        assertThat(job.text("state")).isEqualTo("Open");
        assertThat(job.text("contentUrl")).doesNotStartWith("/").endsWith("/batches");
        String path = "/jobs/ingest/" + job.text("id");
        Org.Answer put = org.send(
                "PUT",
                path + "/batches",
                "Email,LastName,Phone\na@x.example,A,1\nb@x.example,B,\nc@x.example,,3\n",
                "Content-Type",
                "text/csv");
        assertThat(put.status()).isEqualTo(201);
        assertThat(org.send("PUT", path + "/batches", "Email\n", "Content-Type", "text/csv")
                        .status())
                .isEqualTo(400);
        org.send("PATCH", path, "{'state':'UploadComplete'}");
        Org.Answer state = org.get(path);
        assertThat(state.text("state")).isEqualTo("JobComplete");
        assertThat(state.text("numberRecordsProcessed")).isEqualTo("3");
        assertThat(state.text("numberRecordsFailed")).isEqualTo("1");
        assertThat(org.get(path + "/successfulResults").text().lines())
                .hasSize(3)
                .first()
                .isEqualTo("\"sf__Id\",\"sf__Created\",\"Email\",\"LastName\",\"Phone\"");
        assertThat(org.get(path + "/failedResults").text())
                .contains("REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --");
        assertThat(org.get(path + "/unprocessedRecords").text().lines()).hasSize(1);
        assertThat(org.query("SELECT Phone FROM Contact WHERE LastName = 'B'").at("records.0.Phone"))
                .isEqualTo("");
        // an empty cell changes nothing, the mark empties the field
        Org.Answer second =
                org.post("/jobs/ingest", "{'object':'Contact','operation':'upsert','externalIdFieldName':'Email'}");
        String again = "/jobs/ingest/" + second.text("id");
        org.send("PUT", again + "/batches", "Email,LastName,Phone\na@x.example,,#N/A\n", "Content-Type", "text/csv");
        org.send("PATCH", again, "{'state':'UploadComplete'}");
        assertThat(org.query("SELECT LastName, Phone FROM Contact WHERE Email = 'a@x.example'")
                        .tree()
                        .toString())
                .contains("LastName=A, Phone=null");
    }

    @Test
    void aTableWithAnUnknownColumnFailsAsAWhole() {
        Org.Answer job = org.post("/jobs/ingest", "{'object':'Contact','operation':'insert'}");
        String path = "/jobs/ingest/" + job.text("id");
        org.send("PUT", path + "/batches", "LastName,Foo__c\nA,1\n", "Content-Type", "text/csv");
        org.send("PATCH", path, "{'state':'UploadComplete'}");
        Org.Answer state = org.get(path);
        assertThat(state.text("state")).isEqualTo("Failed");
        assertThat(state.text("errorMessage")).isEqualTo("InvalidBatch : Field name not found : Foo__c");
        assertThat(org.get(path + "/unprocessedrecords").text().lines()).hasSize(2);
    }
}
