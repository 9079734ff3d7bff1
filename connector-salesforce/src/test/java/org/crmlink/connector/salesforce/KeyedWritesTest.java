package org.crmlink.connector.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.SalesforceOptions;
import org.crmlink.sandbox.SalesforceSandbox;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.sdk.metadata.EntityCapabilities.RepeatableCreate;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.sdk.upload.Uploader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Creates that can be repeated by a field of their own, those that cannot, and what becomes of both when an answer is lost. */
class KeyedWritesTest {

    @TempDir
    Path directory;

    private SalesforceSandbox org;
    private Connector connector;

    @BeforeEach
    void start() throws Exception {
        org = SalesforceSandbox.of(SalesforceOptions.builder().build()).start();
        org.backstage()
                .define(org.store()
                        .schema()
                        .object("Account")
                        .orElseThrow()
                        .with(List.of(
                                Field.of("Sync_Key__c", "Sync Key", FieldType.STRING)
                                        .length(100)
                                        .externalId()
                                        .build(),
                                Field.of("Code__c", "Code", FieldType.STRING)
                                        .length(40)
                                        .externalId()
                                        .build())));
        connector = open(Map.of("external-ids", "Account=Sync_Key__c"));
    }

    @AfterEach
    void stop() {
        connector.close();
        org.close();
    }

    private Connector open(Map<String, String> more) {
        Map<String, String> options = new HashMap<>(more);
        options.put("url", org.url());
        options.put("client-id", SalesforceOptions.DEFAULT_CLIENT);
        options.put("client-secret", SalesforceOptions.DEFAULT_SECRET);
        return new SalesforceConnectorProvider()
                .open(
                        Configuration.of(
                                new SalesforceConnectorProvider().descriptor().options(), options),
                        new TestContext(directory));
    }

    private Uploader uploader() {
        return connector.facet(Uploader.class).orElseThrow();
    }

    private MutationResult sent(Mutation mutation) {
        return uploader().upload(List.of(mutation)).get(0);
    }

    private static Mutation.Create create(String operation, String entity, Map<String, Object> values) {
        return new Mutation.Create(operation, entity, Optional.empty(), values);
    }

    private Object value(String entity, String id, String field) {
        return org.backstage().get(entity, id).orElseThrow().get(field);
    }

    @Test
    void aRepeatedCreateIsRefusedAndLeavesWhatOthersChangedSince() {
        Mutation.Create create = create("operation-1", "Account", Map.of("Name", "ours"));
        org.faults().on("POST", "/composite/sobjects").cutAfter();
        assertThat(sent(create)).isInstanceOf(MutationResult.Unknown.class);
        org.faults().clear();
        String id = org.backstage().ids("Account").iterator().next();
        org.backstage().pass(Duration.ofSeconds(1));
        org.backstage().update("Account", id, Map.of("Name", "theirs"));

        MutationResult again = sent(create);
        assertThat(again).isInstanceOf(MutationResult.Rejected.class);
        ConnectorException error = ((MutationResult.Rejected) again).error();
        assertThat(error.kind()).isEqualTo(ErrorKind.ALREADY_EXISTS);
        assertThat(error.recordId()).contains(id);
        assertThat(org.backstage().ids("Account")).containsExactly(id);
        assertThat(value("Account", id, "Name")).isEqualTo("theirs");

        MutationResult.Applied settled = (MutationResult.Applied) uploader().settle(create, Instant.now());
        assertThat(settled.id()).isEqualTo(id);
        assertThat(settled.serverValues()).containsEntry("Name", "theirs");
    }

    @Test
    void theKeyIsNobodyElsesToWrite() {
        EntityMetadata metadata = connector.facet(EntityMetadata.class).orElseThrow();
        var type = metadata.describe(java.util.Set.of("Account")).get(0);
        assertThat(type.capabilities().repeatableCreate()).isEqualTo(RepeatableCreate.EXTERNAL_ID);
        assertThat(type.field("Sync_Key__c").orElseThrow().creatable()).isFalse();
        MutationResult result = sent(create("operation-1", "Account", Map.of("Name", "x", "Sync_Key__c", "mine")));
        assertThat(result).isInstanceOf(MutationResult.Rejected.class);
        assertThat(org.backstage().ids("Account")).isEmpty();
    }

