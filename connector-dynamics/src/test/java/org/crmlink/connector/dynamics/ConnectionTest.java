package org.crmlink.connector.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.crmlink.sandbox.data.OrganizationData;
import org.crmlink.sandbox.http.Faults;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ConnectorProvider;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Identity;
import org.crmlink.sdk.InteractiveLogin;
import org.crmlink.sdk.LoginStatus;
import org.crmlink.sdk.access.AccessInfo;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.config.ConfigProblem;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.upload.Uploader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options, logins and what the online check says. */
class ConnectionTest {

    @TempDir
    Path directory;

    private SandboxConnection crm;

    @BeforeEach
    void connect() {
        crm = SandboxConnection.open(directory, options -> options.records(0).token("given-token"), Map.of());
    }

    @AfterEach
    void disconnect() {
        crm.close();
    }

    private static Configuration configuration(Map<String, String> values) {
        return Configuration.of(DynamicsOptions.ALL, values);
    }

    private ConnectorException failure(Map<String, String> more) {
        try (Connector connector = SandboxConnection.connect(crm.sandbox, crm.context, more)) {
            AtomicReference<ConnectorException> thrown = new AtomicReference<>();
            assertThatThrownBy(connector::identify).isInstanceOfSatisfying(ConnectorException.class, thrown::set);
            assertThat(thrown.get().hint()).isPresent();
            return thrown.get();
        }
    }

    private Identity identity(Map<String, String> more) {
        try (Connector connector = SandboxConnection.connect(crm.sandbox, crm.context, more)) {
            return connector.identify();
        }
    }

    @Test
    void LOAD_1_theServiceLoaderFindsTheConnector() {
        assertThat(ServiceLoader.load(ConnectorProvider.class))
                .anySatisfy(provider -> assertThat(provider.descriptor().id()).isEqualTo("dynamics"));
        assertThat(new DynamicsConnectorProvider().descriptor().version())
                .matches("[0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?");
    }

