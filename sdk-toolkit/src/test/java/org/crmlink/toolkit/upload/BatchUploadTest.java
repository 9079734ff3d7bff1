package org.crmlink.toolkit.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.junit.jupiter.api.Test;

/** Batches of three; operations whose id begins with {@code bad} are refused before. */
class BatchUploadTest {

    private static final ConnectorException UNAVAILABLE = ConnectorException.of(ErrorKind.UNAVAILABLE, "no link")
            .retry(RetryAdvice.later())
            .build();
    private static final ConnectorException FORBIDDEN =
            ConnectorException.of(ErrorKind.FORBIDDEN, "no right").build();
    private static final ConnectorException LOST = ConnectorException.of(ErrorKind.OUTCOME_UNKNOWN, "no answer")
            .outcome(Outcome.UNKNOWN)
            .build();
    private static final ConnectorException INTERRUPTED =
            ConnectorException.of(ErrorKind.CANCELLED, "interrupted").build();

    private final List<String> looked = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private final Deque<Function<List<Write>, List<MutationResult>>> answers = new ArrayDeque<>();
    private final BatchUpload<Write> upload = new BatchUpload<>(new Sender());

    private record Write(Mutation mutation) implements PreparedWrite {}

    private final class Sender implements BatchSender<Write> {
        @Override
        public Prepared<Write> prepare(Mutation mutation) {
            looked.add(mutation.operationId());
            assertThat(sent).isEmpty();
            return mutation.operationId().startsWith("bad")
                    ? new Prepared.Refused<>(Refusals.of(mutation, ErrorKind.INVALID_DATA, "bad", List.of()))
                    : new Prepared.Ready<>(new Write(mutation));
        }

        @Override
        public int next(List<Write> waiting) {
            return Math.min(3, waiting.size());
        }

        @Override
        public List<MutationResult> send(List<Write> batch) {
            batch.forEach(one -> sent.add(one.mutation().operationId()));
            Function<List<Write>, List<MutationResult>> answer = answers.poll();
            return answer == null ? all(batch) : answer.apply(batch);
        }
    }

    private static List<MutationResult> all(List<Write> batch) {
        return batch.stream().map(BatchUploadTest::applied).toList();
    }

    private static MutationResult applied(Write one) {
        return new MutationResult.Applied(one.mutation().operationId(), "r", Optional.empty(), Map.of(), false, false);
    }

    private static List<MutationResult> failed(ConnectorException failure) {
        throw failure;
    }

    private List<MutationResult> upload(String... operations) {
        List<Mutation> mutations = new ArrayList<>();
        for (String operation : operations) {
            mutations.add(new Mutation.Delete(operation, "item", "r", Optional.empty()));
        }
        return upload.upload(mutations);
    }

    private List<MutationResult> uploadNumbered(int count) {
        return upload(IntStream.range(0, count).mapToObj(i -> "o" + i).toArray(String[]::new));
    }

    private static ConnectorException cause(MutationResult result) {
        return result instanceof MutationResult.Unknown unknown
                ? unknown.cause()
                : ((MutationResult.Deferred) result).cause();
    }

    private static String fates(List<MutationResult> results) {
        StringBuilder letters = new StringBuilder();
        results.forEach(
                result -> letters.append(result.getClass().getSimpleName().charAt(0)));
        return letters.toString();
    }

    @Test
    void allIsLookedAtBeforeTheFirstIsSentAndWhatIsRefusedKeepsItsPlace() {
        List<MutationResult> results = upload("bad0", "o1", "bad2", "o3", "o4", "o5", "bad6");
        assertThat(looked).hasSize(7);
        assertThat(sent).containsExactly("o1", "o3", "o4", "o5");
        assertThat(fates(results)).isEqualTo("RARAAAR");
        assertThat(results.stream().map(MutationResult::operationId)).isEqualTo(looked);
    }

    @Test
    void whatIsRefusedAltogetherIsNotSent() {
        assertThat(fates(upload("bad0", "bad1"))).isEqualTo("RR");
        assertThat(upload()).isEmpty();
        assertThat(sent).isEmpty();
    }

