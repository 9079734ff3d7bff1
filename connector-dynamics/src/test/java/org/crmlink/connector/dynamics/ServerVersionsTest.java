package org.crmlink.connector.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The connector against servers of every version of the Web API. */
class ServerVersionsTest {

    @TempDir
    Path directory;

    private static Mutation update(String id, Map<String, Object> values, Optional<String> base) {
        return new Mutation.Update(UUID.randomUUID().toString(), "account", id, values, base);
    }

    @ParameterizedTest
    @CsvSource({"8.0", "8.1", "8.2", "9.0", "9.1", "9.2"})
    void metadataReadsChangesAndWritesWork(String version) {
        try (SandboxConnection crm =
                SandboxConnection.open(directory, options -> options.records(20).version(version), Map.of())) {
            assertThat(crm.connector.identify().serverVersion()).startsWith(version);
            assertThat(crm.facet(EntityMetadata.class).schemaVersion()).isNotEmpty();
            assertThat(crm.describe("account").fields()).hasSizeGreaterThan(20);
            boolean several = crm.describe("new_project").fields().stream()
                    .anyMatch(field -> field.type() == FieldType.MULTI_CHOICE);
            assertThat(several).isEqualTo(version.startsWith("9"));

            ChangeQuery query =
                    SandboxConnection.query("account", ChangePath.Tracking.TOKEN, "name", "primarycontactid");
            SandboxConnection.Delivery all = crm.read(query);
            assertThat(all.rows).isNotEmpty();
            assertThat(crm.facet(ChangeReader.class).estimate(query).isPresent())
                    .isEqualTo(version.startsWith("9"));

            String id = UUID.randomUUID().toString();
            Map<String, Object> values = new HashMap<>(Map.of("name", "made"));
            String contact =
                    crm.sandbox.store().scan("contact", null, 1).get(0).id().text();
            values.put("primarycontactid", new RecordRef("contact", contact));
            List<MutationResult> results = crm.upload(
                    new Mutation.Create("1", "account", Optional.of(id), values),
                    new Mutation.Create("2", "account", Optional.of(id), values),
                    update(UUID.randomUUID().toString(), Map.of("name", "nobody"), Optional.empty()),
                    update(id, new HashMap<>(Map.of("name", "changed")), Optional.empty()));
            assertThat(results.get(0)).isInstanceOf(MutationResult.Applied.class);
            assertThat(((MutationResult.Rejected) results.get(1)).error().kind())
                    .isEqualTo(ErrorKind.ALREADY_EXISTS);
            assertThat(((MutationResult.Rejected) results.get(2)).error().kind())
                    .isEqualTo(ErrorKind.NOT_FOUND);
            assertThat(results.get(3)).isInstanceOf(MutationResult.Applied.class);

            SyncToken token = all.token();
            SandboxConnection.Delivery later = crm.read(new ChangeQuery(
                    "account",
                    List.of("name", "primarycontactid"),
                    Filter.all(),
                    ChangePath.Tracking.TOKEN,
                    Optional.of(token),
                    100));
            assertThat(later.rows).containsOnlyKeys(id);
            Row row = later.rows.get(id);
            assertThat(row.value(0)).isEqualTo("changed");
            assertThat(row.value(1)).isEqualTo(new RecordRef("contact", contact));

            HashMap<String, Object> clear = new HashMap<>();
            clear.put("primarycontactid", null);
            assertThat(crm.upload(update(id, clear, Optional.empty())).get(0))
                    .isInstanceOf(MutationResult.Applied.class);
            assertThat(crm.upload(update(id, Map.of("name", "stale"), Optional.of("W/\"1\"")))
                            .get(0))
                    .isInstanceOf(MutationResult.Conflict.class);
            Row cleared = crm.facet(ChangeReader.class)
                    .fetch("account", List.of(id), List.of("name", "primarycontactid"))
                    .rows()
                    .get(0);
            assertThat(cleared.value(0)).isEqualTo("changed");
            assertThat(cleared.value(1)).isNull();
        }
    }
}
