package org.crmlink.connector.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Transaction;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.IdStream;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading by row version where there is no feed, or a filter narrows a big table (dynamics.md §6.6). */
class WatermarkPathTest {

    private static final ChangeQuery CONTACTS =
            SandboxConnection.query("contact", ChangePath.Tracking.WATERMARK, "lastname", "statecode");

    @TempDir
    Path directory;

    private SandboxConnection crm;

    @BeforeEach
    void connect() {
        crm = SandboxConnection.open(directory, options -> options.records(60).maxPageSize(15), Map.of());
    }

    @AfterEach
    void disconnect() {
        crm.close();
    }

    private List<Row> contacts() {
        return crm.sandbox.store().scan("contact", null, 1_000);
    }

    private Set<String> contactIds() {
        Set<String> ids = new HashSet<>();
        contacts().forEach(row -> ids.add(row.id().text()));
        return ids;
    }

    @Test
    void CHG_1_aFullReadAndThenTheChanges() {
        SandboxConnection.Delivery full = crm.read(CONTACTS);
        assertThat(full.rows.keySet()).isEqualTo(contactIds());
        RecordId changed = contacts().get(7).id();
        crm.sandbox.store().update("contact", changed, Map.of("lastname", "Changed"));
        SandboxConnection.Delivery next = crm.read(CONTACTS.since(full.token()));
        assertThat(next.rows.get(changed.text()).value(0)).isEqualTo("Changed");
    }

    @Test
    void whatIsOldEnoughIsNotReadAgain() {
        SandboxConnection.Delivery full = crm.read(CONTACTS);
        // Sample records are older than the bound, so the mark stands at the last of them.
        SandboxConnection.Delivery next = crm.read(CONTACTS.since(full.token()));
        assertThat(next.rows.size()).isLessThan(contacts().size() / 2);
    }

    @Test
    void CHG_6_aTransactionThatCommitsLateIsDelivered() {
        SandboxConnection.Delivery full = crm.read(CONTACTS);
        RecordId late = contacts().get(0).id();
        RecordId early = contacts().get(1).id();
        try (Transaction open = crm.sandbox.store().begin()) {
            open.update("contact", late, Map.of("lastname", "Late"));
            crm.sandbox.store().update("contact", early, Map.of("lastname", "Early"));
            SandboxConnection.Delivery between = crm.read(CONTACTS.since(full.token()));
            assertThat(between.rows.get(early.text()).value(0)).isEqualTo("Early");
            open.commit();
            SandboxConnection.Delivery after = crm.read(CONTACTS.since(between.token()));
            assertThat(after.rows).containsKey(late.text());
            assertThat(after.rows.get(late.text()).value(0)).isEqualTo("Late");
        }
    }

    @Test
    void CHG_6_alsoInATableThatDoesNotTellTheTimeOfChange() {
        ChangeQuery pairs =
                SandboxConnection.query("accountleads", ChangePath.Tracking.WATERMARK, "accountid", "leadid");
        List<Row> accounts = crm.sandbox.store().scan("account", null, 10);
        RecordId lead = crm.sandbox
                .store()
                .insert("lead", Map.of("lastname", "L", "subject", "S"))
                .id();
        String relationship = crm.sandbox.store().schema().manyToManyOf("account").stream()
                .filter(many -> many.intersectTable().equals("accountleads"))
                .findFirst()
                .orElseThrow()
                .schemaName();
        SandboxConnection.Delivery full = crm.read(pairs);
        try (Transaction open = crm.sandbox.store().begin()) {
            Row late = open.associate(relationship, accounts.get(0).id(), lead);
            Row early = crm.sandbox
                    .store()
                    .write(tx -> tx.associate(relationship, accounts.get(1).id(), lead));
            SandboxConnection.Delivery between = crm.read(pairs.since(full.token()));
            assertThat(between.rows).containsKey(early.id().text());
            open.commit();
            SandboxConnection.Delivery after = crm.read(pairs.since(between.token()));
            assertThat(after.rows).containsKey(late.id().text());
        }
    }

