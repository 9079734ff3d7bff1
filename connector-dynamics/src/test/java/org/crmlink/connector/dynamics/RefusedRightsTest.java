package org.crmlink.connector.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sandbox.dynamics.security.Rights;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.sdk.upload.Uploader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a caller without the right is told, refused by a server that looks rights up: each refusal FORBIDDEN, with advice of its own. */
class RefusedRightsTest {

    private static final String APPLICATION = "11111111-2222-3333-4444-555555555555";
    private static final String BASE =
            "common: read=organization append=organization appendto=organization; units: read=organization appendto=organization;";

    @TempDir
    Path directory;

    private SandboxConnection crm;
    private Rights rights;

    @BeforeEach
    void connect() {
        crm = SandboxConnection.open(directory, options -> options.records(5), Map.of());
        rights = crm.sandbox.rights();
        crm.sandbox.identity().addClient(APPLICATION, "secret-of-it");
    }

    @AfterEach
    void disconnect() {
        crm.close();
    }

    private Connector application() {
        return SandboxConnection.connect(
                crm.sandbox, crm.context, Map.of("client-id", APPLICATION, "client-secret", "secret-of-it"));
    }

    private static void forbidden(ConnectorException error, String code, String hint) {
        assertThat(error.kind()).isEqualTo(ErrorKind.FORBIDDEN);
        assertThat(error.vendorCode()).contains(code);
        assertThat(error.retryAdvice().when()).isEqualTo(RetryAdvice.When.NEVER);
        assertThat(error.hint()).hasValueSatisfying(text -> assertThat(text).contains(hint));
    }

    private static ConnectorException refusal(Runnable call) {
        return catchThrowableOfType(ConnectorException.class, call::run);
    }

