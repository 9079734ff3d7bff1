package org.crmlink.host.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.crmlink.host.guard.GuardedConnectorTest.thrownBy;

import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.IdStream;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.junit.jupiter.api.Test;

class GuardedReaderTest {

    private static final Filter NAMED = Filter.compare("name", Filter.Operator.EQ, "x");

    private final FakeConnector fake = new FakeConnector();
    private final GuardedConnector guard = GuardedConnector.wrap("fake", fake);
    private final ChangeReader reader = guard.require(ChangeReader.class);

    private static ChangeQuery query(ChangePath.Tracking path, Filter filter, int pageSize) {
        return new ChangeQuery("contact", List.of("name"), filter, path, Optional.empty(), pageSize);
    }

    private static final ChangeQuery QUERY = query(ChangePath.Tracking.TOKEN, Filter.all(), 100);

    private static Row row(String id, Object... values) {
        return new Row(id, null, null, values);
    }

    private static ChangePage page(List<Row> rows, List<Removal> removals) {
        return ChangePage.of(rows, removals, List.of());
    }

    private static Removal removal(String id) {
        return new Removal(id, Removal.Reason.DELETED);
    }

    @Test
    void META4_aChangePathThatIsNotDeclaredIsRefusedBeforeTheConnectorIsAsked() {
        for (Runnable call : List.<Runnable>of(
                () -> reader.changes(query(ChangePath.Tracking.WATERMARK, Filter.all(), 1)),
                () -> reader.estimate(query(ChangePath.Tracking.WATERMARK, Filter.all(), 1)))) {
            ConnectorException e = thrownBy(call::run);
            assertThat(e.kind()).isEqualTo(ErrorKind.UNSUPPORTED);
            assertThat(e).hasMessageContaining("WATERMARK");
        }
        assertThat(fake.calls).doesNotContain("changes", "estimate");
    }

    @Test
    void anEntityIsDescribedOnce() {
        guard.require(EntityMetadata.class).describe(java.util.Set.of("contact"));
        reader.changes(QUERY).close();
        reader.changes(QUERY).close();
        assertThat(fake.calls).containsOnlyOnce("describe contact");
    }

    @Test
    void aChangeOfTheSchemaForgetsTheDescriptions() {
        fake.steps.add(() -> {
            throw ConnectorException.of(ErrorKind.SCHEMA_CHANGED, "changed").build();
        });
        try (ChangeStream stream = reader.changes(QUERY)) {
            assertThat(thrownBy(stream::next).kind()).isEqualTo(ErrorKind.SCHEMA_CHANGED);
        }
        reader.changes(QUERY).close();
        assertThat(fake.calls.stream().filter("describe contact"::equals)).hasSize(2);
    }

    @Test
    void aWishForLargePagesIsCutToTheLimit() {
        reader.changes(query(ChangePath.Tracking.TOKEN, Filter.all(), 5_000)).close();
        assertThat(fake.lastQuery.pageSize()).isEqualTo(500);
        assertThat(reader.estimate(query(ChangePath.Tracking.TOKEN, Filter.all(), 5_000)))
                .hasValue(1);
        assertThat(fake.lastQuery.pageSize()).isEqualTo(500);
        reader.changes(QUERY).close();
        assertThat(fake.lastQuery).isSameAs(QUERY);
    }

    @Test
    void pagesAndEndsPass() {
        fake.steps.add(() -> page(List.of(row("a", "x"), row("b", (Object) null)), List.of(removal("c"))));
        fake.steps.add(() -> new ChangeStep.ResyncRequired("old"));
        try (ChangeStream stream = reader.changes(QUERY)) {
            assertThat(stream.next()).isInstanceOf(ChangePage.class);
            assertThat(stream.next()).isEqualTo(new ChangeStep.ResyncRequired("old"));
            assertThat(stream.next()).isEqualTo(new ChangeStep.End(new SyncToken("t")));
        }
        assertThat(fake.calls).containsOnlyOnce("close stream");
    }

