package org.crmlink.toolkit.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.crmlink.toolkit.rest.FakeSource.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.IdStream;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.junit.jupiter.api.Test;

class SourceReaderTest {

    private final FakeSource source = new FakeSource();
    private final SourceReader reader = new SourceReader(Shop.ALL, new SyncTokenFormat("shop", 1), 5, source);

    private static List<String> ids(ChangeStep step) {
        return ((ChangePage) step).rows().stream().map(Row::id).toList();
    }

    private static void assertFails(ErrorKind kind, String words, ThrowingCallable call) {
        assertThatThrownBy(call).hasMessageContaining(words).isInstanceOfSatisfying(ConnectorException.class, e -> {
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e.hint()).isPresent();
        });
    }

    @Test
    void aReadGoesFromPageToPageEmptyOnesIncludedAndEndsWhereTheServerSaysSo() {
        source.pages.put("", page("p2", false, "a", "b"));
        source.pages.put("p2", page("p3", false));
        source.pages.put("p3", page("later", true, "c"));
        source.pages.put("later", page("later", true));
        ChangeQuery query = Shop.query("name");

        try (ChangeStream stream = reader.changes(query)) {
            assertThat(ids(stream.next())).containsExactly("a", "b");
            assertThat(ids(stream.next())).isEmpty();
            assertThat(ids(stream.next())).containsExactly("c");
            ChangeStep end = stream.next();
            assertThat(stream.next()).isEqualTo(end);
            assertThat(source.asked).containsExactly("/5", "p2/5", "p3/5");

            try (ChangeStream later = reader.changes(query.since(((ChangeStep.End) end).token()))) {
                assertThat(later.next()).isEqualTo(end);
            }
        }
    }

    @Test
    void aCheckpointGoesOnBehindItsPageAndAFailureLeavesTheStreamWhereItStood() {
        source.pages.put("", page("p2", false, "a"));
        source.pages.put(
                "p2",
                ConnectorException.of(ErrorKind.UNAVAILABLE, "down")
                        .hint("wait")
                        .build());
        ChangeQuery query = Shop.query("name");
        try (ChangeStream stream = reader.changes(query)) {
            SyncToken checkpoint = ((ChangePage) stream.next()).checkpoint().orElseThrow();
            assertFails(ErrorKind.UNAVAILABLE, "down", stream::next);

            source.pages.put("p2", page("end", true, "b"));
            assertThat(ids(stream.next())).containsExactly("b");
            try (ChangeStream resumed = reader.changes(query.since(checkpoint))) {
                assertThat(ids(resumed.next())).containsExactly("b");
            }
        }
    }

    @Test
    void aServerThatLeadsInCirclesIsNotFollowed() {
        source.pages.put("", page("p2", false, "a"));
        source.pages.put("p2", page("p3", false, "b"));
        source.pages.put("p3", page("p2", false, "c"));
        try (ChangeStream stream = reader.changes(Shop.query("name"))) {
            stream.next();
            stream.next();
            assertFails(ErrorKind.PROTOCOL_ERROR, "twice", stream::next);
        }
    }

    @Test
    void aPositionThatTheServerNoLongerKnowsIsAnOutcome() {
        source.pages.put(
                "", ConnectorException.of(ErrorKind.RESYNC_REQUIRED, "too old").build());
        try (ChangeStream stream = reader.changes(Shop.query("name"))) {
            assertThat(stream.next()).isEqualTo(new ChangeStep.ResyncRequired("too old"));
            assertThat(stream.next()).isInstanceOf(ChangeStep.ResyncRequired.class);
            assertThat(source.asked).hasSize(1);
        }
    }

    @Test
    void whatDoesNotExistOrIsNotDeclaredIsRefusedBeforeAnythingIsAsked() {
        ChangeQuery good = Shop.query("name");
        assertFails(ErrorKind.NOT_FOUND, "'nothing'", () -> reader.fetch("nothing", List.of(), List.of()));
        assertFails(ErrorKind.INVALID_DATA, "'x', 'y'", () -> reader.changes(Shop.query("x", "name", "y")));
        assertFails(ErrorKind.INVALID_DATA, "'x'", () -> reader.fetch("item", List.of("1"), List.of("x")));
        assertFails(
                ErrorKind.UNSUPPORTED,
                "WATERMARK",
                () -> reader.changes(new ChangeQuery(
                        "item", good.fields(), good.filter(), ChangePath.Tracking.WATERMARK, Optional.empty(), 1)));
        assertFails(
                ErrorKind.INVALID_DATA,
                "count",
                () -> reader.changes(new ChangeQuery(
                        "item", good.fields(), new Filter.IsNull("count"), good.path(), Optional.empty(), 1)));
        assertFails(ErrorKind.INVALID_DATA, "token", () -> reader.changes(good.since(new SyncToken("shop:1:x"))));
        assertThat(source.asked).isEmpty();
    }

    @Test
    void idsAreListedToTheEndAndRecordsAreFetchedInPortions() {
        source.pages.put("", page("p2", false, "a", "b"));
        source.pages.put("p2", page("p3", false));
        source.pages.put("p3", page("end", true, "c"));
        List<String> listed = new ArrayList<>();
        try (IdStream ids = reader.ids("item", new Filter.IsNull("count"))) {
            for (List<String> some = ids.next(); !some.isEmpty(); some = ids.next()) {
                listed.addAll(some);
            }
        }
        assertThat(listed).containsExactly("a", "b", "c");

        source.asked.clear();
        source.records.put("a", new Row("a", "1", null, new Object[] {"A"}));
        FetchResult found = reader.fetch("item", List.of("a", "x", "a", "y"), List.of("name"));
        assertThat(found.rows()).extracting(Row::id).containsExactly("a");
        assertThat(found.missing()).containsExactly("x", "y");
        assertThat(source.asked).containsExactly("a,x", "y");
    }
}
