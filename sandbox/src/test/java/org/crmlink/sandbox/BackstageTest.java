package org.crmlink.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackstageTest {

    private static final String TABLE = """
            {"tables": [{"schemaName": "crml_Thing", "primaryName": "crml_name", "columns": [
              {"schemaName": "crml_Name", "type": "string"},
              {"schemaName": "crml_Flag", "type": "boolean"},
              {"schemaName": "crml_Count", "type": "integer"},
              {"schemaName": "crml_Big", "type": "bigInt"},
              {"schemaName": "crml_Ratio", "type": "double", "precision": 3},
              {"schemaName": "crml_Amount", "type": "decimal", "precision": 2},
              {"schemaName": "crml_Seen", "type": "dateTime"},
              {"schemaName": "crml_Day", "type": "dateTime", "behavior": "dateOnly"},
              {"schemaName": "crml_Shift", "type": "dateTime", "behavior": "timeZoneIndependent"},
              {"schemaName": "crml_Colour", "type": "choice", "options": [{"value": 1, "label": "R"}, {"value": 2, "label": "G"}]},
              {"schemaName": "crml_Tools", "type": "choices", "options": [{"value": 1, "label": "D"}, {"value": 2, "label": "M"}]},
              {"schemaName": "crml_Keeper", "type": "lookup", "targets": [{"table": "contact"}]},
              {"schemaName": "crml_External", "type": "uniqueIdentifier"}
            ]}]}
            """;

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private Sandbox sandbox;
    private Backstage backstage;

    @BeforeEach
    void start() throws IOException {
        sandbox = Sandbox.dynamics(DynamicsOptions.builder().token("t").build()).start();
        backstage = sandbox.backstage();
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private HttpResponse<String> read(String token, String path) throws Exception {
        URI address = URI.create(sandbox.url() + "/api/data/v9.2/" + path);
        return http.send(
                HttpRequest.newBuilder(address)
                        .header("Authorization", "Bearer " + token)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> logIn() throws Exception {
        String form = "grant_type=client_credentials&client_id=demo&client_secret=demo-secret&scope=x/.default";
        return http.send(
                HttpRequest.newBuilder(URI.create(sandbox.tokenUrl()))
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String tokenOf(HttpResponse<String> login) {
        return login.body().replaceFirst("(?s).*\"access_token\"\\s*:\\s*\"([^\"]+)\".*", "$1");
    }

    @Test
    void everyTypeComesBackAsItWasGiven() throws IOException {
        Path file = Files.writeString(folder.resolve("thing.json"), TABLE);
        sandbox.define(file.toUri().toURL());
        String contact = backstage.insert("contact", Map.of("lastname", "Ek"));
        Map<String, Object> values = new HashMap<>();
        values.put("crml_name", "a thing");
        values.put("crml_flag", true);
        values.put("crml_count", 7);
        values.put("crml_big", 1L << 40);
        values.put("crml_ratio", 0.125);
        values.put("crml_amount", new BigDecimal("10.50"));
        values.put("crml_seen", Instant.parse("2031-02-03T04:05:06Z"));
        values.put("crml_day", LocalDate.of(2031, 2, 3));
        values.put("crml_shift", LocalDateTime.of(2031, 2, 3, 4, 5, 6));
        values.put("crml_colour", 2);
        values.put("crml_tools", List.of(1, 2));
        values.put("crml_keeper", Reference.of("contact", contact));
        values.put("crml_external", UUID.randomUUID().toString());

        String id = backstage.insert("crml_thing", values);

        assertThat(backstage.get("crml_thing", id))
                .hasValueSatisfying(
                        row -> assertThat(row).containsAllEntriesOf(values).containsEntry("crml_thingid", id));
    }

    @Test
    void optionsAreTakenAsTextToo() {
        String id = backstage.insert("contact", Map.of("lastname", "Ek", "preferredcontactmethodcode", "2"));
        assertThat(backstage.get("contact", id).orElseThrow()).containsEntry("preferredcontactmethodcode", 2);
    }

    @Test
    void clientsSeeWhatIsDoneBackstage() throws Exception {
        String mine = UUID.randomUUID().toString();
        String id = backstage.insert("contact", Map.of("contactid", mine, "lastname", "Ek"));
        assertThat(id).isEqualTo(mine);
        assertThat(backstage.ids("contact")).containsExactly(mine);
        assertThat(read("t", "contacts(" + id + ")").body()).contains("\"Ek\"");

        backstage.update("contact", id, Map.of("lastname", "Alm"));
        assertThat(read("t", "contacts(" + id + ")").body()).contains("\"Alm\"").doesNotContain("\"Ek\"");

        assertThat(backstage.delete("contact", id)).isTrue();
        assertThat(read("t", "contacts(" + id + ")").statusCode()).isEqualTo(404);
        assertThat(backstage.get("contact", id)).isEmpty();
        assertThat(backstage.delete("contact", id)).isFalse();
    }

    @Test
    void whatAClientMayNotDoIsRefusedHereToo() {
        assertThatThrownBy(() -> backstage.insert("contact", Map.of("lastname", "x".repeat(5_000))))
                .isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> backstage.insert("contact", Map.of("shoe", 44)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(backstage.ids("contact")).isEmpty();
    }

    @Test
    void rowsMayBearAModificationThatIsPast() {
        Instant past = backstage.now().minus(Duration.ofHours(3)).truncatedTo(ChronoUnit.SECONDS);
        String id = backstage.insertModified(past, "contact", Map.of("lastname", "Ek"));
        assertThat(backstage.get("contact", id).orElseThrow())
                .containsEntry("lastname", "Ek")
                .containsEntry("modifiedon", past);
    }

    @Test
    void aNewColumnIsThereAtOnce() throws Exception {
        String column = backstage.addColumn("contact", "new_Hobby");
        String id = backstage.insert("contact", Map.of("lastname", "Ek", column, "chess"));
        assertThat(column).isEqualTo("new_hobby");
        assertThat(read("t", "contacts(" + id + ")?$select=new_hobby").body()).contains("chess");
    }

    @Test
    void expiredLoginsAreRefusedAndNewOnesWork() throws Exception {
        String token = tokenOf(logIn());
        assertThat(read(token, "WhoAmI").statusCode()).isEqualTo(200);
        backstage.expireLogins();
        assertThat(read(token, "WhoAmI").statusCode()).isEqualTo(401);
        assertThat(read(tokenOf(logIn()), "WhoAmI").statusCode()).isEqualTo(200);
    }

    @Test
    void refusedLoginsAreRefusedUntilTheyAreAllowed() throws Exception {
        String token = tokenOf(logIn());
        backstage.refuseLogins();
        assertThat(read(token, "WhoAmI").statusCode()).isEqualTo(401);
        HttpResponse<String> refused = logIn();
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("unauthorized_client", "AADSTS7000112");
        backstage.allowLogins();
        assertThat(read(tokenOf(logIn()), "WhoAmI").statusCode()).isEqualTo(200);
    }

    @Test
    void whatMayNotBeReadIsForbiddenUntilItMayAgain() throws Exception {
        backstage.insert("contact", Map.of("lastname", "Ek"));
        backstage.allowReading("contact", false);
        assertThat(read("t", "contacts").statusCode()).isEqualTo(403);
        assertThat(read("t", "accounts").statusCode()).isEqualTo(200);
        backstage.allowReading("contact", true);
        assertThat(read("t", "contacts").body()).contains("Ek");
    }
}
