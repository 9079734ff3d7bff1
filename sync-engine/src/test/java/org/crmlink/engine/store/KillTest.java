package org.crmlink.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** A process may die anywhere: the next one finds whole transactions only, and a store whose parts agree. */
class KillTest {

    private static final int KILLS = 12;

    @TempDir
    Path folder;

    @Test
    void whereverAProcessDiesThePartsOfTheStoreAgree(TestReporter reporter) throws Exception {
        long seed = Long.getLong("seed", 20_240_612L);
        Random random = new Random(seed);
        int pages = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            boolean anywhere = kill % 2 == 1;
            Process process = ChildJvm.start(
                    KilledProcess.class,
                    folder.resolve("crm.db").toString(),
                    Long.toString(random.nextLong()),
                    Integer.toString(anywhere ? 1_000_000 : random.nextInt(200)),
                    anywhere ? Integer.toString(random.nextInt(600) + 1) : "0");
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            assertThat(ended).as("ended").isTrue();
            assertThat(process.exitValue()).as("halted, not failed").isEqualTo(9);
            try (StoreFixture crm = new StoreFixture(folder)) {
                if (crm.store.entities().find("account").isEmpty()) {
                    continue; // it died before it had made the tables
                }
                agrees(crm);
                pages = checkpoint(crm, "account");
            }
        }
        reporter.publishEntry("seed " + seed, KILLS + " kills, " + pages + " pages");
        assertThat(pages).as("something was done").isPositive();
    }

    private static int checkpoint(StoreFixture crm, String entity) throws SQLException {
        return Integer.parseInt(
                crm.one("SELECT coalesce(max(CAST(checkpoint AS INTEGER)), 0) FROM crmlink_entity WHERE name = '"
                        + entity + "'"));
    }

    private static void agrees(StoreFixture crm) throws SQLException {
        assertThat(crm.rows("PRAGMA integrity_check")).containsExactly("ok");
        assertThat(crm.one("SELECT applying FROM crmlink_guard")).isEqualTo("0");
        none(
                crm,
                "sent without entry",
                "SELECT s.id FROM crmlink_sent s WHERE NOT EXISTS(SELECT 1 FROM crmlink_outbox o"
                        + " WHERE o.entity = s.entity AND o.id = s.id AND o.state = 'sending')");
        none(
                crm,
                "sending without sent",
                "SELECT o.id FROM crmlink_outbox o WHERE o.state = 'sending' AND NOT EXISTS("
                        + "SELECT 1 FROM crmlink_sent s WHERE o.entity = s.entity AND o.id = s.id)");
        none(
                crm,
                "edited row that is gone",
                "SELECT id FROM crmlink_outbox WHERE kind IN ('create', 'update') AND id NOT"
                        + " IN (SELECT contactid FROM contact)");
        none(
                crm,
                "deleted row that is there",
                "SELECT id FROM crmlink_outbox WHERE kind = 'delete' AND id IN (SELECT" + " contactid FROM contact)");
        none(
                crm,
                "update of nothing",
                "SELECT o.id FROM crmlink_outbox o WHERE kind = 'update' AND state = 'pending' AND"
                        + " NOT EXISTS(SELECT 1 FROM crmlink_outbox_field f WHERE f.entity = o.entity AND f.id = o.id)");
        none(crm, "unknown kind", "SELECT kind FROM crmlink_outbox WHERE kind NOT IN ('create', 'update', 'delete')");
        none(
                crm,
                "field without entry",
                "SELECT f.id FROM crmlink_outbox_field f WHERE NOT EXISTS(SELECT 1 FROM"
                        + " crmlink_outbox o WHERE o.entity = f.entity AND o.id = f.id)");
        none(
                crm,
                "server's row without version that nobody edits",
                "SELECT contactid FROM contact WHERE crmlink_version IS"
                        + " NULL AND contactid NOT IN (SELECT id FROM crmlink_outbox) AND contactid NOT IN (SELECT id FROM"
                        + " crmlink_refetch)");
        none(
                crm,
                "row of a page behind the checkpoint",
                "SELECT contactid FROM contact WHERE origin IS NOT NULL AND" + " CAST(substr(origin, 5) AS INTEGER) > "
                        + checkpoint(crm, "contact"));
        assertThat(crm.one("SELECT count(*) FROM account"))
                .as("rows of the pages up to the checkpoint")
                .isEqualTo(Integer.toString(KilledProcess.ROWS_OF_A_PAGE * checkpoint(crm, "account")));
    }

    private static void none(StoreFixture crm, String what, String sql) throws SQLException {
        assertThat(crm.rows(sql)).as(what).isEmpty();
    }
}
