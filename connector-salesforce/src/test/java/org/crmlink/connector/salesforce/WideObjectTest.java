package org.crmlink.connector.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import okhttp3.tls.HeldCertificate;
import org.crmlink.sandbox.SalesforceBackstage;
import org.crmlink.sandbox.SalesforceOptions;
import org.crmlink.sandbox.SalesforceSandbox;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An object with more fields than an address has room for: a query tells the ids, and the records are read by id. */
class WideObjectTest {

    private static final int FIELDS = 450;
    private static final int RECORDS = 25;

    @TempDir
    Path directory;

    private final HeldCertificate certificate =
            new HeldCertificate.Builder().rsa2048().build();
    private SalesforceSandbox org;
    private SalesforceBackstage backstage;
    private Connector connector;

    @BeforeEach
    void start() throws Exception {
        org = SalesforceSandbox.of(SalesforceOptions.builder()
                        .certificate("signed-app", certificate.certificate())
                        .build())
                .start();
        backstage = org.backstage();
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < FIELDS; i++) {
            fields.add(Field.of(field(i), "Field " + i, FieldType.STRING)
                    .length(40)
                    .build());
        }
        backstage.define(org.store().schema().object("Account").orElseThrow().with(fields));
        // signed in by a certificate, so that this login is tried against an org too
        Path key = directory.resolve("app.pem");
        Files.writeString(
                key, certificate.certificatePem() + certificate.privateKeyPkcs8Pem(), StandardCharsets.US_ASCII);
        Map<String, String> options = new HashMap<>();
        options.put("url", org.url());
        options.put("client-id", "signed-app");
        options.put("certificate", key.toString());
        options.put("username", SalesforceOptions.DEFAULT_USER);
        connector = new SalesforceConnectorProvider()
                .open(
                        Configuration.of(
                                new SalesforceConnectorProvider().descriptor().options(), options),
                        new TestContext(directory));
    }

    @AfterEach
    void stop() {
        connector.close();
        org.close();
    }

    private static String field(int number) {
        return "A_field_with_quite_a_long_name_" + number + "__c";
    }

    private record Read(Map<String, Row> rows, List<Removal> removals, ChangeStep end) {}

    private Read read(ChangeQuery query) {
        Map<String, Row> rows = new HashMap<>();
        List<Removal> removals = new ArrayList<>();
        ChangeReader reader = connector.facet(ChangeReader.class).orElseThrow();
        try (ChangeStream stream = reader.changes(query)) {
            for (int i = 0; i < 1_000; i++) {
                ChangeStep step = stream.next();
                if (!(step instanceof ChangePage page)) {
                    return new Read(rows, removals, step);
                }
                assertThat(page.unreadable()).isEmpty();
                page.rows().forEach(row -> rows.put(row.id(), row));
                removals.addAll(page.removals());
            }
        }
        throw new AssertionError("the read does not end");
    }

    @Test
    void allItsFieldsAreReadAndItsChangesAndDeletionsToo() {
        connector.identify();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            ids.add(backstage.insert(
                    "Account", Map.of("Name", "n" + i, field(0), "first" + i, field(449), "last" + i)));
        }
        List<String> names =
                connector.facet(EntityMetadata.class).orElseThrow().describe(Set.of("Account")).get(0).fields().stream()
                        .map(described -> described.name())
                        .toList();
        assertThat(names).hasSizeGreaterThan(FIELDS);
        ChangeQuery query =
                new ChangeQuery("Account", names, Filter.all(), ChangePath.Tracking.WATERMARK, Optional.empty(), 10);
        Read full = read(query);
        assertThat(full.rows()).containsOnlyKeys(ids);
        for (int i = 0; i < RECORDS; i++) {
            Row row = full.rows().get(ids.get(i));
            assertThat(row.value(names.indexOf("Name"))).isEqualTo("n" + i);
            assertThat(row.value(names.indexOf(field(0)))).isEqualTo("first" + i);
            assertThat(row.value(names.indexOf(field(449)))).isEqualTo("last" + i);
            assertThat(row.value(names.indexOf(field(200)))).isNull();
        }

        backstage.pass(Duration.ofMinutes(30));
        backstage.update("Account", ids.get(3), Map.of(field(200), "new"));
        backstage.delete("Account", ids.get(4));
        ChangeQuery since = new ChangeQuery(
                "Account",
                names,
                Filter.all(),
                ChangePath.Tracking.WATERMARK,
                Optional.of(((ChangeStep.End) full.end()).token()),
                10);
        Read changes = read(since);
        assertThat(changes.rows().get(ids.get(3)).value(names.indexOf(field(200))))
                .isEqualTo("new");
        assertThat(changes.removals()).extracting(Removal::id).contains(ids.get(4));
        assertThat(changes.rows()).doesNotContainKey(ids.get(4));
    }
}
