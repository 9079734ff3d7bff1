package org.crmlink.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxTest {

    @TempDir
    Path folder;

    private static DynamicsOptions.Builder options() {
        return DynamicsOptions.builder();
    }

    @Test
    void filesAreLoadedWithTheirColumnsMapped() throws IOException {
        Path file = folder.resolve("contacts.csv");
        Files.writeString(file, "LastName,Email,Shoe\nGröße,a@b.example,44\n");
        try (Sandbox sandbox = Sandbox.dynamics(
                options().load("contact", file).map("Email", "emailaddress1").build())) {
            Row row = sandbox.store().scan("contact", null, 1).get(0);
            assertThat(row.get("lastname")).isEqualTo("Größe");
            assertThat(row.get("emailaddress1")).isEqualTo("a@b.example");
            assertThat(sandbox.loadLines())
                    .containsExactly(
                            "contact: 1 of 1 records loaded", "contact: column Shoe is unknown, ignored in 1 records");
            assertThat(sandbox.isNew()).isTrue();
        }
    }

    @Test
    void aFileThatIsMissingAndATableThatIsUnknownAreErrors() throws IOException {
        Path missing = folder.resolve("missing.json");
        assertThatThrownBy(() ->
                        Sandbox.dynamics(options().load("contact", missing).build()))
                .isInstanceOf(IOException.class);
        Path file = Files.writeString(folder.resolve("x.json"), "[]");
        assertThatThrownBy(
                        () -> Sandbox.dynamics(options().load("nothing", file).build()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFolderKeepsTheDataOverRestarts() throws IOException {
        Path kept = folder.resolve("kept");
        RecordId id;
        try (Sandbox sandbox =
                Sandbox.dynamics(options().folder(kept).records(3).build()).start()) {
            assertThat(sandbox.isNew()).isTrue();
            id = sandbox.store().insert("account", Map.of("name", "stays")).id();
            assertThatThrownBy(() -> Sandbox.dynamics(options().folder(kept).build()))
                    .isInstanceOf(IOException.class);
        }
        try (Sandbox sandbox =
                Sandbox.dynamics(options().folder(kept).records(3).build())) {
            assertThat(sandbox.isNew()).isFalse();
            assertThat(sandbox.store().get("account", id).orElseThrow().get("name"))
                    .isEqualTo("stays");
            assertThat(sandbox.store().count("account")).isEqualTo(4);
        }
    }

    @Test
    void aFolderWithADamagedStoreIsAnIoException() throws IOException {
        Path kept = folder.resolve("damaged");
        Sandbox.dynamics(options().folder(kept).build()).close();
        try (var files = Files.list(kept)) {
            for (Path file : files.toList()) {
                Files.writeString(file, "this is no store");
            }
        }
        assertThatThrownBy(() -> Sandbox.dynamics(options().folder(kept).build()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(kept.toString());
    }

    @Test
    void colleaguesChangeSomeRows() throws IOException {
        try (Sandbox sandbox = Sandbox.dynamics(options().records(50).build())) {
            long before = sandbox.store().currentRowVersion();
            assertThat(sandbox.colleaguesWork(1)).matches("\\d+ created, \\d+ changed, \\d+ deleted");
            assertThat(sandbox.store().currentRowVersion()).isGreaterThan(before);
        }
    }

    @Test
    void documentedDefaultsAreAcceptedAndSecretsAreNotPrinted() throws Exception {
        DynamicsOptions all = options()
                .token("tok-123")
                .client("c", "sec-123")
                .user("u", "pw-123")
                .build();
        assertThat(all.toString()).doesNotContain("123");
        try (Sandbox sandbox = Sandbox.dynamics(all).start()) {
            HttpClient client = HttpClient.newHttpClient();
            HttpRequest request = HttpRequest.newBuilder(URI.create(sandbox.tokenUrl()))
                    .timeout(Duration.ofSeconds(10))
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "grant_type=client_credentials&client_id=demo&client_secret=demo-secret"))
                    .build();
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void closingTwiceAndBeforeTheStartDoesNoHarm() throws IOException {
        Sandbox sandbox = Sandbox.dynamics(options().build());
        sandbox.close();
        sandbox.close();
    }
}
