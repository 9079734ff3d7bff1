package org.crmlink.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.cli.CliException;
import org.crmlink.cli.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationReaderTest {

    private static final String GOOD = """
            version: 1
            connector: dynamics
            options:
              url: http://127.0.0.1:8081
              client-secret: ${env:CRM_SECRET}
            database: crm.db
            entities:
              account: {}
            """;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("crmlink.yaml");
    }

    private ConfigurationFile read(String yaml) throws IOException {
        Files.writeString(file, yaml);
        return ConfigurationReader.read(file, Map.of("CRM_SECRET", "s3cret"));
    }

    private String refused(String yaml) throws IOException {
        Files.writeString(file, yaml);
        try {
            ConfigurationReader.read(file, Map.of("CRM_SECRET", "s3cret"));
        } catch (CliException e) {
            assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(e.hint()).isNotEmpty();
            return e.getMessage();
        }
        throw new AssertionError("accepted: " + yaml);
    }

    @Test
    void theFileOfTheManualIsRead() throws IOException {
        ConfigurationFile read = read("""
                version: 1
                connector: dynamics
                options:
                  url: http://127.0.0.1:8081
                  client-secret: ${env:CRM_SECRET}
                database: crm.db   # relative to the working folder
                entities:
                  account: {}
                  lead:
                  contact:
                    fields: [fullname, firstname]
                    filter: statecode eq 0
                    on-conflict: device-wins
                batch-size: 5000
                plugins: [plugins, /opt/crm]
                """);

        assertThat(read.connector()).isEqualTo("dynamics");
        assertThat(read.options()).isEqualTo(Map.of("url", "http://127.0.0.1:8081", "client-secret", "s3cret"));
        assertThat(read.database()).isEqualTo(Path.of("crm.db"));
        assertThat(read.entities().keySet()).containsExactly("account", "lead", "contact");
        assertThat(read.entities().get("account").fields()).isEmpty();
        assertThat(read.entities().get("contact"))
                .isEqualTo(new ConfigurationFile.Entity(
                        Optional.of(List.of("fullname", "firstname")), "statecode eq 0", "device-wins"));
        assertThat(read.batchSize()).hasValue(5000);
        assertThat(read.plugins()).containsExactly(folder.resolve("plugins"), Path.of("/opt/crm"));
        assertThat(read.warnings()).isEmpty();
        assertThat(read.toString()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"007", "1e10", "0x1F", "yes", "true", "1_000", "2026-01-02", ".5"})
    void aValueIsTheTextAsItIsWritten(String text) throws IOException {
        assertThat(read(GOOD.replace("${env:CRM_SECRET}", text)).options()).containsEntry("client-secret", text);
    }

    @Test
    void aSecretInPlainTextIsWarnedOfAndNotRepeated() throws IOException {
        ConfigurationFile read = read(GOOD.replace("${env:CRM_SECRET}", "plain-word"));
        assertThat(read.warnings()).singleElement().asString().contains("client-secret", "${env:NAME}");
        assertThat(read.warnings().toString()).doesNotContain("plain-word");
    }

    @Test
    void aSecretComesFromAFileWithoutItsLastLineEnd() throws IOException {
        Files.writeString(folder.resolve("secret.txt"), "from a file\n");
        assertThat(read(GOOD.replace("${env:CRM_SECRET}", "${file:secret.txt}")).options())
                .containsEntry("client-secret", "from a file");
        assertThat(read(GOOD.replace("${env:CRM_SECRET}", "a$$b")).options()).containsEntry("client-secret", "a$b");
    }

    @Test
    void aReferenceThatLeadsNowhereIsToldWithoutItsText() throws IOException {
        assertThat(refused(GOOD.replace("CRM_SECRET", "NOT_SET"))).contains("options.client-secret", "NOT_SET");
        assertThat(refused(GOOD.replace("${env:CRM_SECRET}", "${file:nowhere}")))
                .contains("nowhere");
        assertThat(refused(GOOD.replace("${env:CRM_SECRET}", "${pa55word}")))
                .contains("options.client-secret", "$$")
                .doesNotContain("pa55word");
    }

    @Test
    void whatNeedsNoServerNeedsNoSecret() throws IOException {
        Files.writeString(file, GOOD);
        assertThat(ConfigurationReader.readOffline(file, Map.of()).database()).isEqualTo(Path.of("crm.db"));
    }

    @ParameterizedTest
    @CsvSource({
        "connector: dynamics, conector: dynamics, did you mean 'connector'?",
        "database: crm.db, databse: crm.db, did you mean 'database'?",
        "account: {}, account: {feilds: [name]}, did you mean 'fields'?",
        "account: {}, account: {x: y}, 'known are fields, filter, on-conflict'",
        "account: {}, account: all, entities.account must be",
        "account: {}, account: {fields: name}, entities.account.fields must be a list",
        "account: {}, account: {fields: [[name]]}, entities.account.fields must be a list",
        "account: {}, account: {filter: [a]}, entities.account.filter must be a single value",
        "version: 1, version: 2, this crmlink understands 1",
        "version: 1, version: [1], version is not a number",
        "database: crm.db, database: {a: b}, database must be a single value",
        "connector: dynamics, connector:, connector is missing",
        "url: http://127.0.0.1:8081, url: [a], options.url must be a single value"
    })
    void aSlipIsToldWithItsPlace(String right, String wrong, String told) throws IOException {
        assertThat(refused(GOOD.replace(right, wrong))).contains("crmlink.yaml", told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "100001", "-1", "5e3", "many", "12345678901234567890", "[5]"})
    void aBatchSizeOutOfItsBoundsIsRefused(String size) throws IOException {
        assertThat(refused(GOOD + "\nbatch-size: " + size + "\n"))
                .contains("crmlink.yaml", "batch-size must be a number from 1 to 100000");
        assertThat(read(GOOD).batchSize()).isEmpty();
    }

    @Test
    void allProblemsAreToldAtOnce() throws IOException {
        assertThat(refused("version: 3\nconector: x\noptions: 5\n"))
                .contains(
                        "version is 3", "conector", "options must hold", "database is missing", "entities is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version: 1\\nversion: 1|crmlink.yaml:2:1: not valid YAML: found duplicate key version",
                "version: 1\\n  a: b|crmlink.yaml:2:",
                "a: [unclosed|not valid YAML",
                "\\tversion: 1|not valid YAML",
                "a: *nowhere|nowhere",
                "version: !!java.io.File /etc|not valid YAML",
                "a: 1\\n---\\nb: 2|not valid YAML",
                "|is empty",
                "# only a comment|is empty",
                "[a, b]|does not hold 'name: value' lines",
                "just words|does not hold 'name: value' lines"
            })
    void whatIsNoConfigurationIsRefusedWithItsPlace(String yaml, String told) throws IOException {
        assertThat(refused(yaml == null ? "" : yaml.replace("\\n", "\n").replace("\\t", "\t")))
                .contains(told);
    }

    @Test
    void anchorsShareWhatIsWrittenOnce() throws IOException {
        ConfigurationFile read = read(
                GOOD.replace("account: {}", "account: {fields: &names [name, createdon]}\n  lead: {fields: *names}"));
        assertThat(read.entities().get("lead").fields()).contains(List.of("name", "createdon"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"account: &a {fields: [*a]}", "account: &a {fields: &f [*f, [*f]]}", "account: &a {x: *a}"})
    void anAnchorThatHoldsItselfDoesNotEndInATrap(String entity) throws IOException {
        assertThat(refused(GOOD.replace("account: {}", entity))).contains("crmlink.yaml");
    }

    @Test
    void anchorsThatMultiplyAreRefused() throws IOException {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a").append(i).append(": &a").append(i).append(" [");
            bomb.append(("*a" + (i - 1) + ", ").repeat(9)).append("]\n");
        }
        assertThat(refused(bomb.toString())).contains("not valid YAML");
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws IOException {
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        assertThatThrownBy(() -> ConfigurationReader.read(file, Map.of())).hasMessageContaining("not UTF-8");
        assertThatThrownBy(() -> ConfigurationReader.read(folder, Map.of())).hasMessageContaining("it is a folder");
        assertThatThrownBy(() -> ConfigurationReader.read(folder.resolve("none.yaml"), Map.of()))
                .hasMessageContaining("does not exist");
    }
}