    @Test
    void CONF_1_allProblemsAreReportedAtOnce() {
        DynamicsConnectorProvider provider = new DynamicsConnectorProvider();
        List<ConfigProblem> problems = provider.validate(configuration(
                Map.of("url", "ftp://x", "clientid", "a", "page-size", "0", "caller-id", "me", "auth", "password")));
        assertThat(problems)
                .extracting(ConfigProblem::key)
                .contains("url", "clientid", "page-size", "caller-id", "client-id", "username", "password");
        assertThat(problems).anySatisfy(problem -> assertThat(problem.message()).contains("did you mean 'client-id'"));
        assertThatThrownBy(() -> provider.open(configuration(Map.of()), crm.context))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONFIG_INVALID));
    }

    @Test
    void theOrganisationPathAndTheApisOwnPathAreUnderstood() {
        assertThat(new DynamicsOptions(configuration(Map.of("url", "https://crm.example/org"))).base())
                .isEqualTo("https://crm.example/org/");
        assertThat(new DynamicsOptions(configuration(Map.of("url", "https://crm.example/org/api/data/v9.1/"))).base())
                .isEqualTo("https://crm.example/org/");
        assertThat(new DynamicsOptions(configuration(Map.of("url", "https://org.crm4.dynamics.com"))).base())
                .isEqualTo("https://org.crm4.dynamics.com/");
    }

    @Test
    void whoAmIIsTold() {
        Identity identity = crm.connector.identify();
        assertThat(identity.organizationId()).isEqualTo(OrganizationData.ORGANIZATION.text());
        assertThat(identity.organizationName()).isNotEmpty().isNotEqualTo(identity.organizationId());
        assertThat(identity.userName()).isNotEmpty();
        assertThat(identity.serverTime()).isNotNull();
        assertThat(crm.connector.capabilities().facets())
                .isEqualTo(Set.of(EntityMetadata.class, ChangeReader.class, Uploader.class, AccessInfo.class));
        assertThat(crm.connector.capabilities().maxBatch()).isEqualTo(1_000);
    }

    @Test
    void theAuthorityIsFoundByAskingTheServer() {
        assertThat(identity(Map.of("token-url", "")).userId()).isNotEmpty();
    }

    @Test
    void anApplicationLogsInWithACertificate() throws Exception {
        Path file = directory.resolve("app.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-dname",
                        "CN=app",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "changeit",
                        "-alias",
                        "app")
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore store = KeyStore.getInstance(file.toFile(), "changeit".toCharArray());
        X509Certificate certificate = (X509Certificate) store.getCertificate("app");
        Map<String, String> options = Map.of(
                "client-id", "app",
                "client-secret", "",
                "certificate", file.toString(),
                "certificate-password", "changeit");
        try (SandboxConnection certified = SandboxConnection.open(
                directory, sandbox -> sandbox.records(0).certificate("app", certificate), options)) {
            assertThat(certified.connector.identify().userId()).isNotEmpty();
        }
        Map<String, String> missing = Map.of(
                "client-id",
                "app",
                "client-secret",
                "",
                "certificate",
                directory.resolve("none.pem").toString());
        assertThatThrownBy(() -> SandboxConnection.connect(crm.sandbox, crm.context, missing))
                .isInstanceOfSatisfying(ConnectorException.class, e -> {
                    assertThat(e.kind()).isEqualTo(ErrorKind.CONFIG_INVALID);
                    assertThat(e.getMessage()).contains("none.pem");
                });
    }

    @Test
    void aUserLogsInWithAPassword() {
        assertThat(identity(Map.of(
                                "auth", "password",
                                "client-id", "51f81489-12ee-4a9e-aaae-a2591f45987d",
                                "client-secret", "",
                                "username", "admin@sandbox.example",
                                "password", "demo-password"))
                        .userId())
                .isNotEmpty();
    }

    @Test
    void aGivenTokenIsSent() {
        assertThat(identity(Map.of("client-secret", "", "token", "given-token")).userId())
                .isNotEmpty();
        assertThat(failure(Map.of("client-secret", "", "token", "another")).kind())
                .isEqualTo(ErrorKind.UNAUTHENTICATED);
    }

    @Test
    void aPersonLogsInByDeviceCodeOnce() {
        Map<String, String> device =
                Map.of("auth", "device-code", "client-id", "51f81489-12ee-4a9e-aaae-a2591f45987d", "client-secret", "");
        List<Duration> waits = new ArrayList<>();
        crm.context.sleeper = waits::add;
        try (Connector connector = SandboxConnection.connect(crm.sandbox, crm.context, device)) {
            InteractiveLogin login = connector.facet(InteractiveLogin.class).orElseThrow();
            assertThat(login.status().state()).isEqualTo(LoginStatus.State.LOGGED_OUT);
            assertThatThrownBy(connector::identify)
                    .isInstanceOfSatisfying(
                            ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED));
            login.login((uri, code, expires, message) ->
                    crm.sandbox.identity().approveDevice(code, "admin@sandbox.example"));
            assertThat(connector.identify().userId()).isNotEmpty();
            assertThat(login.status().state()).isEqualTo(LoginStatus.State.LOGGED_IN);
        }
        assertThat(waits).as("as long as the server says").containsExactly(Duration.ofSeconds(5));
        try (Connector connector = SandboxConnection.connect(crm.sandbox, crm.context, device)) {
            assertThat(connector.identify().userId()).isNotEmpty();
            connector.facet(InteractiveLogin.class).orElseThrow().logout();
        }
    }

    @Test
    void CONF_3_eachFailureHasItsOwnKind() throws Exception {
        assertThat(failure(Map.of("client-secret", "wrong")).kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
        assertThat(failure(Map.of("client-id", "nobody")).kind()).isEqualTo(ErrorKind.CONFIG_INVALID);
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThat(failure(Map.of("url", "http://127.0.0.1:" + free)).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
        assertThat(failure(Map.of("url", crm.sandbox.url() + "/no/such/place")).kind())
                .isEqualTo(ErrorKind.CONFIG_INVALID);
        crm.sandbox
                .faults()
                .on("GET", "WhoAmI")
                .answer(
                        403,
                        Map.of("Content-Type", "application/json"),
                        "{\"error\":{\"code\":\"0x80072560\",\"message\":\"The user is not a member of the organization.\"}}");
        ConnectorException stranger = failure(Map.of());
        assertThat(stranger.kind()).isEqualTo(ErrorKind.FORBIDDEN);
        assertThat(stranger.hint()).hasValueSatisfying(hint -> assertThat(hint).contains("application user"));
    }

    @Test
    void anAnswerThatCannotBeReadSaysWhoseItIs() {
        Map<String, String> json = Map.of("Content-Type", "application/json");
        for (String body : List.of("", "{\"value\":[{\"", "[1,true]")) {
            Faults.Fault broken = crm.sandbox.faults().on("GET", "WhoAmI").answer(200, json, body);
            ConnectorException failure = failure(Map.of());
            assertThat(failure.kind()).isEqualTo(ErrorKind.PROTOCOL_ERROR);
            assertThat(failure).hasMessageContaining(crm.sandbox.url()).hasMessageContaining("WhoAmI");
            assertThat(broken.fired()).isEqualTo(1);
        }
    }

    @Test
    void anOlderServerIsFoundByItsVersion() {
        crm.sandbox.faults().on("GET", "/v9.2/RetrieveVersion").answer(501, Map.of(), "");
        crm.sandbox
                .faults()
                .on("GET", "/v8.0/RetrieveVersion")
                .answer(200, Map.of("Content-Type", "application/json"), "{\"Version\":\"9.1.12.5\"}");
        crm.sandbox.requests().clear();
        assertThat(identity(Map.of()).serverVersion()).isEqualTo("9.1.12.5");
        assertThat(crm.sandbox.requests().count(entry -> entry.target().contains("/v9.1/WhoAmI")))
                .isEqualTo(1);
    }

    @Test
    void aVersionThatTheServerDoesNotSpeakIsNamed() {
        ConnectorException failure = failure(Map.of("api-version", "9.9"));
        assertThat(failure.kind()).isEqualTo(ErrorKind.CONFIG_INVALID);
        assertThat(failure).hasMessageContaining("9.9");
        assertThat(failure.hint()).hasValueSatisfying(hint -> assertThat(hint).contains("api-version"));
    }

    @Test
    void aPersonsTokenAddressMustShowWhereTheLoginPageIs() {
        for (String auth : List.of("browser", "device-code")) {
            assertThatThrownBy(() -> SandboxConnection.connect(
                            crm.sandbox,
                            crm.context,
                            Map.of("auth", auth, "client-secret", "", "token-url", crm.sandbox.tokenUrl() + "s")))
                    .isInstanceOfSatisfying(
                            ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONFIG_INVALID))
                    .hasMessageContaining("token-url");
        }
    }

    @Test
    void anExpiredTokenIsRenewedOnce() {
        crm.connector.identify();
        crm.sandbox.identity().revokeAccessTokens();
        assertThatCode(crm.connector::identify).doesNotThrowAnyException();
    }

    @Test
    void LOAD_5_closingEndsRunningCallsAndIsIdempotent() throws Exception {
        crm.describe("account");
        CountDownLatch never = new CountDownLatch(1);
        Faults.Fault held = crm.sandbox.faults().on("GET", "WhoAmI").hold(never);
        AtomicReference<RuntimeException> ended = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            try {
                crm.connector.identify();
            } catch (RuntimeException e) {
                ended.set(e);
            }
        });
        caller.start();
        waitUntil(held);
        crm.connector.close();
        crm.connector.close();
        caller.join(TimeUnit.SECONDS.toMillis(2));
        never.countDown();
        assertThat(caller.isAlive()).isFalse();
        assertThat(ended.get()).isInstanceOfAny(ConnectorException.class, IllegalStateException.class);
        assertThatThrownBy(crm.connector::identify).isInstanceOf(IllegalStateException.class);
    }

    private static void waitUntil(Faults.Fault fault) throws InterruptedException {
        for (int i = 0; i < 500 && fault.fired() == 0; i++) {
            Thread.sleep(10);
        }
        assertThat(fault.fired()).isEqualTo(1);
    }

    @Test
    void TIME_2_anInterruptEndsACall() throws Exception {
        crm.connector.identify();
        CountDownLatch never = new CountDownLatch(1);
        Faults.Fault held = crm.sandbox.faults().on("GET", "WhoAmI").hold(never);
        AtomicReference<ConnectorException> ended = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            try {
                crm.connector.identify();
            } catch (ConnectorException e) {
                ended.set(e);
            }
        });
        caller.start();
        waitUntil(held);
        caller.interrupt();
        caller.join(TimeUnit.SECONDS.toMillis(2));
        never.countDown();
        assertThat(caller.isAlive()).isFalse();
        assertThat(ended.get().kind()).isEqualTo(ErrorKind.CANCELLED);
    }

    @Test
    void OBS_1_everyRequestIsReportedOnce() {
        crm.sandbox.requests().clear();
        crm.context.events.clear();
        crm.connector.identify();
        crm.describe("contact");
        assertThat(crm.context.events).hasSize((int) crm.sandbox.requests().count(entry -> !entry.batched()));
    }
}
