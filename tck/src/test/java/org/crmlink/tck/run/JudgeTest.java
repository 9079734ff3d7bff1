package org.crmlink.tck.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.tck.Budget;
import org.crmlink.tck.CheckResult;
import org.crmlink.tck.Outcome;
import org.crmlink.tck.Report;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.RequirementResult;
import org.junit.jupiter.api.Test;

/** What becomes of a requirement. */
class JudgeTest {

    private static final Optional<Report.Subject> SUBJECT =
            Optional.of(new Report.Subject("dynamics", "Dynamics", "1.4.0", "0".repeat(64)));

    /** Not run here: what the judge needs are the annotations. */
    static final class SomeChecks {
        @Check(Requirement.R16)
        void itReads(Run run) {}

        @Check(value = Requirement.R16, budget = Budget.FULL)
        void itReadsMuch(Run run) {}

        @Check(value = Requirement.R18, budget = Budget.FULL)
        void itReadsMore(Run run) {}

        @Check(Requirement.R45)
        void itTellsConflicts(Run run) {}
    }

    private static Judge judge(Budget budget, Set<Requirement> only, Exclusions.Exclusion... excused) {
        return new Judge(
                PlannedCheck.in(List.of(SomeChecks.class)),
                Map.of(Requirement.R81, "nobody can"),
                budget,
                only,
                new Exclusions(List.of(excused)));
    }

    private static Judge judge(Exclusions.Exclusion... excused) {
        return judge(Budget.QUICK, EnumSet.allOf(Requirement.class), excused);
    }

    private static CheckResult result(Requirement requirement, String check, Outcome outcome) {
        return new CheckResult(check, requirement, outcome, "said " + outcome, List.of(), Duration.ZERO);
    }

    private static Exclusions.Exclusion excuse(String from, String before, int expires) {
        return new Exclusions.Exclusion("CH-7", Requirement.R45, "dynamics", from, before, expires, "Because.");
    }

    @Test
    void aCheckThatLeftNoResultProvesNothing() {
        RequirementResult result = judge().of(Requirement.R16, true, List.of(), SUBJECT);
        assertThat(result.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(result.message()).contains("left no result");
        assertThat(result.permits()).isFalse();
    }

    @Test
    void theWorstCheckDecides() {
        List<CheckResult> found = List.of(
                result(Requirement.R16, "it reads", Outcome.FAIL),
                result(Requirement.R16, "it reads much", Outcome.PASS));
        assertThat(judge().of(Requirement.R16, true, found, SUBJECT).outcome()).isEqualTo(Outcome.FAIL);
        List<CheckResult> partly = List.of(
                result(Requirement.R16, "it reads", Outcome.PASS),
                result(Requirement.R16, "it reads much", Outcome.NOT_OFFERED));
        assertThat(judge().of(Requirement.R16, true, partly, SUBJECT).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void whatALargerBudgetLooksAtIsUntestedWithThatReason() {
        RequirementResult more = judge().of(Requirement.R18, true, List.of(), SUBJECT);
        assertThat(more.outcome()).isEqualTo(Outcome.UNTESTED);
        assertThat(more.message()).contains("--full");
        assertThat(more.withheld()).isEqualTo(1);
        assertThat(judge(Budget.FULL, EnumSet.allOf(Requirement.class))
                        .of(Requirement.R18, true, List.of(), SUBJECT)
                        .outcome())
                .isEqualTo(Outcome.INCONCLUSIVE);
    }

    @Test
    void whatNoCheckLooksAtIsUntestedWithItsOwnReason() {
        assertThat(judge().of(Requirement.R81, true, List.of(), SUBJECT).message())
                .isEqualTo("nobody can");
        assertThat(judge(Budget.QUICK, EnumSet.of(Requirement.R45))
                        .of(Requirement.R16, true, List.of(), SUBJECT)
                        .message())
                .contains("not asked for");
    }

    @Test
    void anAcceptedChallengeExcusesAFailureAlone() {
        Judge judge = judge(excuse("1.0", "2.0", 99));
        RequirementResult failed = judge.of(
                Requirement.R45, true, List.of(result(Requirement.R45, "it tells conflicts", Outcome.FAIL)), SUBJECT);
        assertThat(failed.outcome()).isEqualTo(Outcome.EXCLUDED);
        assertThat(failed.message()).contains("CH-7", "Because.", "said FAIL");
        assertThat(failed.permits()).isTrue();

        RequirementResult passed = judge.of(
                Requirement.R45, true, List.of(result(Requirement.R45, "it tells conflicts", Outcome.PASS)), SUBJECT);
        assertThat(passed.outcome()).as("an unexpected pass is an error").isEqualTo(Outcome.FAIL);
        assertThat(passed.message()).contains("CH-7", "must be taken out");

        assertThat(judge.of(Requirement.R45, true, List.of(), SUBJECT).outcome())
                .isEqualTo(Outcome.INCONCLUSIVE);
    }

    @Test
    void anExcuseHoldsForItsVersionsAndUntilItExpires() {
        List<CheckResult> failed = List.of(result(Requirement.R45, "it tells conflicts", Outcome.FAIL));
        for (Exclusions.Exclusion other :
                List.of(excuse("1.4.1", "", 99), excuse("", "1.4", 99), excuse("", "1.4.0", 99), excuse("", "", 1))) {
            assertThat(judge(other).of(Requirement.R45, true, failed, SUBJECT).outcome())
                    .as(other.toString())
                    .isEqualTo(Outcome.FAIL);
        }
        for (Exclusions.Exclusion own : List.of(excuse("1.4", "1.10", 99), excuse("", "", 2))) {
            assertThat(judge(own).of(Requirement.R45, true, failed, SUBJECT).outcome())
                    .as(own.toString())
                    .isEqualTo(Outcome.EXCLUDED);
        }
    }

    @Test
    void theShippedFileIsReadAndExcusesNobody() {
        assertThat(Exclusions.shipped().all()).isEmpty();
    }

    @Test
    void anExclusionIsCompleteOrAnError() throws IOException {
        String whole =
                "\"challenge\":\"CH-1\",\"requirement\":\"R46\",\"connector\":\"x\",\"expires\":2,\"reason\":\"So.\"";
        assertThat(read(whole).all()).singleElement().satisfies(one -> {
            assertThat(one.requirement()).isEqualTo(Requirement.R46);
            assertThat(one.expires()).isEqualTo(2);
        });
        assertThatThrownBy(() -> read("\"challenge\":\"CH-1\"")).hasMessageContaining("lacks 'requirement'");
        assertThatThrownBy(() -> read(whole + ",\"all\":true")).hasMessageContaining("[all]");
    }

    private static Exclusions read(String fields) throws IOException {
        String file = "{\"format\":1,\"excludes\":[{" + fields + "}]}";
        return Exclusions.read(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)));
    }
}
