package org.crmlink.connector.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.crmlink.sandbox.http.Faults;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Transaction;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server's change feed with delta links (dynamics.md §6). */
class ChangeFeedTest {

    private static final ChangeQuery ACCOUNTS =
            SandboxConnection.query("account", ChangePath.Tracking.TOKEN, "name", "primarycontactid", "ownerid");

    @TempDir
    Path directory;

    private SandboxConnection crm;

    @BeforeEach
    void connect() {
        crm = SandboxConnection.open(directory, options -> options.records(45).maxPageSize(10), Map.of());
    }

    @AfterEach
    void disconnect() {
        crm.close();
    }

    private List<Row> accounts() {
        return crm.sandbox.store().scan("account", null, 1_000);
    }

    private static Set<String> ids(List<Row> rows) {
        Set<String> ids = new HashSet<>();
        rows.forEach(row -> ids.add(row.id().text()));
        return ids;
    }

    @Test
    void CHG_1_changesAndDeletionsComeAfterTheFullRead() {
        SandboxConnection.Delivery full = crm.read(ACCOUNTS);
        assertThat(full.pages).isGreaterThanOrEqualTo(5);
        assertThat(full.rows.keySet()).isEqualTo(ids(accounts()));

        RecordId changed = accounts().get(3).id();
        RecordId deleted = accounts().get(5).id();
        crm.sandbox.store().update("account", changed, Map.of("name", "Renamed"));
        crm.sandbox.store().delete("account", deleted);
        Row created = crm.sandbox.store().insert("account", Map.of("name", "New"));

        SandboxConnection.Delivery delta = crm.read(ACCOUNTS.since(full.token()));
        assertThat(delta.rows.keySet())
                .containsExactlyInAnyOrder(changed.text(), created.id().text());
        assertThat(delta.rows.get(changed.text()).value(0)).isEqualTo("Renamed");
        assertThat(delta.removals).containsOnlyKeys(deleted.text());
        assertThat(delta.removals.get(deleted.text()).reason()).isEqualTo(Removal.Reason.DELETED);

        SandboxConnection.Delivery nothing = crm.read(ACCOUNTS.since(delta.token()));
        assertThat(nothing.rows).isEmpty();
        assertThat(nothing.removals).isEmpty();
    }

    @Test
    void aPolymorphicLookupTellsItsTarget() {
        SandboxConnection.Delivery contacts = crm.read(SandboxConnection.query(
                "contact", ChangePath.Tracking.TOKEN, "parentcustomerid", "ownerid", "contactid"));
        assertThat(contacts.unreadable).isEmpty();
        Set<String> accountIds = ids(accounts());
        assertThat(contacts.rows.values())
                .anySatisfy(row -> assertThat(row.value(0)).isInstanceOfSatisfying(RecordRef.class, ref -> {
                    assertThat(ref.entity()).isEqualTo("account");
                    assertThat(accountIds).contains(ref.id());
                }));
        assertThat(contacts.rows.values()).allSatisfy(row -> {
            assertThat(row.value(1)).isInstanceOf(RecordRef.class);
            assertThat(row.value(2)).isEqualTo(row.id());
        });
    }

    @Test
    void CHG_6_aTransactionThatCommitsAfterTheReadIsDelivered() {
        SandboxConnection.Delivery full = crm.read(ACCOUNTS);
        RecordId late = accounts().get(0).id();
        RecordId early = accounts().get(1).id();
        try (Transaction open = crm.sandbox.store().begin()) {
            open.update("account", late, Map.of("name", "Late"));
            crm.sandbox.store().update("account", early, Map.of("name", "Early"));
            SandboxConnection.Delivery between = crm.read(ACCOUNTS.since(full.token()));
            open.commit();
            SandboxConnection.Delivery after = crm.read(ACCOUNTS.since(between.token()));
            assertThat(after.rows).containsKey(late.text());
            assertThat(after.rows.get(late.text()).value(0)).isEqualTo("Late");
        }
    }

