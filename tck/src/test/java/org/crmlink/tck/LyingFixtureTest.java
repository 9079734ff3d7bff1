package org.crmlink.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.crmlink.paper.PaperPlugin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fixture that lies, or a backend that is not there, gets no certificate and a message that says what is wrong. */
class LyingFixtureTest {

    @TempDir
    private static Path folder;

    private static Path plugin;

    @BeforeAll
    static void build() throws IOException {
        plugin = PaperPlugin.build(folder);
    }

    private static Report refused(Path directory, Fixture fixture, String... words) {
        Report report = Certification.of(directory, fixture)
                .only(EnumSet.of(Requirement.R16))
                .run();
        assertThat(report.certified()).isFalse();
        assertThat(String.join("\n", report.reasons())).contains(words);
        assertThat(report.requirements())
                .hasSameSizeAs(Requirement.values())
                .allSatisfy(result -> assertThat(result.outcome()).isEqualTo(Outcome.UNTESTED));
        return report;
    }

    private static Fixture door(UnaryOperator<Backdoor> worse) {
        return new FakeFixture() {
            @Override
            public Backdoor open() throws Exception {
                return worse.apply(super.open());
            }
        };
    }

    @Test
    void aFixtureThatIgnoresTheEndpoint() {
        refused(
                plugin,
                new FakeFixture() {
                    @Override
                    public Map<String, String> configuration(Backdoor backend, URI endpoint) {
                        return super.configuration(backend, backend.url());
                    }
                },
                "did not go through the kit's proxy",
                "must use the endpoint");
    }

    @Test
    void aConfigurationThatTheConnectorRefuses() {
        refused(
                plugin,
                new FakeFixture() {
                    @Override
                    public Map<String, String> configuration(Backdoor backend, URI endpoint) {
                        return Map.of("url", endpoint.toString());
                    }
                },
                "Fixture.configuration() is not valid",
                "client-id");
    }

    @Test
    void aBackDoorThatInsertsNothing() {
        refused(
                plugin,
                door(real -> new FakeFixture.Door(real) {
                    @Override
                    public String insert(String entity, Map<String, @Nullable Object> values) {
                        return UUID.randomUUID().toString();
                    }
                }),
                "insert() and get() must reach the backend");
    }

    @Test
    void aBackDoorThatChangesNothing() {
        refused(
                plugin,
                door(real -> new FakeFixture.Door(real) {
                    @Override
                    public void update(String entity, String id, Map<String, @Nullable Object> values) {
                        // nothing
                    }
                }),
                "update() must reach the backend");
    }

    @Test
    void aBackDoorThatDeletesNothing() {
        refused(
                plugin,
                door(real -> new FakeFixture.Door(real) {
                    @Override
                    public void delete(String entity, String id) {
                        // nothing
                    }
                }),
                "deleted a record of 'person' and still finds it");
    }

    @Test
    void aBackDoorThatCannotMakeMoreThanTwoPages() {
        refused(
                plugin,
                door(real -> new FakeFixture.Door(real) {
                    private String last = "";

                    @Override
                    public String insert(String entity, Map<String, @Nullable Object> values) {
                        if (ids(entity).size() < 5) {
                            last = super.insert(entity, values);
                        }
                        return last;
                    }
                }),
                "asked for 25 records",
                "finds 5 records");
    }

    @Test
    void aBackDoorOfAnotherBackend() {
        refused(
                plugin,
                new FakeFixture() {
                    @Override
                    public Backdoor open() throws Exception {
                        Backdoor other = super.open();
                        return new Door(super.open()) {
                            @Override
                            public URI url() {
                                return other.url();
                            }

                            @Override
                            public void close() {
                                other.close();
                                super.close();
                            }
                        };
                    }
                },
                "are they on the same backend?");
    }

    @Test
    void aClockThatIsNotTheServers() {
        refused(
                plugin,
                door(real -> new FakeFixture.Door(real) {
                    @Override
                    public Instant serverNow() {
                        return super.serverNow().minus(Duration.ofDays(30));
                    }
                }),
                "serverNow() is 720 hours away");
    }

    @Test
    void aBackendThatCannotBeStarted() {
        refused(
                plugin,
                new FakeFixture() {
                    @Override
                    public Backdoor open() throws Exception {
                        throw new ConnectException("the database is down");
                    }
                },
                "Fixture.open() failed",
                "the database is down");
    }

    @Test
    void aFixtureWithoutItsLibraries() {
        refused(
                plugin,
                new FakeFixture() {
                    @Override
                    public Backdoor open() {
                        throw new NoClassDefFoundError("com/vendor/Server");
                    }
                },
                "Fixture.open() failed",
                "com/vendor/Server");
    }

    @Test
    void aBackendThatDoesNotListen() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        refused(
                plugin,
                door(real -> new FakeFixture.Door(real) {
                    @Override
                    public URI url() {
                        return URI.create("http://127.0.0.1:" + closed);
                    }
                }),
                "cannot be reached at Backdoor.url()",
                Integer.toString(closed));
    }

    @Test
    void aFixtureOfAnotherConnector() {
        Report report = refused(
                plugin,
                new FakeFixture() {
                    @Override
                    public String connector() {
                        return "other";
                    }
                },
                "holds no connector 'other'",
                "[paper]");
        assertThat(report.connector()).isEqualTo(Optional.empty());
    }

    @Test
    void aPluginDirectoryWithoutAConnector() throws IOException {
        refused(folder.resolve("nowhere"), new FakeFixture(), "there is no plugin directory");
        refused(Files.createDirectory(folder.resolve("empty")), new FakeFixture(), "holds none that can be loaded");
    }
}
