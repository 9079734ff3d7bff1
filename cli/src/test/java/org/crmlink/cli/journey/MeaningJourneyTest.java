package org.crmlink.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.crmlink.engine.SyncResult;
import org.crmlink.sandbox.data.OrganizationData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables and columns that mean more than they hold: parties, pointers, sums, files. What cannot be written here says so, the rest arrives. */
class MeaningJourneyTest {

    private static final String FIRST = "11111111-1111-4111-8111-111111111111";

    @TempDir
    private Path folder;

    private Journey journey;

    @BeforeEach
    void start() {
        journey = Journey.start(folder, 0);
    }

    @AfterEach
    void close() {
        journey.close();
    }

    private void isReadOnly(String... edits) {
        for (String edit : edits) {
            assertThatThrownBy(() -> journey.sql(edit))
                    .as(edit)
                    .hasMessageMatching("(?s).*(read-only|the server takes no).*");
        }
        assertThat(journey.outbox()).isEmpty();
    }

    @Test
    void emailsComeWithTheirPartiesAndPointers() {
        String account = journey.insert("account", Map.of("name", "A"));
        String contact = journey.insert("contact", Map.of("lastname", "C", "emailaddress1", "c@mail.example"));
        assertThat(journey.colleaguePosts("emails", """
                {"subject":"Hello","regardingobjectid_account_email@odata.bind":"/accounts(%s)","email_activity_parties":[
                  {"participationtypemask":1,"partyid_systemuser@odata.bind":"/systemusers(%s)"},
                  {"participationtypemask":2,"partyid_contact@odata.bind":"/contacts(%s)"}]}""".formatted(account, OrganizationData.USER.text(), contact)))
                .isEqualTo(204);
        journey.with("account", "name")
                .with("contact", "lastname")
                .with("email")
                .with("activityparty")
                .with("activitypointer");
        journey.sync();
        assertThat(journey.rows("SELECT participationtypemask, partyid, partyid_entity FROM activityparty ORDER BY 1"))
                .startsWith("1|" + OrganizationData.USER.text() + "|systemuser", "2|" + contact + "|contact")
                .contains("8|" + account + "|account");
        assertThat(journey.rows("SELECT email.subject, activitypointer.activitytypecode FROM email JOIN activitypointer"
                        + " USING(activityid) WHERE email.regardingobjectid = '" + account + "'"))
                .singleElement()
                .asString()
                .startsWith("Hello|");
        isReadOnly(
                "DELETE FROM activityparty",
                "UPDATE activityparty SET participationtypemask = 3",
                "INSERT INTO activityparty(participationtypemask) VALUES(3)",
                "UPDATE activitypointer SET subject = 'mine'",
                "INSERT INTO activitypointer(subject) VALUES('mine')",
                "DELETE FROM activitypointer");

        journey.sql("UPDATE email SET subject = 'Hello again';\nINSERT INTO email(activityid, subject) VALUES('" + FIRST
                + "', 'Draft');");
        journey.sync();
        assertThat(journey.rows("SELECT subject FROM activitypointer ORDER BY 1"))
                .containsExactly("Draft", "Hello again");
        journey.sql("DELETE FROM email WHERE subject = 'Hello again'");
        journey.sync();
        assertThat(journey.rows("SELECT activityid FROM activitypointer")).containsExactly(FIRST);
        assertThat(journey.rows("SELECT DISTINCT activityid FROM activityparty"))
                .containsExactly(FIRST);
        journey.assertSame("email", "subject", "regardingobjectid");
        journey.assertSame("activityparty", "activityid", "partyid", "participationtypemask");
        journey.assertAsFresh(folder.resolve("fresh.db"));
    }

    @Test
    void aTaskIsCompletedHereAndAClosedOneRefusesNothingElse() {
        String task = journey.insert("task", Map.of("subject", "T"));
        journey.with("task", "subject", "statecode", "statuscode", "actualend").with("activitypointer");
        journey.sync();
        journey.sql("UPDATE task SET statecode = 1, statuscode = 5");
        journey.sync();
        assertThat(journey.onServer("task", task, "statecode")).isEqualTo("1");
        assertThat(journey.rows("SELECT statecode FROM activitypointer")).containsExactly("1");
        journey.assertSame("task", "subject", "statecode", "statuscode");
        journey.assertAsFresh(folder.resolve("fresh.db"));
    }