    @Test
    void PAGE_1_anInterruptedReadGoesOnAtItsCheckpoint() {
        Set<String> seen = new HashSet<>();
        SyncToken checkpoint;
        try (ChangeStream stream = crm.facet(ChangeReader.class).changes(ACCOUNTS)) {
            ((ChangePage) stream.next()).rows().forEach(row -> seen.add(row.id()));
            ChangePage second = (ChangePage) stream.next();
            second.rows().forEach(row -> seen.add(row.id()));
            checkpoint = second.checkpoint().orElseThrow();
        }
        assertThat(seen).hasSizeLessThan(accounts().size());
        RecordId changed = accounts().get(0).id();
        crm.sandbox.store().update("account", changed, Map.of("name", "Changed while interrupted"));
        SandboxConnection.Delivery rest = crm.read(ACCOUNTS.since(checkpoint));
        seen.addAll(rest.rows.keySet());
        assertThat(seen).isEqualTo(ids(accounts()));
        assertThat(crm.read(ACCOUNTS.since(rest.token())).rows).containsKey(changed.text());
    }

    @Test
    void CHG_4_aTokenHoldsNoHostAndServesAnotherConnector() {
        SandboxConnection.Delivery full = crm.read(ACCOUNTS);
        assertThat(full.token().value()).startsWith("dynamics:1:").doesNotContain("127.0.0.1");
        try (Connector other = SandboxConnection.connect(crm.sandbox, crm.context, Map.of())) {
            ChangeReader reader = other.facet(ChangeReader.class).orElseThrow();
            try (ChangeStream stream = reader.changes(ACCOUNTS.since(full.token()))) {
                assertThat(stream.next()).isInstanceOf(ChangeStep.End.class);
            }
        }
    }

    @Test
    void anExpiredTokenIsAResyncAndNoError() {
        SandboxConnection.Delivery full = crm.read(ACCOUNTS);
        crm.sandbox.store().clock().shift(Duration.ofDays(8));
        SandboxConnection.Delivery delta = crm.read(ACCOUNTS.since(full.token()));
        assertThat(delta.end).isInstanceOf(ChangeStep.ResyncRequired.class);
        assertThat(crm.facet(ChangeReader.class).estimate(ACCOUNTS.since(full.token())))
                .isEmpty();
    }

