package org.crmlink.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values of every type, typed in SQL, arrive on the server as they are and come back the same. */
class ValueJourneyTest {

    private static final String PROJECT = "11111111-1111-4111-8111-111111111111";

    /** Emoji of several code points, right-to-left with its marks, quotes, markup, both line ends, controls, combining marks. */
    private static final String TEXT =
            "😀👩‍👩‍👧 \u202Eאבג\u202C 'q' \"d\" <a&b> \r\nline 2\n\ttab \\ % ? ; -- \u0001 e\u0301 ﷽ ".repeat(30);

    @TempDir
    private Path folder;

    private Journey journey;

    @BeforeEach
    void start() {
        journey = Journey.start(folder, 0);
        journey.with("new_project").with("account", "name").sync();
    }

    @AfterEach
    void close() {
        journey.close();
    }

    @Test
    void valuesOfEveryTypeGoUpAndComeBack() {
        String account = journey.insert("account", Map.of("name", "target"));
        journey.sync();
        journey.sql("""
                INSERT INTO new_project(new_projectid, new_name, new_budget, new_factor, new_weight, new_counter, new_startdate,
                  new_kickoff, new_deadline, new_effort, new_ispublic, new_notes, new_phase, new_tags, new_account, new_externalid)
                VALUES('%s', 'ünï 😀', '1234567890.12', '12345678901.0123456789', 3.14159, 9007199254740993, '2024-02-29',
                  '2024-02-29T23:59:59', '2024-02-29T22:59:59Z', 0, 0, '%s', 896320002, '["896320003","896320000"]', '%s',
                  'AAAAAAAA-1111-4111-8111-111111111111')""".formatted(PROJECT, TEXT.replace("'", "''"), account));
        journey.sync();
        isEverywhere("new_name", "ünï 😀", "ünï 😀");
        isEverywhere("new_budget", "1234567890.1200", "1234567890.1200");
        isEverywhere("new_factor", "12345678901.0123456789", "12345678901.0123456789");
        isEverywhere("new_weight", "3.14159", "3.14159");
        isEverywhere("new_counter", "9007199254740993", "9007199254740993");
        isEverywhere("new_startdate", "2024-02-29", "2024-02-29");
        isEverywhere("new_kickoff", "2024-02-29T23:59:59", "2024-02-29T23:59:59Z");
        isEverywhere("new_deadline", "2024-02-29T22:59:59Z", "2024-02-29T22:59:59Z");
        isEverywhere("new_effort", "0", "0");
        isEverywhere("new_ispublic", "0", "0");
        isEverywhere("new_notes", TEXT, TEXT);
        isEverywhere("new_phase", "896320002", "896320002");
        isEverywhere("new_tags", "[896320000,896320003]", "[896320000, 896320003]");
        isEverywhere("new_account", account, account);
        isEverywhere("new_externalid", "aaaaaaaa-1111-4111-8111-111111111111", "aaaaaaaa-1111-4111-8111-111111111111");
        assertThat(journey.value("SELECT round(new_factor_num * 2) FROM new_project"))
                .isEqualTo("24691357802.0");
    }

    @Test
    void everyFieldCanBeEmptied() {
        journey.insert(
                "new_project",
                Map.of(
                        "new_name",
                        "P",
                        "new_effort",
                        5,
                        "new_notes",
                        "n",
                        "new_ispublic",
                        true,
                        "new_phase",
                        896320001));
        journey.sync();
        journey.sql("UPDATE new_project SET new_effort = NULL, new_notes = '', new_phase = NULL, new_ispublic = 0");
        journey.sync();
        journey.assertSame("new_project", "new_effort", "new_notes", "new_phase", "new_ispublic");
        assertThat(journey.rows("SELECT new_effort, new_notes, new_phase, new_ispublic FROM new_project"))
                .as("the server keeps no empty texts")
                .containsExactly("null|null|null|0");
    }

    @Test
    void whatTheServerRoundsOrComputesComesBackInTheSameSync() {
        journey.sql("INSERT INTO new_project(new_projectid, new_name, new_budget) VALUES('" + PROJECT
                + "', 'P', '10.12345')");
        journey.sync();
        isEverywhere("new_budget", "10.1200", "10.1200");
        isEverywhere("new_budget_base", "10.1200000000", "10.1200000000");
        assertThat(journey.value("SELECT ownerid_entity FROM new_project")).isEqualTo("systemuser");
    }

    private void isEverywhere(String field, String here, String there) {
        assertThat(journey.value("SELECT " + field + " FROM new_project"))
                .as(field + " here")
                .isEqualTo(here);
        assertThat(journey.onServer("new_project", PROJECT, field))
                .as(field + " on the server")
                .isEqualTo(there);
    }
}
