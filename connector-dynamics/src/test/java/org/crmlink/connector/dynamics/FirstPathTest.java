package org.crmlink.connector.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.crmlink.sdk.Identity;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way once: login, identity, metadata, full read, upload, changes. */
class FirstPathTest {

    @Test
    void aRecordComesDownGoesUpAndComesBackAsAChange(@TempDir Path directory) {
        try (SandboxConnection crm = SandboxConnection.open(directory, options -> options, Map.of())) {
            Identity identity = crm.connector.identify();
            assertThat(identity.userId()).isNotEmpty();
            assertThat(identity.serverVersion()).startsWith("9.");

            EntityType account = crm.describe("account");
            assertThat(account.keyField()).isEqualTo("accountid");

            List<String> fields = account.fields().stream()
                    .filter(field -> field.readable())
                    .map(field -> field.name())
                    .toList();
            SandboxConnection.Delivery full = crm.read(
                    SandboxConnection.query("account", ChangePath.Tracking.TOKEN, fields.toArray(String[]::new)));
            assertThat(full.unreadable).isEmpty();
            assertThat(full.rows).hasSize(50);

            String id = UUID.randomUUID().toString();
            List<MutationResult> results = crm.upload(
                    new Mutation.Create("op-1", "account", Optional.of(id), Map.of("name", "Příliš žluťoučký kůň 東京")));
            assertThat(results).singleElement().isInstanceOf(MutationResult.Applied.class);

            SandboxConnection.Delivery changes = crm.read(
                    SandboxConnection.query("account", ChangePath.Tracking.TOKEN, fields.toArray(String[]::new))
                            .since(full.token()));
            assertThat(changes.rows.keySet()).containsExactly(id);
            assertThat(changes.rows.get(id).value(fields.indexOf("name"))).isEqualTo("Příliš žluťoučký kůň 東京");
            assertThat(changes.rows.get(id).version()).isEqualTo(((MutationResult.Applied) results.get(0)).version());
        }
    }
}
