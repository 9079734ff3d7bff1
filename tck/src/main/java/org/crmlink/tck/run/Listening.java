package org.crmlink.tck.run;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.crmlink.tck.CheckResult;
import org.crmlink.tck.Outcome;
import org.crmlink.tck.Progress;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Hears of each check from the platform: tells the progress, and notes checks that broke before or after their own work. */
final class Listening implements TestExecutionListener {

    private final Session session;
    private final Progress progress;

    Listening(Session session, Progress progress) {
        this.session = session;
        this.progress = progress;
    }

    static Optional<PlannedCheck> planned(Optional<TestSource> source) {
        return source.filter(MethodSource.class::isInstance)
                .map(one -> ((MethodSource) one).getJavaMethod())
                .filter(method -> method.isAnnotationPresent(Check.class))
                .map(method -> new PlannedCheck(method.getDeclaringClass(), method, method.getAnnotation(Check.class)));
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        planned(test.getSource()).ifPresent(check -> progress.started(check.requirement(), check.name()));
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        Optional<PlannedCheck> planned = planned(test.getSource());
        if (planned.isEmpty()) {
            return;
        }
        PlannedCheck check = planned.get();
        result.getThrowable()
                .ifPresent(thrown -> session.finished(new CheckResult(
                        check.name(),
                        check.requirement(),
                        Outcome.INCONCLUSIVE,
                        "the kit itself failed around this check: " + Surveillance.text(thrown),
                        List.of(),
                        Duration.ZERO)));
        List<CheckResult> results = session.results();
        if (!results.isEmpty()) {
            progress.finished(results.get(results.size() - 1));
        }
    }
}