    private static void refused(MutationResult result, String code, String hint) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        MutationResult.Rejected.class, rejected -> forbidden(rejected.error(), code, hint));
    }

    private static MutationResult upload(Connector connector, Mutation mutation) {
        return connector
                .facet(Uploader.class)
                .orElseThrow()
                .upload(List.of(mutation))
                .get(0);
    }

    @Test
    void whoIsNotLetInIsToldWhatTheEnvironmentMisses() {
        try (Connector stranger = application()) {
            forbidden(refusal(stranger::identify), "0x80072560", "application user");
        }
        Reference user = rights.application(APPLICATION);
        try (Connector powerless = application()) {
            forbidden(refusal(powerless::identify), "0x80042f09", "security role");
        }
        rights.role("Some", BASE);
        rights.give(user, "Some");
        try (Connector member = application()) {
            assertThat(member.identify().userId()).isEqualTo(user.id().text());
            crm.sandbox.store().update("systemuser", user.id(), Map.of("isdisabled", true));
            forbidden(refusal(member::identify), "0x80040225", "enable the user");
        }
    }

    @Test
    void whoMayNotActForAnotherIsTold() {
        rights.role("Some", BASE);
        rights.application(APPLICATION, "Some");
        String admin = crm.connector.identify().userId();
        try (Connector acting = SandboxConnection.connect(
                crm.sandbox,
                crm.context,
                Map.of("client-id", APPLICATION, "client-secret", "secret-of-it", "caller-id", admin))) {
            forbidden(refusal(acting::identify), "0x8004a110", "on behalf");
        }
    }

    @Test
    void aTableWithoutThePrivilegeIsRefusedInEveryRead() {
        rights.role("Some", BASE + "account: all=user");
        rights.application(APPLICATION, "Some");
        try (Connector connector = application()) {
            ChangeReader reader = connector.facet(ChangeReader.class).orElseThrow();
            for (ChangePath.Tracking path : List.of(ChangePath.Tracking.TOKEN, ChangePath.Tracking.WATERMARK)) {
                forbidden(
                        refusal(() -> {
                            try (ChangeStream stream =
                                    reader.changes(SandboxConnection.query("contact", path, "lastname"))) {
                                stream.next();
                            }
                        }),
                        "0x80040220",
                        "security roles");
            }
        }
    }

    private static List<ChangePath.Tracking> paths(Connector connector, String entity) {
        return connector
                .facet(EntityMetadata.class)
                .orElseThrow()
                .describe(Set.of(entity))
                .get(0)
                .capabilities()
                .changePaths()
                .stream()
                .map(ChangePath::tracking)
                .toList();
    }

    private static ChangeStep first(Connector connector, ChangePath.Tracking path) {
        try (ChangeStream stream = connector
                .facet(ChangeReader.class)
                .orElseThrow()
                .changes(SandboxConnection.query("account", path, "name"))) {
            return stream.next();
        }
    }

    @Test
    void whoReadsOwnRecordsOnlyIsOfferedNoChangeFeedAndReadsThemByTheWatermark() {
        rights.role("Some", BASE + "account: all=user");
        rights.role("All", "account: read=organization");
        Reference user = rights.application(APPLICATION, "Some");
        crm.sandbox.store().insert("account", Map.of("name", "mine", "ownerid", user));
        try (Connector connector = application()) {
            assertThat(paths(connector, "account")).containsExactly(ChangePath.Tracking.WATERMARK);
            assertThat(refusal(() -> first(connector, ChangePath.Tracking.TOKEN))
                            .kind())
                    .isEqualTo(ErrorKind.UNSUPPORTED);
            assertThat(((ChangePage) first(connector, ChangePath.Tracking.WATERMARK)).rows())
                    .singleElement()
                    .satisfies(row -> assertThat(row.value(0)).isEqualTo("mine"));
        }
        Reference team = rights.team("Watchers", rights.rootUnit(), "All");
        rights.join(team, user);
        try (Connector connector = application()) {
            assertThat(paths(connector, "account"))
                    .containsExactly(ChangePath.Tracking.TOKEN, ChangePath.Tracking.WATERMARK);
            assertThat(((ChangePage) first(connector, ChangePath.Tracking.TOKEN)).rows())
                    .hasSize(6);

            // The right goes while the connector is open: one refusal, then the other path.
            rights.leave(team, user);
            forbidden(refusal(() -> first(connector, ChangePath.Tracking.TOKEN)), "0x80040220", "security roles");
            assertThat(paths(connector, "account")).containsExactly(ChangePath.Tracking.WATERMARK);
        }
    }

    @Test
    void aRecordOutOfReachIsRefusedAndItsNeighboursAreWritten() {
        rights.role("Some", BASE + "account: all=user");
        Reference user = rights.application(APPLICATION, "Some");
        Reference blind = rights.user("blind@sandbox.example", "Some");
        rights.role("Contacts", BASE + "contact: all=organization");
        rights.take(blind, "Some");
        rights.give(blind, "Contacts");
        String foreign =
                crm.sandbox.store().scan("account", null, 1).get(0).id().text();
        String own = crm.sandbox
                .store()
                .insert("account", Map.of("name", "mine", "ownerid", user))
                .id()
                .text();
        try (Connector connector = application()) {
            List<MutationResult> results = connector
                    .facet(Uploader.class)
                    .orElseThrow()
                    .upload(List.of(
                            new Mutation.Update("1", "account", foreign, Map.of("name", "x"), Optional.empty()),
                            new Mutation.Delete("2", "account", foreign, Optional.empty()),
                            new Mutation.Update("3", "account", own, Map.of("name", "still mine"), Optional.empty())));
            refused(results.get(0), "0x80048306", "share the record");
            refused(results.get(1), "0x80048306", "share the record");
            assertThat(results.get(2)).isInstanceOf(MutationResult.Applied.class);

            MutationResult handed = upload(
                    connector,
                    new Mutation.Update(
                            "4",
                            "account",
                            own,
                            Map.of(
                                    "ownerid",
                                    new RecordRef("systemuser", blind.id().text())),
                            Optional.empty()));
            refused(handed, "0x80040299", "choose an owner");

            // What cannot be seen is missing from a list, and is no error there.
            assertThat(connector
                            .facet(ChangeReader.class)
                            .orElseThrow()
                            .fetch("account", List.of(foreign, own), List.of("name"))
                            .rows())
                    .extracting(row -> row.id())
                    .containsExactly(own);
        }
    }
}
