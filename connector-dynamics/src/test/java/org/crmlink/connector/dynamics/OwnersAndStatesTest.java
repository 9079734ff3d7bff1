package org.crmlink.connector.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.WireMock;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.sdk.upload.Uploader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of owner and state, and duplicates. */
class OwnersAndStatesTest {

    @TempDir
    Path directory;

    private static Mutation update(String entity, Row row, Map<String, Object> values) {
        return new Mutation.Update(
                UUID.randomUUID().toString(), entity, row.id().text(), new HashMap<>(values), Optional.empty());
    }

    @Test
    void aRecordIsGivenToATeamAndToAUser() {
        try (SandboxConnection crm = SandboxConnection.open(directory, options -> options.records(5), Map.of())) {
            Row account = crm.sandbox.store().scan("account", null, 1).get(0);
            String team = crm.sandbox.store().scan("team", null, 1).get(0).id().text();
            String user = crm.connector.identify().userId();
            for (RecordRef owner : List.of(new RecordRef("team", team), new RecordRef("systemuser", user))) {
                MutationResult result = crm.upload(update("account", account, Map.of("ownerid", owner)))
                        .get(0);
                assertThat(result).isInstanceOf(MutationResult.Applied.class);
                assertThat(crm.facet(ChangeReader.class)
                                .fetch("account", List.of(account.id().text()), List.of("ownerid"))
                                .rows()
                                .get(0)
                                .value(0))
                        .isEqualTo(owner);
            }
        }
    }

    @Test
    void aStatusThatDoesNotBelongToTheStateIsRefusedWithAHint() {
        try (SandboxConnection crm = SandboxConnection.open(directory, options -> options.records(5), Map.of())) {
            Row account = crm.sandbox.store().scan("account", null, 1).get(0);
            MutationResult refused = crm.upload(update("account", account, Map.of("statecode", "0", "statuscode", "2")))
                    .get(0);
            assertThat(refused).isInstanceOfSatisfying(MutationResult.Rejected.class, rejected -> {
                assertThat(rejected.error().kind()).isEqualTo(ErrorKind.INVALID_DATA);
                assertThat(rejected.error().hint())
                        .hasValueSatisfying(hint -> assertThat(hint).contains("status"));
            });
            assertThat(crm.upload(update("account", account, Map.of("statecode", "1", "statuscode", "2")))
                            .get(0))
                    .isInstanceOf(MutationResult.Applied.class);
        }
    }

    @Test
    void duplicateRulesAreAskedForOnlyByTheOptionAndAHitSaysWhatToDo() {
        for (boolean detect : new boolean[] {false, true}) {
            try (Recorded crm = new Recorded(directory, detect ? Map.of("duplicate-detection", "true") : Map.of())) {
                crm.answer(
                        "EntityDefinitions",
                        "{\"value\":[" + Recorded.definition("thing", Recorded.attribute("flag", "Boolean")) + "]}");
                crm.server.stubFor(WireMock.post(WireMock.urlPathEqualTo("/api/data/v9.2/$batch"))
                        .willReturn(Recorded.part(
                                "412 Precondition Failed", "{\"error\":{\"code\":\"0x80040333\",\"message\":\"x\"}}")));
                Mutation create = new Mutation.Create(
                        "1", "thing", Optional.of(UUID.randomUUID().toString()), Map.of("flag", true));
                MutationResult result = crm.connector
                        .facet(Uploader.class)
                        .orElseThrow()
                        .upload(List.of(create))
                        .get(0);
                ConnectorException error = ((MutationResult.Rejected) result).error();
                assertThat(error.kind()).isEqualTo(ErrorKind.ALREADY_EXISTS);
                assertThat(error.hint().orElseThrow()).contains("duplicate-detection");
                String sent = crm.server
                        .findAll(WireMock.postRequestedFor(WireMock.urlPathEqualTo("/api/data/v9.2/$batch")))
                        .get(0)
                        .getBodyAsString();
                assertThat(sent.contains("MSCRM.SuppressDuplicateDetection: false"))
                        .isEqualTo(detect);
            }
        }
    }

    @Test
    void actingForAUserIsSaidInTheRequestAndInEveryPart() {
        String user = UUID.randomUUID().toString();
        for (Map.Entry<String, String> option : Map.of(
                        "caller-id", "MSCRMCallerID", "caller-object-id", "CallerObjectId")
                .entrySet()) {
            try (Recorded crm = new Recorded(directory, Map.of(option.getKey(), user))) {
                crm.answer(
                        "EntityDefinitions",
                        "{\"value\":[" + Recorded.definition("thing", Recorded.attribute("flag", "Boolean")) + "]}");
                crm.server.stubFor(WireMock.post(WireMock.urlPathEqualTo("/api/data/v9.2/$batch"))
                        .willReturn(Recorded.part("204 No Content", "")));
                Mutation delete =
                        new Mutation.Delete("1", "thing", UUID.randomUUID().toString(), Optional.empty());
                assertThat(crm.connector.facet(Uploader.class).orElseThrow().upload(List.of(delete)))
                        .hasOnlyElementsOfType(MutationResult.Applied.class);
                crm.server.verify(WireMock.postRequestedFor(WireMock.urlPathEqualTo("/api/data/v9.2/$batch"))
                        .withHeader(option.getValue(), WireMock.equalTo(user))
                        .withRequestBody(WireMock.containing(option.getValue() + ": " + user)));
            }
        }
    }
}
