package org.crmlink.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.crmlink.engine.paper.PaperConnector;
import org.crmlink.engine.paper.PaperCrm;
import org.crmlink.engine.paper.PaperServer;
import org.crmlink.sdk.ErrorKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the engine says to a configuration or database that cannot work. */
class ConfigurationTest {

    @TempDir
    Path folder;

    private final PaperServer server = PaperCrm.server();
    private SyncBench bench = new SyncBench(Path.of("unset"), server);

    @BeforeEach
    void begin() {
        bench = new SyncBench(folder, server, "account");
    }

    @Test
    void everyProblemIsToldAtOnceWithWhatWasProbablyMeant() {
        bench.configure("acount", entity -> entity);
        bench.configure("account", entity -> entity.withFields("name", "revenu").withFilter("statecod eq 0"));
        bench.configure("contact", entity -> entity.withFilter("lastname eq"));
        bench.configure("task", entity -> entity.withFilter("priority eq 'high'"));

        assertThatThrownBy(bench::sync).asInstanceOf(type(SyncException.class)).satisfies(e -> {
            assertThat(e.kind()).isEqualTo(SyncException.Kind.CONFIGURATION);
            assertThat(e.result()).isEqualTo(SyncResult.CONFIGURATION);
            assertThat(e.problems()).hasSize(5);
            assertThat(e.problems()).anyMatch(p -> p.contains("'acount'") && p.contains("did you mean 'account'"));
            assertThat(e.problems()).anyMatch(p -> p.contains("'revenu'") && p.contains("did you mean 'revenue'"));
            assertThat(e.problems()).anyMatch(p -> p.contains("statecod") && p.contains("statecode"));
            assertThat(e.problems()).anyMatch(p -> p.contains("filter of entity 'contact'"));
            assertThat(e.problems()).anyMatch(p -> p.contains("filter of entity 'task'") && p.contains("number"));
        });
        assertThat(bench.local.rows("SELECT name FROM sqlite_master WHERE name = 'account'"))
                .isEmpty();
    }

    @Test
    void aBadConfigurationSendsNothingAndLosesNothing() {
        bench.sync();
        bench.local.sql("INSERT INTO account(name) VALUES('mine')");
        bench.configure("account", entity -> entity.withFields("nam"));
        assertThatThrownBy(bench::sync).isInstanceOf(SyncException.class);
        assertThat(server.records("account")).isEmpty();
        assertThat(bench.local.pending()).isEqualTo(1);
    }

    @Test
    void aFullReadOfAnEntityThatIsNotConfiguredIsAProblem() {
        assertThatThrownBy(() -> bench.sync(SyncRequest.full("contact")))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("'contact'");
    }

    @Test
    void noEntityAtAllIsAProblem() {
        bench.entities.clear();
        assertThatThrownBy(bench::sync).isInstanceOf(SyncException.class).hasMessageContaining("no entity");
    }

    @Test
    void aDatabaseOfAnotherOrganisationIsLeftAlone() {
        server.create("account", Map.of("name", "theirs"));
        bench.sync();
        server.organization("another-org");
        assertThatThrownBy(bench::sync)
                .asInstanceOf(type(SyncException.class))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(SyncException.Kind.DATABASE_FOREIGN));
        assertThat(bench.local.ids("account")).hasSize(1);
    }

    @Test
    void aFileThatIsNoDatabaseIsLeftAlone() throws IOException {
        Files.writeString(bench.file, "these are my notes, no database at all; do not touch them\n".repeat(50));
        assertThatThrownBy(bench::sync).asInstanceOf(type(SyncException.class)).satisfies(e -> {
            assertThat(e.kind()).isEqualTo(SyncException.Kind.DATABASE_FOREIGN);
            assertThat(e.hint()).isNotEmpty();
        });
        assertThat(Files.readString(bench.file)).startsWith("these are my notes");
    }

    @Test
    void aSecondSyncAtTheSameTimeIsRefused() {
        bench.sync();
        SyncConfiguration configuration = SyncConfiguration.of(bench.file, "paper", bench.entities);
        EngineContext context = EngineContext.system(bench.connector::calls);
        try (SyncEngine first = SyncEngine.open(configuration, bench.connector, context)) {
            assertThatThrownBy(() -> SyncEngine.open(configuration, bench.connector, context))
                    .asInstanceOf(type(SyncException.class))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(SyncException.Kind.DATABASE_BUSY));
            assertThat(first.sync(SyncRequest.incremental()).result()).isEqualTo(SyncResult.OK);
        }
    }

    @Test
    void aMissingDatabaseCannotBeLookedAt() {
        assertThatThrownBy(() -> LocalDatabase.open(folder.resolve("none.db")))
                .asInstanceOf(type(SyncException.class))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(SyncException.Kind.DATABASE_UNUSABLE));
    }

    @Test
    void statusAndResetTellAndGuardPendingWork() {
        server.create("account", Map.of("name", "A"));
        bench.sync();
        bench.local.sql("INSERT INTO account(name) VALUES('mine')");
        try (LocalDatabase database = LocalDatabase.open(bench.file)) {
            SyncStatus status = database.status();
            assertThat(status.connectorId()).isEqualTo("paper");
            assertThat(status.organization()).isEqualTo("Paper Ltd");
            assertThat(status.entities()).singleElement().satisfies(entity -> {
                assertThat(entity.records()).isEqualTo(2);
                assertThat(entity.pending()).isEqualTo(1);
                assertThat(entity.lastSync()).isPresent();
            });
            assertThatThrownBy(() -> database.reset(false))
                    .asInstanceOf(type(SyncException.class))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(SyncException.Kind.CHANGES_PENDING));
            database.reset(true);
            assertThat(database.status().entities()).isEmpty();
        }
        bench.sync();
        bench.local.mirrors(server, "account");
    }

    @Test
    void anEntityThatIsNoLongerConfiguredGoesUnlessItHasPendingWork() {
        bench.configure("contact", entity -> entity);
        bench.configure("task", entity -> entity);
        bench.sync();
        bench.local.sql("INSERT INTO contact(lastname) VALUES('mine')");
        bench.entities.remove("contact");
        bench.entities.remove("task");
        SyncReport report = bench.sync();
        assertThat(report.warnings())
                .singleElement()
                .asString()
                .contains("'contact'")
                .contains("1 local change");
        assertThat(bench.local.ids("contact")).hasSize(1);
        assertThat(bench.local.rows("SELECT name FROM sqlite_master WHERE name = 'task'"))
                .isEmpty();
    }

    @Test
    void anotherUserReadsEverythingAnew() {
        server.create("account", Map.of("name", "A"));
        bench.sync();
        bench.connector = new PaperConnector(server).user("user-2");
        SyncReport report = bench.sync();
        assertThat(SyncBench.report(report, "account").mode()).isEqualTo(EntityReport.Mode.FULL);
        assertThat(report.warnings()).anyMatch(warning -> warning.contains("another user"));
        assertThat(bench.sync("account").mode()).isEqualTo(EntityReport.Mode.INCREMENTAL);
    }

    @Test
    void everyKindOfFailureHasAHint() {
        for (ErrorKind kind : ErrorKind.values()) {
            assertThat(Hints.of(kind)).as(kind.name()).isNotBlank();
        }
    }
}