    @Test
    void whatTheServerDidNotReachGoesWithTheNextBatch() {
        answers.add(batch -> all(batch.subList(0, 1)));
        assertThat(fates(uploadNumbered(5))).isEqualTo("AAAAA");
        assertThat(sent).containsExactly("o0", "o1", "o2", "o1", "o2", "o3", "o4");
    }

    @Test
    void aFirstBatchThatWasNotAppliedIsAnException() {
        answers.add(batch -> failed(FORBIDDEN));
        assertThatThrownBy(() -> uploadNumbered(5)).isSameAs(FORBIDDEN);
        assertThat(sent).hasSize(3);
    }

    @Test
    void aLaterBatchThatWasNotAppliedWaitsAndSoDoesAllBehindIt() {
        answers.add(BatchUploadTest::all);
        answers.add(batch -> failed(UNAVAILABLE));
        List<MutationResult> results = uploadNumbered(8);
        assertThat(fates(results)).isEqualTo("AAADDDDD");
        assertThat(sent).hasSize(6);
        assertThat(results.subList(3, 8)).allMatch(result -> cause(result) == UNAVAILABLE);
    }

    @Test
    void whatWaitsBehindAFailureForGoodMayBeSentAgain() {
        answers.add(BatchUploadTest::all);
        answers.add(batch -> failed(FORBIDDEN));
        ConnectorException cause = cause(uploadNumbered(8).get(7));
        assertThat(cause.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
        assertThat(cause.retryAdvice().when()).isEqualTo(RetryAdvice.When.LATER);
        assertThat(cause.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(cause).hasMessage("not sent, because an earlier request failed: no right");
    }

    @Test
    void aBatchThatMayHaveBeenAppliedIsUnknownEvenIfItIsTheFirst() {
        answers.add(batch -> failed(LOST));
        List<MutationResult> results = uploadNumbered(5);
        assertThat(fates(results)).isEqualTo("UUUDD");
        assertThat(cause(results.get(2))).isSameAs(LOST);
        assertThat(cause(results.get(3)).outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(sent).hasSize(3);
    }

    @Test
    void afterALostAnswerNothingMoreIsSent() {
        answers.add(batch -> {
            List<MutationResult> results = new ArrayList<>(all(batch.subList(0, 1)));
            LostAnswers.fill(batch, results, "batch", UNAVAILABLE);
            return results;
        });
        List<MutationResult> results = uploadNumbered(5);
        assertThat(fates(results)).isEqualTo("AUUDD");
        assertThat(cause(results.get(1)).kind()).isEqualTo(ErrorKind.OUTCOME_UNKNOWN);
        assertThat(cause(results.get(1)).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(cause(results.get(1))).hasMessage("the answer of the batch was cut: no link");
        assertThat(sent).hasSize(3);
    }

    @Test
    void aRefusalOfOneRowStopsNothing() {
        answers.add(batch -> batch.stream()
                .<MutationResult>map(
                        one -> new MutationResult.Deferred(one.mutation().operationId(), UNAVAILABLE))
                .toList());
        assertThat(fates(uploadNumbered(5))).isEqualTo("DDDAA");
    }

    @Test
    void anInterruptOfTheFirstBatchIsToldAsItIs() {
        answers.add(batch -> failed(INTERRUPTED));
        assertThatThrownBy(() -> uploadNumbered(5)).isSameAs(INTERRUPTED);
    }

    @Test
    void anInterruptAfterSomeBatchesHasAnUnknownOutcome() {
        answers.add(BatchUploadTest::all);
        answers.add(batch -> failed(INTERRUPTED));
        assertThatThrownBy(() -> uploadNumbered(5)).isInstanceOfSatisfying(ConnectorException.class, error -> {
            assertThat(error.kind()).isEqualTo(ErrorKind.CANCELLED);
            assertThat(error.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(error).hasCause(INTERRUPTED);
        });
    }

    @Test
    void aSenderThatAnswersNothingOrTooMuchIsADefect() {
        answers.add(batch -> List.of());
        assertThatIllegalStateException().isThrownBy(() -> uploadNumbered(2)).withMessageContaining("0 results");
        answers.add(batch -> all(List.of(batch.get(0), batch.get(0), batch.get(0))));
        sent.clear();
        assertThatIllegalStateException().isThrownBy(() -> uploadNumbered(2)).withMessageContaining("3 results");
    }
}