    @Test
    void DEL1_anIdTwiceInAPageIsADefect() {
        fake.steps.add(() -> page(List.of(row("a", "x"), row("a", "y")), List.of()));
        fake.steps.add(() -> page(List.of(row("a", "x")), List.of(removal("a"))));
        try (ChangeStream stream = reader.changes(QUERY)) {
            assertThat(thrownBy(stream::next)).hasMessageContaining("'a' twice");
            assertThat(thrownBy(stream::next)).hasMessageContaining("'a' twice");
        }
    }

    @Test
    void aRowOfAnotherWidthIsADefect() {
        fake.steps.add(() -> page(List.of(row("a", "x", "y")), List.of()));
        try (ChangeStream stream = reader.changes(QUERY)) {
            assertThat(thrownBy(stream::next)).hasMessageContaining("2 values, 1 fields");
        }
    }

    @Test
    void aDefectOfAStreamIsNamedAndTheStreamCanGoOn() {
        fake.steps.add(() -> {
            throw new IndexOutOfBoundsException();
        });
        fake.steps.add(() -> page(List.of(), List.of()));
        try (ChangeStream stream = reader.changes(QUERY)) {
            assertThat(thrownBy(stream::next).kind()).isEqualTo(ErrorKind.PROTOCOL_ERROR);
            assertThat(stream.next()).isInstanceOf(ChangePage.class);
        }
    }

    @Test
    void aPathThatDoesNotFilterMustLeaveAResidual() {
        ChangeQuery filtered = query(ChangePath.Tracking.TOKEN, NAMED, 100);
        assertThat(thrownBy(() -> reader.changes(filtered))).hasMessageContaining("does not filter");
        assertThat(fake.calls).contains("close stream");
        fake.residual = NAMED;
        try (ChangeStream stream = reader.changes(filtered)) {
            assertThat(stream.residual()).isEqualTo(NAMED);
        }
    }

    @Test
    void aResidualThatNeedsOtherFieldsIsADefectAndClosesTheStream() {
        fake.residual = Filter.compare("other", Filter.Operator.EQ, "x");
        assertThat(thrownBy(() -> reader.changes(query(ChangePath.Tracking.TOKEN, NAMED, 100))))
                .hasMessageContaining("other");
        assertThat(fake.calls).containsOnlyOnce("close stream");
    }

    @Test
    void everyIdFetchedIsAnswered() {
        fake.fetched = new FetchResult(List.of(row("a", "x")), List.of("b"), List.of());
        assertThat(reader.fetch("contact", List.of("a", "b"), List.of("name")).missing())
                .containsExactly("b");
        assertThat(thrownBy(() -> reader.fetch("contact", List.of("a", "b", "c"), List.of("name"))))
                .hasMessageContaining("1 of 3 ids");
        fake.fetched = new FetchResult(
                List.of(),
                List.of(),
                List.of(new Unreadable(
                        "a",
                        ConnectorException.of(ErrorKind.PROTOCOL_ERROR, "x").build())));
        assertThat(reader.fetch("contact", List.of("a"), List.of("name")).unreadable())
                .hasSize(1);
    }

    @Test
    void listingsOfIdsAreGuarded() {
        try (IdStream ids = reader.ids("contact", Filter.all())) {
            assertThat(thrownBy(ids::next)).hasMessageContaining("UnsupportedOperationException");
        }
        assertThat(fake.calls).contains("close ids");
    }

    @Test
    void LOAD6_anOpenStreamIsClosedWithTheConnectorAndMayStillBeReleased() {
        ChangeStream stream = reader.changes(QUERY);
        guard.close();
        fake.calls.clear();
        assertThatIllegalStateException().isThrownBy(stream::next);
        stream.close();
        assertThat(fake.calls).containsExactly("close stream");
    }
}
