package org.crmlink.toolkit.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordUploaderTest {

    private final FakeSource source = new FakeSource();
    private final List<String> sent = new ArrayList<>();
    private final Map<String, ConnectorException> failures = new HashMap<>();
    private final RecordUploader uploader = new RecordUploader("shop", Shop.ALL, source, new Writer());

    private final class Writer implements RecordWriter {
        private Row send(Mutation mutation, String id, List<String> fields) {
            sent.add(mutation.operationId());
            ConnectorException failure = failures.get(mutation.operationId());
            if (failure != null) {
                throw failure;
            }
            @Nullable Object[] values = new @Nullable Object[fields.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = fields.get(i).equals("name")
                        ? "TRIMMED"
                        : MutationRules.values(mutation).get(fields.get(i));
            }
            return new Row(id, "v2", null, values);
        }

        @Override
        public Row create(EntityType type, Mutation.Create create, List<String> fields) {
            return send(create, create.id().orElse("made"), fields);
        }

        @Override
        public Row update(EntityType type, Mutation.Update update, List<String> fields) {
            return send(update, update.id(), fields);
        }

        @Override
        public void delete(EntityType type, Mutation.Delete delete) {
            send(delete, delete.id(), List.of());
        }
    }

    private static Mutation.Update update(String operation, String field, @Nullable Object value, String... version) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put(field, value);
        return new Mutation.Update(
                operation, "item", "r", values, version.length == 0 ? Optional.empty() : Optional.of(version[0]));
    }

    private static ConnectorException failure(ErrorKind kind, RetryAdvice retry, Outcome outcome) {
        return ConnectorException.of(kind, "as told")
                .retry(retry)
                .outcome(outcome)
                .hint("h")
                .build();
    }

    private static ConnectorException refusal(ErrorKind kind) {
        return failure(kind, RetryAdvice.never(), Outcome.NOT_APPLIED);
    }

    private static ErrorKind kind(MutationResult result) {
        return ((MutationResult.Rejected) result).error().kind();
    }

    @Test
    void whatTheServerMadeOfAValueIsToldAndWhatItComputesToo() {
        MutationResult.Applied applied = (MutationResult.Applied) uploader.upload(List.of(
                        new Mutation.Create("1", "item", Optional.empty(), Map.of("name", " trimmed", "count", 3L))))
                .get(0);

        assertThat(applied.id()).isEqualTo("made");
        assertThat(applied.version()).contains("v2");
        assertThat(applied.serverValues()).containsOnlyKeys("name", "modified").containsEntry("name", "TRIMMED");
    }

    @Test
    void whatCannotBeRightIsRefusedWithoutSendingAndTheOthersGoOn() {
        List<MutationResult> results = uploader.upload(List.of(
                update("1", "nothing", 1L),
                update("2", "modified", null),
                update("3", "count", "3"),
                update("4", "count", 10L),
                update("5", "price", new BigDecimal("1.005")),
                update("6", "price", new BigDecimal("12345.00")),
                update("7", "name", "\uD83D"),
                update("8", "name", "12345678901"),
                update("9", "name", null),
                update("10", "maker", new RecordRef("item", "1")),
                new Mutation.Create("11", "item", Optional.empty(), Map.of("count", 1L)),
                new Mutation.Delete("12", "item", "r", Optional.of("v1")),
                new Mutation.Upsert("13", "item", Map.of("name", "a"), Map.of()),
                new Mutation.Delete("14", "none", "r", Optional.empty()),
                update("15", "price", new BigDecimal("1234.50"))));

        assertThat(sent).containsExactly("15");
        assertThat(results.get(14)).isInstanceOf(MutationResult.Applied.class);
        assertThat(results)
                .extracting(MutationResult::operationId)
                .startsWith("1", "2", "3")
                .endsWith("15");
        for (int i : new int[] {0, 1, 2, 3, 4, 5, 6, 8, 9, 10}) {
            assertThat(kind(results.get(i))).as("%s", i + 1).isEqualTo(ErrorKind.INVALID_DATA);
            assertThat(((MutationResult.Rejected) results.get(i)).fieldErrors()).hasSize(1);
        }
        assertThat(kind(results.get(7))).isEqualTo(ErrorKind.LIMIT_EXCEEDED);
        assertThat(kind(results.get(11))).isEqualTo(ErrorKind.UNSUPPORTED);
        assertThat(kind(results.get(12))).isEqualTo(ErrorKind.UNSUPPORTED);
        assertThat(kind(results.get(13))).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void aVersionThatIsNotTheServersIsAConflictWithTheCurrentOne() {
        failures.put("1", refusal(ErrorKind.CONFLICT));
        failures.put("2", refusal(ErrorKind.NOT_FOUND));
        failures.put("3", refusal(ErrorKind.NOT_FOUND));
        failures.put("4", refusal(ErrorKind.NOT_FOUND));
        source.records.put("r", new Row("r", "v9", null, new Object[] {"r"}));

        assertThat(uploader.upload(List.of(
                        update("1", "count", 1L, "v1"),
                        update("2", "count", 1L, "v1"),
                        update("3", "count", 1L),
                        new Mutation.Delete("4", "item", "r", Optional.empty()))))
                .satisfiesExactly(
                        first ->
                                assertThat(first).isEqualTo(new MutationResult.Conflict("1", false, Optional.of("v9"))),
                        second ->
                                assertThat(second).isEqualTo(new MutationResult.Conflict("2", true, Optional.empty())),
                        third -> assertThat(kind(third)).isEqualTo(ErrorKind.NOT_FOUND),
                        fourth -> assertThat(((MutationResult.Applied) fourth).alreadySo())
                                .isTrue());
    }

    @Test
    void afterALostAnswerTheRestIsNotSentAndSaysSo() {
        failures.put("2", failure(ErrorKind.OUTCOME_UNKNOWN, RetryAdvice.never(), Outcome.UNKNOWN));

        List<MutationResult> results =
                uploader.upload(List.of(update("1", "count", 1L), update("2", "count", 2L), update("3", "count", 3L)));

        assertThat(sent).containsExactly("1", "2");
        assertThat(results.get(1)).isInstanceOf(MutationResult.Unknown.class);
        assertThat(results.get(2))
                .isInstanceOfSatisfying(
                        MutationResult.Deferred.class,
                        deferred -> assertThat(deferred.cause().retryAdvice().when())
                                .isEqualTo(RetryAdvice.When.LATER));
    }

    @Test
    void aServerThatRefusesEverybodyIsThrownIfNothingWasDoneAndDeferredElse() {
        failures.put("1", failure(ErrorKind.RATE_LIMITED, RetryAdvice.later(), Outcome.NOT_APPLIED));
        List<Mutation> mutations = List.of(update("0", "count", 1L), update("1", "count", 1L));

        assertThatThrownBy(() -> uploader.upload(mutations.subList(1, 2)))
                .isInstanceOfSatisfying(ConnectorException.class, e -> {
                    assertThat(e.kind()).isEqualTo(ErrorKind.RATE_LIMITED);
                    assertThat(e.recordId()).contains("r");
                });
        assertThat(uploader.upload(mutations).get(1)).isInstanceOf(MutationResult.Deferred.class);
    }

    @Test
    void anInterruptedWriteIsThrownBecauseNobodyMayKnow() {
        failures.put("1", failure(ErrorKind.CANCELLED, RetryAdvice.never(), Outcome.UNKNOWN));

        assertThatThrownBy(() -> uploader.upload(List.of(update("0", "count", 1L), update("1", "count", 1L))))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN));
    }

    @Test
    void settlingReadsWhatBecameOfAWrite() {
        source.records.put("r", new Row("r", "v2", null, new Object[] {5L}));

        assertThat(uploader.settle(update("1", "count", 5L), Instant.now())).isInstanceOf(MutationResult.Applied.class);
        assertThat(uploader.settle(update("2", "count", 6L, "v2"), Instant.now()))
                .isInstanceOf(MutationResult.Deferred.class);
        assertThat(uploader.settle(update("3", "count", 6L, "v1"), Instant.now()))
                .isEqualTo(new MutationResult.Conflict("3", false, Optional.of("v2")));
        assertThat(uploader.settle(new Mutation.Delete("4", "item", "gone", Optional.empty()), Instant.now()))
                .isInstanceOf(MutationResult.Applied.class);
        assertThat(uploader.settle(
                        new Mutation.Create("5", "item", Optional.of("x"), Map.of("name", "a")), Instant.now()))
                .isInstanceOf(MutationResult.Deferred.class);
        assertThat(uploader.settle(
                        new Mutation.Create("6", "item", Optional.empty(), Map.of("name", "a")), Instant.now()))
                .isInstanceOf(MutationResult.Unknown.class);
        assertThat(sent).isEmpty();
    }
}
