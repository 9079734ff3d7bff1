package org.crmlink.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.crmlink.engine.store.StoreException.Kind;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** A file that cannot be used is told by name, with what to do, and left as it was. */
class OpeningTest {

    @TempDir
    Path folder;

    private static StoreException refused(Kind kind, ThrowingCallable opening) {
        StoreException refusal = catchThrowableOfType(StoreException.class, opening);
        assertThat(refusal).as("refused").isNotNull();
        assertThat(refusal.kind()).isEqualTo(kind);
        assertThat(refusal.hint()).isNotBlank();
        assertThat(refusal).hasMessageContaining(String.valueOf(refusal.file().getFileName()));
        return refusal;
    }

    private static void sql(Path file, String... statements) throws SQLException {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void aFlushThatAnotherWriterPutsOffIsNoFailureAndLeavesTheStoreAsItWas() throws SQLException {
        Path file = folder.resolve("crm.db");
        try (LocalStore store = LocalStore.open(file, "test", 50);
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            store.flush();
            statement.execute("BEGIN IMMEDIATE");
            refused(Kind.BUSY, () -> store.putMeta("name", "value"));
            store.flush();
            statement.execute("COMMIT");
            store.flush();
            long synchronous =
                    store.database().read("look", () -> store.database().number("PRAGMA synchronous"));
            assertThat(synchronous).as("NORMAL").isEqualTo(1);
            store.putMeta("name", "value");
            assertThat(store.meta("name")).contains("value");
        }
    }

    @Test
    void aNewAndAnEmptyFileBecomeADatabase() throws IOException {
        Path file = folder.resolve("new.db");
        LocalStore.open(file, "test").close();
        LocalStore.open(file, "test").close();
        Path empty = Files.createFile(folder.resolve("empty.db"));
        try (LocalStore store = LocalStore.open(empty, "test")) {
            assertThat(store.identity()).isEmpty();
            assertThat(store.status()).isEmpty();
        }
    }

    @Test
    void aNameOfAnyCharactersWillDo() {
        Path file = folder.resolve("Zürich 100% ?x=1#y 😀.db");
        LocalStore.open(file, "test").close();
        assertThat(file).isNotEmptyFile();
    }

    @Test
    void aFileThatIsNoDatabaseIsLeftAsItIs() throws IOException {
        Path file = folder.resolve("notes.txt");
        String text = "Dear diary, this is no database at all. ".repeat(200);
        Files.writeString(file, text);
        refused(Kind.NOT_A_DATABASE, () -> LocalStore.open(file, "test"));
        assertThat(file).hasContent(text);
        Files.writeString(file, "short");
        refused(Kind.NOT_A_DATABASE, () -> LocalStore.open(file, "test"));
        assertThat(file).hasContent("short");
    }

    @Test
    void aDatabaseOfAnotherProgramIsLeftAsItIs() throws Exception {
        Path file = folder.resolve("other.db");
        sql(file, "CREATE TABLE t(a)");
        byte[] before = Files.readAllBytes(file);
        refused(Kind.NOT_A_DATABASE, () -> LocalStore.open(file, "test"));
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void aDatabaseOfAnotherVersionIsLeftAsItIs() throws Exception {
        Path file = folder.resolve("v99.db");
        LocalStore.open(file, "test").close();
        sql(file, "PRAGMA user_version = 99");
        byte[] before = Files.readAllBytes(file);
        assertThat(refused(Kind.OTHER_VERSION, () -> LocalStore.open(file, "test")))
                .hasMessageContaining("format 99");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void aDatabaseOfAnotherConnectorOrOrganisationIsRefused() {
        Path file = folder.resolve("crm.db");
        StoreIdentity ours = new StoreIdentity("test", "org1", "Contoso", "u1");
        try (LocalStore store = LocalStore.open(file, "test")) {
            assertThat(store.claim(ours)).isEmpty();
            assertThat(store.claim(new StoreIdentity("test", "org1", "Contoso Ltd", "u2")))
                    .contains(ours);
        }
        refused(Kind.OTHER_OWNER, () -> LocalStore.open(file, "other"));
        try (LocalStore store = LocalStore.open(file, "test")) {
            StoreException refusal =
                    refused(Kind.OTHER_OWNER, () -> store.claim(new StoreIdentity("test", "org2", "Fabrikam", "u1")));
            assertThat(refusal).hasMessageContaining("Contoso Ltd").hasMessageContaining("Fabrikam");
            assertThat(store.identity()).contains(new StoreIdentity("test", "org1", "Contoso Ltd", "u2"));
        }
    }

    @Test
    void aMissingFolderAndAFolderInsteadOfAFileAreTold() {
        refused(Kind.MISSING, () -> LocalStore.open(folder.resolve("no/such/crm.db"), "test"));
        refused(Kind.NOT_A_DATABASE, () -> LocalStore.open(folder, "test"));
        refused(Kind.MISSING, () -> LocalStore.openBeside(folder.resolve("none.db")));
        assertThat(folder.resolve("none.db")).doesNotExist();
    }

    @Test
    void aReadOnlyFileIsToldBeforeAnythingIsDone() throws IOException {
        Path file = folder.resolve("crm.db");
        LocalStore.open(file, "test").close();
        assertThat(file.toFile().setWritable(false)).isTrue();
        assumeFalse(Files.isWritable(file), "this user may write everything");
        refused(Kind.READ_ONLY, () -> LocalStore.open(file, "test"));
    }

    @Test
    void onlyOneSyncAtATimeAndTheOtherIsNamed() {
        Path file = folder.resolve("crm.db");
        try (LocalStore first = LocalStore.open(file, "test")) {
            StoreException refusal = refused(Kind.IN_USE, () -> LocalStore.open(file, "test"));
            assertThat(refusal)
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
            try (LocalStore beside = LocalStore.openBeside(file)) {
                assertThat(beside.status()).isEqualTo(first.status());
                refused(Kind.IN_USE, () -> beside.reset(true));
            }
        }
        LocalStore.open(file, "test").close();
    }

    @Test
    void aDatabaseThatIsReachedByTwoNamesHasOneLock() throws IOException {
        Path file = folder.resolve("real.db");
        Path link = Files.createSymbolicLink(folder.resolve("link.db"), Path.of("real.db"));
        try (LocalStore first = LocalStore.open(link, "test")) {
            assertThat(first.status()).isEmpty();
            refused(Kind.IN_USE, () -> LocalStore.open(file, "test"));
        }
        try (LocalStore first = LocalStore.open(file, "test")) {
            assertThat(first.status()).isEmpty();
            refused(Kind.IN_USE, () -> LocalStore.open(link, "test"));
        }
    }

    @Test
    void aNameThatMeansSomethingToSqliteIsAFileAllTheSame() throws IOException {
        for (String name : List.of(":memory:", "file:x.db?mode=memory")) {
            // only a relative path begins with its name
            Path file = Path.of(name);
            try {
                LocalStore.open(file, "test").close();
                assertThat(file).exists();
            } finally {
                for (String suffix : List.of("", "-wal", "-shm", ".lock")) {
                    Files.deleteIfExists(Path.of(name + suffix));
                }
            }
        }
    }

    @Test
    void aSyncOfAnotherProcessIsSeen() throws Exception {
        Path file = folder.resolve("crm.db");
        LocalStore.open(file, "test").close();
        Process holder = ChildJvm.start(LockHolder.class, file.toString());
        try {
            assertThat(holder.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("locked");
            assertThat(refused(Kind.IN_USE, () -> LocalStore.open(file, "test")))
                    .hasMessageContaining("process " + holder.pid());
        } finally {
            holder.destroyForcibly();
            assertThat(holder.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        LocalStore.open(file, "test").close();
    }

    /** A process that holds the lock until it is killed. */
    static final class LockHolder {
        private LockHolder() {}

        @SuppressWarnings("SystemOut") // the parent reads it
        public static void main(String[] args) throws IOException {
            try (LocalStore store = LocalStore.open(Path.of(args[0]), "test")) {
                System.out.println("locked");
                System.out.flush();
                int ended = System.in.read();
                store.putMeta("ended", Integer.toString(ended));
            }
        }
    }

    @Test
    void aWriteLockOfAnotherProgramIsWaitedForAndThenTold() throws SQLException {
        Path file = folder.resolve("crm.db");
        try (LocalStore store = LocalStore.open(file, "test", 50);
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            refused(Kind.BUSY, () -> store.putMeta("a", "b"));
            statement.execute("ROLLBACK");
            store.putMeta("a", "b");
            assertThat(store.meta("a")).contains("b");
        }
    }

    @Test
    void aFullDiskLosesNothingAndTheStoreGoesOn() throws SQLException {
        try (StoreFixture crm = new StoreFixture(folder, Samples.contact(IdAssignment.CLIENT))) {
            crm.download("contact", List.of("lastname"), Samples.row("c1", "v1", "Ada"));
            // the limit on pages is the connection's, and gives what a full disk gives
            limitPages(crm.store, 40);
            refused(Kind.FULL, () -> {
                try (PageTransaction page =
                        crm.store.pageWriter("contact", List.of("lastname")).begin()) {
                    for (int i = 0; i < 2000; i++) {
                        page.upsert(Samples.row("d" + i, "v", "x".repeat(300)));
                    }
                    page.commit();
                }
            });
            assertThat(crm.rows("SELECT contactid FROM contact")).containsExactly("c1");
            assertThat(crm.one("SELECT applying FROM crmlink_guard")).isEqualTo("0");
            limitPages(crm.store, 100_000);
            crm.download("contact", List.of("lastname"), Samples.row("c2", "v1", "Alan"));
            assertThat(crm.rows("SELECT contactid FROM contact")).hasSize(2);
        }
    }

    private static void limitPages(LocalStore store, int pages) {
        store.database().direct("limit", () -> store.database().number("PRAGMA max_page_count = " + pages));
    }

    @Test
    void aDamagedDatabaseIsTold() throws Exception {
        Path file = folder.resolve("crm.db");
        LocalStore.open(file, "test").close();
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 4096; i < bytes.length; i++) {
            bytes[i] = (byte) 0xA5;
        }
        Files.write(file, bytes);
        refused(Kind.CORRUPT, () -> {
            try (LocalStore store = LocalStore.open(file, "test")) {
                store.status();
            }
        });
    }

    @Test
    void everyErrorOfSqliteNamesTheFileAndWhatToDo() {
        Path file = folder.resolve("crm.db");
        assertThat(StoreFailure.of(file, "write", error(SQLiteErrorCode.SQLITE_IOERR_WRITE))
                        .kind())
                .isEqualTo(Kind.IO);
        assertThat(StoreFailure.of(file, "write", error(SQLiteErrorCode.SQLITE_READONLY_DIRECTORY))
                        .kind())
                .isEqualTo(Kind.READ_ONLY);
        assertThat(StoreFailure.of(file, "write", error(SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT))
                        .kind())
                .isEqualTo(Kind.BUSY);
        assertThat(StoreFailure.of(file, "open", error(SQLiteErrorCode.SQLITE_CANTOPEN))
                        .kind())
                .isEqualTo(Kind.IO);
        for (SQLiteErrorCode code : SQLiteErrorCode.values()) {
            StoreException failure = StoreFailure.of(file, "write", error(code));
            assertThat(failure).hasMessageContaining("crm.db");
            assertThat(failure.hint()).isNotBlank();
        }
    }

    private static SQLiteException error(SQLiteErrorCode code) {
        return new SQLiteException("told by SQLite", code);
    }

    @Test
    void closingTwiceDoesNothing() {
        LocalStore store = LocalStore.open(folder.resolve("crm.db"), "test");
        store.close();
        store.close();
        assertThatThrownBy(() -> store.putMeta("a", "b")).isInstanceOf(StoreException.class);
    }
}