    @Test
    void aLostCreateIsFoundWhenTheServersClockIsElsewhere() {
        org.clock().shift(Duration.ofDays(40));
        connector.identify();
        foundAfterItsAnswerWasLost(Instant.now());
    }

    @Test
    void aLostCreateIsFoundDaysLaterByAnotherProcess() {
        Mutation.Create create = create("operation-1", "Contact", Map.of("LastName", "Lost", "Title", "Dr."));
        org.faults().on("POST", "/composite/sobjects").cutAfter();
        assertThat(sent(create)).isInstanceOf(MutationResult.Unknown.class);
        org.faults().clear();
        connector.close();
        // ten days, on both clocks
        org.clock().shift(Duration.ofDays(10));
        connector = open(Map.of());
        connector.identify();
        Instant now = Instant.now();
        assertThat(uploader().settle(create, now.minus(Duration.ofDays(10))))
                .isInstanceOf(MutationResult.Applied.class);
        // a create that is sent only now cannot have made that record
        assertThat(uploader().settle(create, now)).isInstanceOf(MutationResult.Deferred.class);
    }

    private void foundAfterItsAnswerWasLost(Instant sent) {
        Mutation.Create create = create("operation-1", "Contact", Map.of("LastName", "Lost", "Title", "Dr."));
        org.faults().on("POST", "/composite/sobjects").cutAfter();
        assertThat(sent(create)).isInstanceOf(MutationResult.Unknown.class);
        org.faults().clear();
        MutationResult settled = uploader().settle(create, sent);
        assertThat(settled).isInstanceOf(MutationResult.Applied.class);
        assertThat(org.backstage().ids("Contact")).containsExactly(((MutationResult.Applied) settled).id());
    }

    @Test
    void aLookupToADeletedRecordDoesNotMeanThatTheRecordItselfIsGone() {
        String account = org.backstage().insert("Account", Map.of("Name", "alive"));
        String parent = org.backstage().insert("Account", Map.of("Name", "gone"));
        org.backstage().delete("Account", parent);
        String version = String.valueOf(value("Account", account, "SystemModstamp"));
        Map<String, Object> values = Map.of("Name", "new", "ParentId", new RecordRef("Account", parent));
        for (Optional<String> base : List.of(Optional.of(version), Optional.<String>empty())) {
            MutationResult result =
                    sent(new Mutation.Update("operation-" + base.isPresent(), "Account", account, values, base));
            assertThat(result).isInstanceOf(MutationResult.Rejected.class);
            assertThat(((MutationResult.Rejected) result).error().kind()).isEqualTo(ErrorKind.INVALID_DATA);
        }
        assertThat(value("Account", account, "Name")).isEqualTo("alive");
    }

    @Test
    void anInterruptWhileARefusalIsLookedAtDoesNotDenyWhatWasWritten() {
        String gone = org.backstage().insert("Account", Map.of("Name", "gone"));
        String alive = org.backstage().insert("Account", Map.of("Name", "alive"));
        org.backstage().delete("Account", gone);
        connector.facet(EntityMetadata.class).orElseThrow().describe(java.util.Set.of("Account"));
        Thread caller = Thread.currentThread();
        // the record is looked for after the refusal, because a lookup may be meant
        org.faults()
                .on(request -> {
                    boolean look = !request.path().endsWith("/composite/sobjects");
                    if (look) {
                        caller.interrupt();
                    }
                    return look;
                })
                .delay(Duration.ofSeconds(2));
        List<Mutation> mutations = List.of(
                new Mutation.Update("operation-1", "Account", alive, Map.of("Name", "new"), Optional.empty()),
                new Mutation.Update(
                        "operation-2",
                        "Account",
                        gone,
                        Map.of("ParentId", new RecordRef("Account", alive)),
                        Optional.empty()));
        try {
            assertThatThrownBy(() -> uploader().upload(mutations))
                    .isInstanceOfSatisfying(ConnectorException.class, error -> {
                        assertThat(error.kind()).isEqualTo(ErrorKind.CANCELLED);
                        assertThat(error.outcome()).isEqualTo(Outcome.UNKNOWN);
                    });
        } finally {
            Thread.interrupted();
        }
        assertThat(value("Account", alive, "Name")).isEqualTo("new");
    }