    @Test
    void whatTheServerComputesComesWithTheEditThatCausedItAndIsItsAlone() {
        String project = journey.insert("new_project", Map.of("new_name", "P"));
        journey.with("new_project", "new_name", "new_totaleffort")
                .with("new_milestone", "new_name", "new_number", "new_effort", "new_label", "new_ticket", "new_project")
                .sync();
        journey.sql("""
                INSERT INTO new_milestone(new_name, new_number, new_effort, new_project) VALUES('one', 1, 5, '%1$s');
                INSERT INTO new_milestone(new_name, new_number, new_effort, new_project) VALUES('two', 2, 8, '%1$s');
                UPDATE new_project SET new_name = 'Renamed';
                """.formatted(project));
        journey.sync();
        assertThat(journey.rows("SELECT new_name, new_totaleffort FROM new_project"))
                .containsExactly("Renamed|13");
        assertThat(journey.rows("SELECT new_label FROM new_milestone ORDER BY 1"))
                .containsExactly("1. one", "2. two");
        isReadOnly(
                "UPDATE new_project SET new_totaleffort = 5",
                "UPDATE new_milestone SET new_label = 'mine'",
                "INSERT INTO new_milestone(new_name, new_label) VALUES('x', 'mine')");
        journey.sql("UPDATE new_milestone SET new_effort = 1;\nDELETE FROM new_milestone WHERE new_name = 'two'");
        journey.sync();
        assertThat(journey.rows("SELECT new_totaleffort FROM new_project")).containsExactly("1");
        journey.assertSame("new_milestone", "new_name", "new_label", "new_effort", "new_ticket");
    }

    @Test
    void aPartAndItsWholeAreDeletedHereTogether() {
        String project = journey.insert("new_project", Map.of("new_name", "P"));
        journey.insert(
                "new_milestone",
                Map.of("new_name", "M", "new_effort", 3, "new_project", Journey.reference("new_project", project)));
        // the lookup between them is not among the fields
        journey.with("new_project", "new_name")
                .with("new_milestone", "new_name")
                .sync();
        journey.sql("DELETE FROM new_milestone;\nDELETE FROM new_project");
        assertThat(journey.sync().warnings()).isEmpty();
        assertThat(journey.store().count("new_project")).isZero();
        assertThat(journey.rows("SELECT new_name FROM new_project")).isEmpty();
    }

    @Test
    void aWholeThatSomebodyChangedStaysAlthoughItsPartWasDeletedHere() {
        String project = journey.insert("new_project", Map.of("new_name", "P"));
        journey.insert(
                "new_milestone",
                Map.of("new_name", "M", "new_effort", 3, "new_project", Journey.reference("new_project", project)));
        journey.with("new_project", "new_name").with("new_milestone", "new_name", "new_project");
        journey.sync();
        journey.update("new_project", project, Map.of("new_name", "Renamed there"));
        journey.sql("DELETE FROM new_milestone;\nDELETE FROM new_project");
        assertThat(journey.sync().warnings()).singleElement().asString().contains("server wins");
        assertThat(journey.rows("SELECT new_name FROM new_project")).containsExactly("Renamed there");
    }

    @Test
    void contentsOfFilesImagesAndNotesDoNotDisturb() {
        String project = journey.insert("new_project", Map.of("new_name", "P"));
        journey.insert("new_milestone", Map.of("new_name", "M"));
        String account = journey.insert("account", Map.of("name", "A"));
        journey.with("new_project")
                .with("new_milestone")
                .with("account", "name", "entityimage")
                .with("annotation")
                .with("fileattachment");
        journey.sync();
        String text = Base64.getEncoder().encodeToString("text".getBytes(StandardCharsets.US_ASCII));
        String image =
                "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
        assertThat(journey.colleague("PATCH", "accounts(" + account + ")", "{\"entityimage\":\"" + image + "\"}")
                        .body())
                .isEmpty();
        assertThat(journey.colleague(
                                "PATCH", "new_projects(" + project + ")/new_document?x-ms-file-name=plan.txt", "text")
                        .body())
                .isEmpty();
        assertThat(journey.colleague("POST", "annotations", """
                                {"subject":"N","filename":"n.txt","documentbody":"%s","isdocument":true,
                                 "objectid_account@odata.bind":"/accounts(%s)"}""".formatted(text, account))
                        .body())
                .isEmpty();
        journey.sync();
        assertThat(journey.rows("SELECT filename, filesize, documentbody FROM annotation"))
                .containsExactly("n.txt|4|4");
        journey.sql(
                "UPDATE annotation SET subject = 'edited';\nUPDATE account SET name = 'B';\n"
                        + "UPDATE new_project SET new_name = 'edited';\nUPDATE new_milestone SET new_channels = '[\"3\",\"1\"]';");
        journey.sync();
        journey.assertSame("annotation", "subject", "filename");
        assertThat(journey.colleague("GET", "annotations?$select=documentbody", "")
                        .body())
                .contains(text);
        assertThat(journey.rows("SELECT new_channels FROM new_milestone")).containsExactly("[1,3]");
        journey.assertAsFresh(folder.resolve("fresh.db"));
    }

    @Test
    void severalOptionsAtOnceOfWhichOneIsUnknownAreListed() {
        journey.with("new_milestone", "new_name", "new_channels").sync();
        journey.sql("INSERT INTO new_milestone(new_name, new_channels) VALUES('M', '[\"1\",\"77\"]')");
        assertThat(journey.trySync().result()).isEqualTo(SyncResult.RECORDS_FAILED);
        assertThat(journey.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.message()).contains("new_channels"));
        journey.sql("UPDATE new_milestone SET new_channels = '[\"1\"]';\nDELETE FROM sync_errors");
        journey.sync();
        assertThat(journey.store().scan("new_milestone", null, 5))
                .extracting(row -> row.get("new_channels"))
                .isEqualTo(List.of(List.of(1)));
    }
}
