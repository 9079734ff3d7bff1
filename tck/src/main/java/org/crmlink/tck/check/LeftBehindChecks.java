package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.tck.Answer;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Exchange;
import org.crmlink.tck.bench.Fault;
import org.crmlink.tck.bench.FaultAction;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Session;

/** C18 and C20: what all checks of a run left behind; so these come last. Each adds something of its own, so that it can be run alone. */
final class LeftBehindChecks {

    private static final int MOST_SHOWN = 5;

    /**
     * Does: collects tokens, checkpoints, texts of objects and errors of its own, and looks for secrets in them and in everything that the checks before
     * saw: logs at every level, standard output, exceptions with causes, temporary files. Values of records must not be in logs and messages either.
     * Why: logs and error reports are sent around.
     * Not run: never. A value of fewer than 8 characters is not looked for.
     * Look at: where the message says that it was found; what stands before it.
     */
    @Check(
            value = Requirement.R75,
            witnesses = {"secrets are known", "texts were looked through"})
    void noSecretCameOut(Run run) {
        Connector connector = run.connector();
        run.show("toString() of the connector", connector.toString());
        run.show("toString() of the provider", run.plugin().provider().toString());
        connector.identify();
        EntityType entity = run.entity();
        run.seed(entity, run.fixture().pageSize() + 1);
        for (ChangePath path : entity.capabilities().changePaths()) {
            tokens(run, entity, path);
        }
        for (int status : List.of(400, 401, 403, 404, 429, 500)) {
            run.proxy().onData().always().answers(Answer.json(status, "{}"));
            tried(run, "identify() when the server answers " + status, connector::identify);
            tried(
                    run,
                    "a read when the server answers " + status,
                    () -> Reading.all(run.reader(), Reading.query(run, entity)));
            run.proxy().calm();
        }
        run.proxy().onLogin().always().answers(Answer.json(400, "{\"error\":\"invalid_grant\"}"));
        Connector other = run.connect();
        run.show("toString() of a connector", other.toString());
        tried(run, "identify() when the login is refused", other::identify);
        run.proxy().calm();
        Session session = run.session();
        session.lookNow("no secret came out", run);
        run.witness("secrets are known", session.secretsKnown() > 0);
        run.witness("texts were looked through", session.textsLookedThrough() > 0);
        Set<String> leaks = new LinkedHashSet<>(session.leaks());
        require(
                leaks.isEmpty(),
                leaks.size() + " times a secret, token or value came out: "
                        + String.join("; ", leaks.stream().limit(MOST_SHOWN).toList())
                        + ". Secrets are shown nowhere; values of records neither in logs nor in messages.");
        run.evidence(session.secretsKnown() + " secrets, encodings included, looked for in "
                + session.textsLookedThrough() + " texts");
    }

    /** A call whose error, if there is one, is kept; whether there must be one is the business of others. */
    private static void tried(Run run, String what, Supplier<?> call) {
        try {
            run.show("toString() of a result", String.valueOf(call.get()));
        } catch (ConnectorException e) {
            run.record(what, e);
        }
    }

    private static void tokens(Run run, EntityType entity, ChangePath path) {
        try (ChangeStream stream = run.reader()
                .changes(Reading.query(
                        run,
                        entity,
                        path.tracking(),
                        List.of(run.specimens(entity).markerField())))) {
            run.show("toString() of a stream", stream.toString());
            ChangeStep step = stream.next();
            for (int i = 0; i < 100 && step instanceof ChangePage page; i++) {
                page.checkpoint().ifPresent(token -> run.show("a checkpoint", token.value()));
                run.show("toString() of a page", page + " " + page.rows());
                step = stream.next();
            }
            if (step instanceof ChangeStep.End end) {
                run.show("a sync token", end.token().value());
            }
        }
    }