    @Test
    void anUpsertMakesOneRecordAndChangesItAfterwards() {
        Mutation.Upsert first =
                new Mutation.Upsert("operation-1", "Account", Map.of("Code__c", "A-1"), Map.of("Name", "one"));
        Mutation.Upsert second =
                new Mutation.Upsert("operation-2", "Account", Map.of("Code__c", "a-1"), Map.of("Name", "two"));
        String id = ((MutationResult.Applied) sent(first)).id();
        assertThat(((MutationResult.Applied) sent(second)).id()).isEqualTo(id);
        assertThat(value("Account", id, "Name")).isEqualTo("two");
        // in one list they travel in their order
        List<MutationResult> together = uploader()
                .upload(List.of(
                        new Mutation.Upsert(
                                "operation-3", "Account", Map.of("Code__c", "B-1"), Map.of("Name", "three")),
                        new Mutation.Upsert(
                                "operation-4", "Account", Map.of("Code__c", "b-1"), Map.of("Name", "four"))));
        assertThat(together).allMatch(MutationResult.Applied.class::isInstance);
        assertThat(value("Account", ((MutationResult.Applied) together.get(0)).id(), "Name"))
                .isEqualTo("four");
        assertThat(org.backstage().ids("Account")).hasSize(2);
    }

    @Test
    void aFieldThatMayBeTheSameInTwoRecordsCannotMakeCreatesRepeatable() {
        connector.close();
        connector = open(Map.of("external-ids", "Account=Site"));
        assertThatThrownBy(() -> sent(create("operation-1", "Account", Map.of("Name", "x"))))
                .isInstanceOfSatisfying(ConnectorException.class, error -> {
                    assertThat(error.kind()).isEqualTo(ErrorKind.CONFIG_INVALID);
                    assertThat(error.getMessage()).contains("Site", "Account");
                    assertThat(error.hint()).isPresent();
                });
    }

    @Test
    void anEndedSessionIsRenewedAtTheIdentityServiceToo() {
        connector.identify();
        org.sessions().endAll();
        assertThat(connector.identify().userId()).isEqualTo(org.userId());
    }

    @Test
    void aGivenTokenThatHasEndedIsNoMissingRight() {
        connector.close();
        connector = new SalesforceConnectorProvider()
                .open(
                        Configuration.of(
                                new SalesforceConnectorProvider().descriptor().options(),
                                Map.of("url", org.url(), "token", "00D-ended")),
                        new TestContext(directory));
        assertThatThrownBy(connector::identify).isInstanceOfSatisfying(ConnectorException.class, error -> {
            assertThat(error.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
            assertThat(error.getMessage()).contains("session").doesNotContain("00D-ended");
        });
    }

    @Test
    void aVersionThatTheOrgDoesNotOfferIsToldWithThoseThatItDoes() {
        connector.close();
        connector = open(Map.of("api-version", "98.0"));
        assertThatThrownBy(connector::identify).isInstanceOfSatisfying(ConnectorException.class, error -> {
            assertThat(error.kind()).isEqualTo(ErrorKind.CONFIG_INVALID);
            assertThat(error.getMessage()).contains("api-version", "98.0", "31.0");
        });
        connector.close();
        connector = open(Map.of("api-version", "58.0"));
        assertThat(connector.identify().serverVersion()).isEqualTo("58.0");
    }
}
