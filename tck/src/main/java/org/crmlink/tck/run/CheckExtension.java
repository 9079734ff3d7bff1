package org.crmlink.tck.run;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.tck.CheckResult;
import org.crmlink.tck.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Gives a check its {@link Run}, lets it work in a thread of its own with its own time limit, and finds its outcome. */
final class CheckExtension implements ParameterResolver, InvocationInterceptor {

    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(CheckExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Run.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Run run = new Run(Session.of(context));
        context.getStore(SPACE).put("run", run);
        return run;
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        Check check = method.getExecutable().getAnnotation(Check.class);
        Run run = context.getStore(SPACE).get("run", Run.class);
        if (run == null || check == null) {
            invocation.proceed();
            return;
        }
        Session session = Session.of(context);
        long begin = System.nanoTime();
        Ending ending = work(invocation, check, run);
        Duration duration = Duration.ofNanos(System.nanoTime() - begin);
        String name =
                new PlannedCheck(method.getExecutable().getDeclaringClass(), method.getExecutable(), check).name();
        CheckResult result = judge(check, run, ending, name, duration);
        session.scan(name, run);
        session.proxy().forget();
        session.finished(result);
    }

    /** How the check's thread ended: with an exception, without, or not at all. */
    private record Ending(boolean ended, @Nullable Throwable thrown, String stack) {}

    private static Ending work(Invocation<Void> invocation, Check check, Run run) throws InterruptedException {
        Throwable[] thrown = new Throwable[1];
        Thread thread = new Thread(
                () -> {
                    try {
                        run.begin();
                        invocation.proceed();
                    } catch (Throwable e) {
                        // whatever a check or a connector throws decides the outcome, and never the run
                        thrown[0] = e;
                    } finally {
                        Thread.interrupted();
                        run.close();
                    }
                },
                "check-" + check.value());
        thread.setDaemon(true);
        thread.start();
        thread.join(check.seconds() * 1_000L);
        if (!thread.isAlive()) {
            return new Ending(true, thrown[0], "");
        }
        String stack = stack(thread);
        thread.interrupt();
        run.abandon();
        thread.join(3_000);
        return new Ending(false, null, stack);
    }

    private static String stack(Thread thread) {
        StringBuilder text = new StringBuilder();
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (text.length() < 1_500) {
                text.append("\n    at ").append(frame);
            }
        }
        return text.toString();
    }

    private static CheckResult judge(Check check, Run run, Ending ending, String name, Duration duration) {
        List<String> evidence = new ArrayList<>(run.evidence());
        if (!ending.ended()) {
            String message = "It did not end within " + check.seconds() + " s. It stood here:" + ending.stack();
            return new CheckResult(name, check.value(), Outcome.FAIL, message, evidence, duration);
        }
        Throwable thrown = ending.thrown();
        List<String> missing = run.missing(check.witnesses());
        Outcome outcome;
        String message;
        if (thrown instanceof NotOffered) {
            outcome = Outcome.NOT_OFFERED;
            message = String.valueOf(thrown.getMessage());
        } else if (thrown instanceof UnsupportedOperationException && isMissingAbility(thrown)) {
            outcome = Outcome.UNTESTED;
            message = String.valueOf(thrown.getMessage());
        } else if (thrown instanceof Inconclusive) {
            outcome = Outcome.INCONCLUSIVE;
            message = thrown.getMessage() + cause(thrown.getCause());
        } else if (!missing.isEmpty() && (thrown == null || run.unseen(check.witnesses()))) {
            outcome = Outcome.INCONCLUSIVE;
            message = "Not seen: " + String.join("; ", missing) + (thrown == null ? "" : ". Then: " + text(thrown));
        } else if (thrown == null) {
            outcome = run.unsupportedVerified() ? Outcome.UNSUPPORTED_VERIFIED : Outcome.PASS;
            message = "";
        } else {
            outcome = Outcome.FAIL;
            message = text(thrown);
        }
        return new CheckResult(name, check.value(), outcome, message, evidence, duration);
    }

    /** Whether it comes from a back door that lacks an ability, and not from the connector. */
    private static boolean isMissingAbility(Throwable thrown) {
        return Optional.ofNullable(thrown.getMessage()).orElse("").startsWith("the back door has no ");
    }

    private static String text(Throwable thrown) {
        if (thrown instanceof AssertionError) {
            return String.valueOf(thrown.getMessage());
        }
        String where = thrown.getStackTrace().length == 0 ? "" : " at " + thrown.getStackTrace()[0];
        if (thrown instanceof ConnectorException failure) {
            return "The connector failed with " + failure.kind() + ": " + failure.getMessage() + where
                    + cause(failure.getCause());
        }
        return "Unexpected " + thrown.getClass().getName() + ": " + thrown.getMessage() + where
                + cause(thrown.getCause());
    }

    private static String cause(@Nullable Throwable cause) {
        return cause == null ? "" : " (caused by " + cause + ")";
    }
}
