package org.crmlink.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.crmlink.engine.paper.PaperConnector;
import org.crmlink.engine.paper.PaperCrm;
import org.crmlink.engine.paper.PaperServer;
import org.crmlink.sdk.RecordRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A sync dies at the n-th thing that it does, for every n until it passes; then a new process syncs. Acceptance 1 (T2, L5, O2) and 4 (U12) of
 * section 17: whatever n is, the end is the same.
 */
class InterruptionTest {

    /** How the process dies. Nothing in the engine may catch it and go on. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static final int MOST = 400;

    @TempDir
    Path folder;

    private static final class World {
        final PaperServer server = PaperCrm.server();
        final SyncBench bench;
        final List<String> accounts = new ArrayList<>();

        /** The same records under the same ids every time. */
        World(Path folder, ConflictStrategy strategy) {
            bench = new SyncBench(folder, server, "account", "contact", "task", "ticket", "accountcontact");
            bench.pageSize = 7;
            bench.batchSize = 2;
            bench.strategy(strategy);
            for (int i = 0; i < 10; i++) {
                accounts.add(server.create("account", Map.of("name", "Company " + i)));
            }
            for (int i = 0; i < 3; i++) {
                RecordRef account = new RecordRef("account", accounts.get(i));
                String contact = server.create("contact", Map.of("lastname", "P" + i, "parentcustomerid", account));
                server.link("accountcontact", account.id(), contact);
                server.create("task", Map.of("subject", "T" + i, "regardingid", account));
            }
        }

        /** Work on both sides, conflicts included. */
        void work() {
            server.update("account", accounts.get(0), Map.of("name", "theirs"));
            bench.local.sql("UPDATE account SET name = 'mine' WHERE accountid = ?", accounts.get(0));
            bench.local.sql("UPDATE account SET statecode = 7 WHERE accountid = ?", accounts.get(1));
            server.delete("account", accounts.get(2));
            bench.local.sql("DELETE FROM account WHERE accountid = ?", accounts.get(3));
            bench.local.sql("INSERT INTO account(accountid, name, primarycontactid) VALUES('new-a', 'New', 'new-c')");
            bench.local.sql("INSERT INTO contact(contactid, lastname, parentcustomerid, parentcustomerid_entity)"
                    + " VALUES('new-c', 'Boss', 'new-a', 'account')");
            bench.local.sql("INSERT INTO accountcontact(accountid, contactid) VALUES('new-a', 'new-c')");
            bench.local.sql("INSERT INTO ticket(title, accountid) VALUES('t1', 'new-a')");
            bench.local.sql(
                    "INSERT INTO ticket(title, followsid) SELECT 't2', ticketid FROM ticket WHERE title = 't1'");
            server.create("task", Map.of("subject", "from the server"));
            server.delete("task", server.records("task").keySet().iterator().next());
        }

        void dieAt(int n) {
            bench.guarded = false;
            AtomicInteger step = new AtomicInteger();
            Runnable mayDie = () -> {
                if (step.incrementAndGet() >= n) {
                    throw new Death();
                }
            };
            bench.connector.hook(point -> mayDie.run());
            // the engine tells of its progress between its transactions
            bench.listener = event -> mayDie.run();
        }

        void revive() {
            bench.connector = new PaperConnector(server);
            bench.listener = SyncListener.SILENT;
            bench.guarded = true;
        }

        void isRight(ConflictStrategy strategy) {
            boolean serverWins = strategy == ConflictStrategy.SERVER_WINS;
            assertThat(bench.errors()).isEmpty();
            assertThat(bench.local.pending()).isZero();
            assertThat(bench.local.count("SELECT count(*) FROM crmlink_sent")).isZero();
            assertThat(server.get("account", accounts.get(0)).value("name")).isEqualTo(serverWins ? "theirs" : "mine");
            assertThat(server.get("account", accounts.get(1)).value("statecode"))
                    .isEqualTo(7L);
            assertThat(server.find("account", accounts.get(3))).isEmpty();
            assertThat(server.records("account")).hasSize(9);
            assertThat(server.records("contact")).hasSize(4);
            assertThat(server.get("account", "new-a").value("primarycontactid"))
                    .isEqualTo(new RecordRef("contact", "new-c"));
            assertThat(server.records("ticket").values().stream().map(ticket -> ticket.value("title")))
                    .containsExactlyInAnyOrder("t1", "t2");
            bench.local.mirrors(server, "account", "contact", "task", "ticket", "accountcontact");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVER_WINS", "DEVICE_WINS"})
    void aSyncThatDiesAtAnyCallLeavesADatabaseThatTheNextSyncCompletes(ConflictStrategy strategy) throws IOException {
        World template = new World(folder, strategy);
        template.bench.sync();
        int n = 1;
        boolean passed = false;
        while (!passed && n < MOST) {
            Path own = Files.createDirectory(folder.resolve("death-" + n));
            Files.copy(template.bench.file, own.resolve("crm.db"));
            World world = new World(own, strategy);
            world.work();
            world.dieAt(n);
            try {
                world.bench.sync();
                passed = true;
            } catch (Death death) {
                // the database is what the dead process left
            }
            world.revive();
            SyncReport report = world.bench.sync();
            assertThat(report.result()).as("after death at call %s", n).isEqualTo(SyncResult.OK);
            world.isRight(strategy);
            n++;
        }
        assertThat(passed).as("the sync passes once nothing dies any more").isTrue();
        assertThat(n).isGreaterThan(20);
    }

    @Test
    void aFirstSyncThatDiesAtEveryCallInTurnStillComesToItsEnd() {
        World world = new World(folder, ConflictStrategy.SERVER_WINS);
        boolean passed = false;
        int tries = 0;
        // each try may do a little more than the one before: what was stored must never be read wrongly
        for (int n = 3; !passed && n < MOST; n++) {
            world.dieAt(n);
            try {
                world.bench.sync();
                passed = true;
            } catch (Death death) {
                tries++;
            }
            if (tries % 5 == 0) {
                world.server.delete("account", world.accounts.remove(0));
                world.server.create("account", Map.of("name", "late " + n));
            }
            world.revive();
        }
        assertThat(passed).isTrue();
        assertThat(tries).isGreaterThan(10);
        world.bench.sync();
        world.bench.local.mirrors(world.server, "account", "contact", "task", "accountcontact");
    }
}