    /**
     * Does: is refused, gets a server error and loses an answer; then looks at these and at every error that the checks before raised: a message and a hint
     * in one line, the operation; the entity where there is one; the backend's code and request id where its answer has them; the cause where something
     * broke. And whether anything was printed.
     * Why: the error is all that a person has.
     * Not run: never. What the backend calls its code is found by the names code and errorCode in JSON, a request id by header fields named so.
     * Look at: the place where errors are made of answers; System.out and printStackTrace.
     */
    @Check(
            value = Requirement.R88,
            witnesses = {"errors were seen", "an answer was lost"})
    void errorsTellTheWholeStory(Run run) {
        EntityType entity = run.entity();
        run.seed(entity, 1);
        Connector connector = run.connector();
        connector.identify();
        Reading.all(run.reader(), Reading.query(run, entity));
        Fault broken = run.proxy().onData().always().does(new FaultAction.After(new FaultAction.Wire.Reset(-1)));
        ConnectorException lost =
                run.failure("a read whose answer is lost", () -> Reading.all(run.reader(), Reading.query(run, entity)));
        run.proxy().calm();
        run.witness("an answer was lost", broken.fired() > 0);
        require(
                lost.getCause() != null,
                "A read whose answer was lost failed with " + lost.kind()
                        + " and without a cause: keep the exception that broke it.");
        refused(run, entity);
        Fault failing = run.proxy().onData().always().does(new FaultAction.Rewrite(reply -> reply.withStatus(500)));
        ConnectorException inside = run.failure(
                "a read when the server fails inside", () -> Reading.all(run.reader(), Reading.query(run, entity)));
        run.proxy().calm();
        if (failing.fired() > 0) {
            told(inside, entity, failing.struck());
        }
        List<String> poor = new ArrayList<>();
        List<Session.Failure> failures = run.session().failures();
        for (Session.Failure failure : failures) {
            String missing = missing(failure.error());
            if (!missing.isEmpty()) {
                poor.add(failure.check() + ": " + failure.error().kind() + " \""
                        + failure.error().getMessage() + "\" has " + missing);
            }
        }
        run.witness("errors were seen", !failures.isEmpty());
        require(
                poor.isEmpty(),
                poor.size() + " of " + failures.size() + " errors do not tell the whole story: "
                        + String.join(
                                "; ",
                                new LinkedHashSet<>(poor)
                                        .stream().limit(MOST_SHOWN).toList()) + ".");
        require(
                run.session().printed().isEmpty(),
                "The connector printed to standard output or standard error: "
                        + run.session().printed().stream().limit(MOST_SHOWN).toList()
                        + ". It must log, and print nothing.");
        run.evidence(failures.size() + " errors looked at");
    }

    /** What an error lacks; empty if nothing. */
    private static String missing(ConnectorException error) {
        if (Optional.ofNullable(error.getMessage()).orElse("").isBlank()) {
            return "no message";
        }
        if (error.hint().filter(hint -> !hint.isBlank()).isEmpty()) {
            return "no hint: it says in one line what to do";
        }
        if (error.hint().get().strip().contains("\n")) {
            return "a hint of several lines";
        }
        return error.operation().isEmpty() ? "no operation" : "";
    }

    private static final Pattern CODE = Pattern.compile("\"(?:errorCode|error_code|code)\"\\s*:\\s*\"([^\"]{2,80})\"");

    /** A refusal by the backend itself: a read without the right, if the back door can take it away. */
    private static void refused(Run run, EntityType entity) {
        int mark = run.proxy().mark();
        try {
            run.backdoor().forbid(entity.name(), true);
        } catch (UnsupportedOperationException e) {
            run.evidence("not looked at, because " + e.getMessage() + ": the code of a refusal by the backend itself");
            return;
        }
        ConnectorException error;
        try {
            error = run.failure(
                    "a read without the right to it", () -> Reading.all(run.reader(), Reading.query(run, entity)));
        } finally {
            run.backdoor().forbid(entity.name(), false);
        }
        List<Exchange> refusals = run.proxy().dataSince(mark).stream()
                .filter(exchange -> exchange.status() >= 400)
                .toList();
        told(error, entity, refusals);
        for (Exchange refusal : refusals) {
            Matcher code = CODE.matcher(refusal.answerText());
            boolean has = code.find();
            require(
                    !has || error.vendorCode().isPresent(),
                    "The backend refused with a code of its own (" + (has ? code.group(1) : "")
                            + "), and the error has no vendorCode().");
        }
    }

    private static void told(ConnectorException error, EntityType entity, List<Exchange> answers) {
        require(
                error.entity().isPresent(),
                "A read of '" + entity.name() + "' failed with " + error.kind()
                        + ", and the error does not say of which entity.");
        for (Exchange answer : answers) {
            for (Map.Entry<String, List<String>> header : answer.answerHeaders().entrySet()) {
                String name = header.getKey().toLowerCase(Locale.ROOT);
                boolean id = name.endsWith("request-id") || name.endsWith("requestid");
                require(
                        !id || error.requestId().isPresent(),
                        "The answer to a failed read had the header field " + name
                                + ", and the error has no requestId(): the vendor's support asks for it.");
            }
        }
    }
}