    @Test
    void CHG_5_foreignAndDamagedTokensAreRefused() {
        String token = crm.read(ACCOUNTS).token().value();
        List<String> bad = List.of(
                "salesforce:1:x",
                token.substring(0, token.length() - 3),
                token.replaceFirst("dynamics:1:", "dynamics:2:"),
                token + "x",
                "dynamics:1:delta::",
                "x");
        for (String text : bad) {
            assertThatThrownBy(() -> crm.read(ACCOUNTS.since(new SyncToken(text))))
                    .isInstanceOfSatisfying(
                            ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_DATA));
        }
        ChangeQuery other = SandboxConnection.query("account", ChangePath.Tracking.TOKEN, "name");
        assertThatThrownBy(() -> crm.read(other.since(new SyncToken(token))))
                .isInstanceOfSatisfying(ConnectorException.class, e -> {
                    assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_DATA);
                    assertThat(e.getMessage()).contains("another query");
                });
    }

    @Test
    void theFeedIgnoresFiltersAndLeavesThemToTheHost() {
        Filter filter = Filter.compare("name", Filter.Operator.EQ, "x");
        ChangeQuery query =
                new ChangeQuery("account", List.of("name"), filter, ChangePath.Tracking.TOKEN, Optional.empty(), 100);
        try (ChangeStream stream = crm.facet(ChangeReader.class).changes(query)) {
            assertThat(stream.residual()).isEqualTo(filter);
        }
        ChangeQuery without = new ChangeQuery(
                "account", List.of("telephone1"), filter, ChangePath.Tracking.TOKEN, Optional.empty(), 100);
        assertThatThrownBy(() -> crm.facet(ChangeReader.class).changes(without))
                .isInstanceOfSatisfying(ConnectorException.class, e -> {
                    assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_DATA);
                    assertThat(e.getMessage()).contains("'name'");
                });
    }

    @Test
    void aFailedPageIsReadAgainByCallingAgain() {
        Faults.Fault throttled = crm.sandbox
                .faults()
                .on("GET", "/accounts?")
                .skip(1)
                .answer(
                        429,
                        Map.of("Retry-After", "7", "Content-Type", "application/json"),
                        "{\"error\":{\"code\":\"0x80072322\",\"message\":\"Number of requests exceeded the limit.\"}}");
        Set<String> seen = new HashSet<>();
        int failures = 0;
        try (ChangeStream stream = crm.facet(ChangeReader.class).changes(ACCOUNTS)) {
            for (int i = 0; i < 100; i++) {
                try {
                    ChangeStep step = stream.next();
                    if (step instanceof ChangePage page) {
                        page.rows().forEach(row -> seen.add(row.id()));
                    } else {
                        break;
                    }
                } catch (ConnectorException e) {
                    failures++;
                    assertThat(e.kind()).isEqualTo(ErrorKind.RATE_LIMITED);
                    assertThat(e.vendorCode()).contains("0x80072322");
                    assertThat(e.retryAdvice().delay()).contains(Duration.ofSeconds(7));
                }
            }
        }
        assertThat(throttled.fired()).isEqualTo(1);
        assertThat(failures).isEqualTo(1);
        assertThat(seen).isEqualTo(ids(accounts()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"value\":[",
                "{\"value\":[]} trailing",
                "{\"value\":{}}",
                "{}",
                "[]",
                "{\"value\":[]}",
                "<html><body>maintenance</body></html>"
            })
    void PAGE_5_anAnswerThatIsNotAPageIsAnErrorAndNeverTheEnd(String body) {
        Faults.Fault fault = crm.sandbox
                .faults()
                .on("GET", "/accounts?")
                .skip(1)
                .answer(200, Map.of("Content-Type", "application/json; odata.metadata=minimal"), body);
        try (ChangeStream stream = crm.facet(ChangeReader.class).changes(ACCOUNTS)) {
            stream.next();
            assertThatThrownBy(stream::next)
                    .isInstanceOfSatisfying(
                            ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PROTOCOL_ERROR));
            // The stream stayed where it was.
            assertThat(stream.next()).isInstanceOf(ChangePage.class);
        }
        assertThat(fault.fired()).isEqualTo(1);
    }

    @Test
    void PAGE_5_aSignInPageSaysThatTheLoginIsNotAccepted() {
        crm.sandbox
                .faults()
                .on("GET", "/accounts?")
                .answer(
                        200,
                        Map.of("Content-Type", "text/html"),
                        "<html><form action='/adfs/ls'><input type=\"password\"></form></html>");
        assertThatThrownBy(() -> crm.read(ACCOUNTS)).isInstanceOfSatisfying(ConnectorException.class, e -> {
            assertThat(e.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
            assertThat(e.hint()).hasValueSatisfying(hint -> assertThat(hint).contains("url"));
        });
    }

    @Test
    void PAGE_5_aCutConnectionIsAnErrorThatMayBeTriedAgain() {
        crm.read(ACCOUNTS);
        Faults.Fault cut = crm.sandbox.faults().on("GET", "/accounts?").cutWithin(200);
        assertThatThrownBy(() -> crm.read(ACCOUNTS)).isInstanceOfSatisfying(ConnectorException.class, e -> {
            assertThat(e.retryAdvice().when()).isEqualTo(RetryAdvice.When.LATER);
            assertThat(e.entity()).contains("account");
        });
        assertThat(cut.fired()).isEqualTo(1);
        assertThat(crm.read(ACCOUNTS).rows).hasSize(accounts().size());
    }

    @Test
    void PAGE_4_aLinkThatRepeatsIsAnError() {
        String answer = "{\"value\":[],\"@odata.nextLink\":\"" + crm.sandbox.url()
                + "/api/data/v9.2/accounts?$select=name&$skiptoken=1\"}";
        crm.sandbox
                .faults()
                .on("GET", "/accounts?")
                .always()
                .answer(200, Map.of("Content-Type", "application/json"), answer);
        assertThatThrownBy(() -> crm.read(ACCOUNTS))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PROTOCOL_ERROR));
    }

    @Test
    void PART_3_oneBrokenRecordIsReportedAndTheOthersGoOn() {
        String good = "00000000-0000-0000-0000-0000000000a1";
        String bad = "00000000-0000-0000-0000-0000000000a2";
        String page = "{\"value\":[{\"@odata.etag\":\"W/\\\"1\\\"\",\"accountid\":\"" + good
                + "\",\"revenue\":1.10},{\"accountid\":\"" + bad
                + "\",\"revenue\":\"abc\"}],\"@odata.deltaLink\":\"" + crm.sandbox.url()
                + "/api/data/v9.2/accounts?$select=revenue&$deltatoken=1\"}";
        String withModified = page.replace("\"revenue\"", "\"modifiedon\":\"2024-01-01T00:00:00Z\",\"revenue\"");
        crm.sandbox
                .faults()
                .on("GET", "/accounts?")
                .answer(200, Map.of("Content-Type", "application/json"), withModified);
        SandboxConnection.Delivery read =
                crm.read(SandboxConnection.query("account", ChangePath.Tracking.TOKEN, "revenue"));
        assertThat(read.rows).containsOnlyKeys(good);
        assertThat(read.rows.get(good).value(0)).hasToString("1.10");
        assertThat(read.unreadable).singleElement().satisfies(one -> {
            assertThat(one.id()).isEqualTo(bad);
            assertThat(one.error().getMessage()).contains("'revenue'").doesNotContain("abc");
            assertThat(one.error().entity()).contains("account");
        });
    }

    @Test
    void pairsThatWereDissolvedAreUnlinked() {
        ChangeQuery members = SandboxConnection.query(
                "new_new_project_contact", ChangePath.Tracking.TOKEN, "new_projectid", "contactid");
        RecordId contact = crm.sandbox.store().scan("contact", null, 1).get(0).id();
        Row project = crm.sandbox.store().insert("new_project", Map.of("new_name", "P"));
        SandboxConnection.Delivery before = crm.read(members);
        Row pair = crm.sandbox.store().write(tx -> tx.associate("new_new_project_contact", project.id(), contact));
        SandboxConnection.Delivery linked = crm.read(members.since(before.token()));
        assertThat(linked.rows.get(pair.id().text()).values())
                .containsExactly(
                        new RecordRef("new_project", project.id().text()), new RecordRef("contact", contact.text()));
        crm.sandbox.store().write(tx -> tx.disassociate("new_new_project_contact", project.id(), contact));
        SandboxConnection.Delivery unlinked = crm.read(members.since(linked.token()));
        assertThat(unlinked.removals.get(pair.id().text()).reason()).isEqualTo(Removal.Reason.UNLINKED);
    }

    @Test
    void anEstimateCountsPendingChanges() {
        SandboxConnection.Delivery full = crm.read(ACCOUNTS);
        crm.sandbox.store().update("account", accounts().get(0).id(), Map.of("name", "1"));
        crm.sandbox.store().update("account", accounts().get(1).id(), Map.of("name", "2"));
        ChangeReader reader = crm.facet(ChangeReader.class);
        assertThat(reader.estimate(ACCOUNTS.since(full.token()))).isEqualTo(OptionalLong.of(2));
        assertThat(reader.estimate(ACCOUNTS))
                .isEqualTo(OptionalLong.of(accounts().size()));
    }

    @Test
    void META_3_unknownFieldsAndPathsAreRefused() {
        assertThatThrownBy(() ->
                        crm.read(SandboxConnection.query("account", ChangePath.Tracking.TOKEN, "name", "nmae", "foo")))
                .isInstanceOfSatisfying(ConnectorException.class, e -> {
                    assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_DATA);
                    assertThat(e.getMessage()).contains("'nmae'").contains("'foo'");
                });
        assertThatThrownBy(() -> crm.read(SandboxConnection.query("post", ChangePath.Tracking.TOKEN, "text")))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNSUPPORTED));
    }
}