    @Test
    void aFilterIsAskedOfTheServerAndTheRestIsLeftToTheHost() {
        RecordId inactive = contacts().get(2).id();
        crm.sandbox.store().update("contact", inactive, Map.of("statecode", 1, "statuscode", 2));
        Filter active = Filter.compare("statecode", Filter.Operator.EQ, "0");
        ChangeQuery query = new ChangeQuery(
                "contact", CONTACTS.fields(), active, ChangePath.Tracking.WATERMARK, Optional.empty(), 5_000);
        SandboxConnection.Delivery read = crm.read(query);
        assertThat(read.rows).doesNotContainKey(inactive.text()).hasSizeGreaterThan(20);
        try (ChangeStream stream = crm.facet(ChangeReader.class).changes(query)) {
            assertThat(stream.residual()).isEqualTo(Filter.all());
        }
        Filter named = active.and(Filter.compare("lastname", Filter.Operator.EQ, "Novák"));
        try (ChangeStream stream = crm.facet(ChangeReader.class)
                .changes(new ChangeQuery(
                        "contact", CONTACTS.fields(), named, ChangePath.Tracking.WATERMARK, Optional.empty(), 5))) {
            assertThat(stream.residual()).isEqualTo(Filter.compare("lastname", Filter.Operator.EQ, "Novák"));
        }
    }

    @Test
    void PAGE_2_aCheckpointMissesNothingThatChangesBetweenTwoPages() {
        Set<String> seen = new LinkedHashSet<>();
        SyncToken checkpoint;
        RecordId moved = contacts().get(0).id();
        try (ChangeStream stream = crm.facet(ChangeReader.class).changes(CONTACTS)) {
            ChangePage first = (ChangePage) stream.next();
            first.rows().forEach(row -> seen.add(row.id()));
            crm.sandbox.store().update("contact", moved, Map.of("lastname", "Moved"));
            ChangePage second = (ChangePage) stream.next();
            second.rows().forEach(row -> seen.add(row.id()));
            checkpoint = second.checkpoint().orElseThrow();
        }
        SandboxConnection.Delivery rest = crm.read(CONTACTS.since(checkpoint));
        seen.addAll(rest.rows.keySet());
        assertThat(seen).isEqualTo(contactIds());
        assertThat(rest.rows.get(moved.text()).value(0)).isEqualTo("Moved");
    }

    @Test
    void CHG_7_changesOfOneSecondAreAllDelivered() {
        SandboxConnection.Delivery full = crm.read(CONTACTS);
        crm.sandbox.store().clock().shift(Duration.ofHours(1));
        Set<String> changed = new HashSet<>();
        crm.sandbox
                .store()
                .run(tx -> contacts().stream().limit(40).forEach(row -> {
                    changed.add(row.id().text());
                    tx.update("contact", row.id(), Map.of("lastname", "Same second"));
                }));
        SandboxConnection.Delivery next = crm.read(CONTACTS.since(full.token()));
        assertThat(next.rows.keySet()).containsAll(changed);
    }

    @Test
    void DEL_3_theListingOfIdsIsComplete() {
        Set<String> ids = new HashSet<>();
        try (IdStream stream = crm.facet(ChangeReader.class).ids("contact", Filter.all())) {
            for (int i = 0; i < 1_000; i++) {
                List<String> some = stream.next();
                if (some.isEmpty()) {
                    break;
                }
                ids.addAll(some);
            }
        }
        assertThat(ids).isEqualTo(contactIds());
    }

    @Test
    void recordsAreFetchedByIdAndTheMissingAreNamed() {
        List<String> ids = new java.util.ArrayList<>(contactIds());
        String gone = "00000000-0000-0000-0000-0000000000ff";
        ids.add(gone);
        ids.add("no guid");
        String shouted = ids.get(0).toUpperCase(java.util.Locale.ROOT);
        ids.set(0, shouted);
        FetchResult result = crm.facet(ChangeReader.class).fetch("contact", ids, List.of("lastname", "ownerid"));
        assertThat(result.rows()).hasSize(contactIds().size() - 1);
        assertThat(result.missing()).containsExactlyInAnyOrder(gone, "no guid", shouted);
        assertThat(result.unreadable()).isEmpty();
    }

    @Test
    void anEstimateOfAFilteredReadIsCounted() {
        Filter filter = Filter.compare("statecode", Filter.Operator.EQ, "0");
        ChangeQuery query = new ChangeQuery(
                "contact", CONTACTS.fields(), filter, ChangePath.Tracking.WATERMARK, Optional.empty(), 5_000);
        OptionalLong estimate = crm.facet(ChangeReader.class).estimate(query);
        assertThat(estimate).hasValue(crm.read(query).rows.size());
    }
}
