package org.crmlink.host.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.config.Secret;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileCredentialStoreTest {

    @TempDir
    Path temp;

    private Path directory;
    private Path file;
    private FileCredentialStore store;

    @BeforeEach
    void aStoreInADirectoryThatDoesNotExistYet() {
        directory = temp.resolve("config").resolve("crmlink");
        file = directory.resolve("credentials");
        store = FileCredentialStore.in(directory);
    }

    private void put(String key, String secret) {
        store.update(key, before -> Optional.of(Secret.of(secret)));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static boolean isPosix() {
        return java.nio.file.FileSystems.getDefault()
                .supportedFileAttributeViews()
                .contains("posix");
    }

    @Test
    void whatIsStoredIsReadByAnotherStore() {
        put("a", "one");
        put("b", "two");
        FileCredentialStore other = FileCredentialStore.in(directory);
        assertThat(other.read("a")).contains(Secret.of("one"));
        assertThat(other.read("b")).contains(Secret.of("two"));
        assertThat(other.read("c")).isEmpty();
    }

    @Test
    void readingAStoreThatDoesNotExistFindsNothingAndMakesNothing() {
        assertThat(store.read("a")).isEmpty();
        assertThat(directory).doesNotExist();
    }

    @Test
    void aChangeSeesWhatIsStoredAndEmptyRemoves() {
        put("a", "one");
        assertThat(store.update("a", before -> {
                    assertThat(before).contains(Secret.of("one"));
                    return Optional.empty();
                }))
                .isEmpty();
        assertThat(store.read("a")).isEmpty();
    }

    @Test
    void aChangeThatThrowsChangesNothing() {
        put("a", "one");
        assertThatThrownBy(() -> store.update("a", before -> {
                    throw new IllegalArgumentException("server said no");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(store.read("a")).contains(Secret.of("one"));
        assertThat(directory.resolve("credentials.tmp")).doesNotExist();
        put("a", "two");
        assertThat(store.read("a")).contains(Secret.of("two"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "tab\tline\nreturn\rback\\slash", "\\t", "\\", "ünïcode 漢字 😀", "end 1", "#"})
    void everyTextSurvivesAsKeyAndAsSecret(String text) {
        put(text, text);
        put("other", "x");
        assertThat(FileCredentialStore.in(directory).read(text)).contains(Secret.of(text));
    }

    @Test
    void filesAreMadeForTheirOwnerAlone() throws IOException {
        assumeTrue(isPosix());
        put("a", "one");
        assertThat(mode(directory)).isEqualTo("rwx------");
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(mode(directory.resolve("credentials.lock"))).isEqualTo("rw-------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
    void SEC_aFileThatOthersMayTouchIsRefusedWithWhatToDo(String mode) throws IOException {
        assumeTrue(isPosix());
        put("a", "one");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        ConnectorException e = catchThrowableOfType(ConnectorException.class, () -> store.read("a"));
        assertThat(e.kind()).isEqualTo(ErrorKind.CONFIG_INVALID);
        assertThat(e).hasMessageContaining(mode);
        assertThat(e.hint().orElseThrow()).isEqualTo("run: chmod 600 " + file);
        assertThat(catchThrowable(() -> put("a", "two"))).isInstanceOf(ConnectorException.class);
    }

    @Test
    void SEC_aDirectoryInWhichOthersCouldExchangeFilesIsRefused() throws IOException {
        assumeTrue(isPosix());
        put("a", "one");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwx---"));
        assertThatThrownBy(() -> put("a", "two"))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("can be written by others");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "crmlink-credentials 1\n",
                "crmlink-credentials 2\na\thunter2\nend 1\n",
                "crmlink-credentials 1\na\thunter2\n",
                "crmlink-credentials 1\na\thunter2\nend 1",
                "crmlink-credentials 1\na\thunter2\nend 2\n",
                "crmlink-credentials 1\nhunter2\nend 1\n",
                "crmlink-credentials 1\na\thunter2\\\nend 1\n",
                "crmlink-credentials 1\na\thunter2\\x\nend 1\n",
                "crmlink-credentials 1\na\thunter2\na\thunter2\nend 1\n"
            })
    void aDamagedFileIsSaidAndNeverReplaced(String content) throws IOException {
        put("a", "one");
        Files.writeString(file, content);
        for (Runnable access : List.<Runnable>of(() -> store.read("a"), () -> put("a", "two"))) {
            ConnectorException e = catchThrowableOfType(ConnectorException.class, access::run);
            assertThat(e.kind()).isEqualTo(ErrorKind.CONFIG_INVALID);
            assertThat(e).hasMessageContaining("is damaged").hasMessageContaining(file.toString());
            assertThat(e.getMessage()).doesNotContain("hunter2");
        }
        assertThat(file).hasContent(content);
    }

    @Test
    void bytesThatAreNoTextAreDamageToo() throws IOException {
        put("a", "one");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThatThrownBy(() -> store.read("a")).hasMessageContaining("is not UTF-8 text");
    }

    @Test
    void aChangeMustNotChangeCredentialsItself() {
        assertThatIllegalStateException()
                .isThrownBy(() -> store.update("a", before -> {
                    put("b", "x");
                    return before;
                }));
        assertThat(store.read("b")).isEmpty();
    }

    @Test
    void whatARotationYieldedIsStoredThoughTheThreadWasInterruptedMeanwhile() {
        put("a", "one");
        Optional<Secret> stored = store.update("a", before -> {
            Thread.currentThread().interrupt();
            return Optional.of(Secret.of("two"));
        });
        assertThat(Thread.interrupted()).isTrue();
        assertThat(stored).contains(Secret.of("two"));
        assertThat(store.read("a")).contains(Secret.of("two"));
    }

    @Test
    void TIME2_interruptionWhileWaitingForTheLockIsCancelledWithTheFlagKept() throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread holder = new Thread(() -> store.update("a", before -> {
            held.countDown();
            await(release);
            return before;
        }));
        holder.start();
        assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        Thread waiter = new Thread(() -> {
            thrown.set(catchThrowable(() -> put("a", "x")));
            flag.set(Thread.currentThread().isInterrupted());
        });
        waiter.start();
        waiter.interrupt();
        waiter.join(2_000);
        release.countDown();
        holder.join(10_000);
        assertThat(thrown.get())
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CANCELLED));
        assertThat(flag.get()).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void twoStoresInOneProcessLoseNoRotation() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            FileCredentialStore own = FileCredentialStore.in(directory);
            Thread thread = new Thread(() -> {
                for (int n = 0; n < 25; n++) {
                    own.update("token", RotatingProcess::next);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join(30_000);
        }
        assertThat(store.read("token")).contains(Secret.of("100"));
    }

    @Test
    void twoProcessesLoseNoRotation() throws IOException, InterruptedException {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            RotatingProcess.class.getName(),
                            directory.toString(),
                            "token",
                            "60")
                    .redirectErrorStream(true)
                    .redirectOutput(temp.resolve("output-" + i).toFile())
                    .start());
        }
        for (int n = 0; n < 30; n++) {
            store.update("token", RotatingProcess::next);
        }
        for (Process process : processes) {
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            process.destroyForcibly();
            assertThat(ended).isTrue();
            assertThat(process.exitValue()).as(output()).isZero();
        }
        assertThat(store.read("token")).contains(Secret.of("150"));
    }

    private String output() throws IOException {
        return Files.readString(temp.resolve("output-0")) + Files.readString(temp.resolve("output-1"));
    }

    @Test
    void SEC1_theStoreShowsNoSecret() throws IOException {
        put("a", "hunter2");
        assertThat(store.toString()).doesNotContain("hunter2").contains(directory.toString());
        assertThat(Files.readString(file)).contains("hunter2");
    }
}
