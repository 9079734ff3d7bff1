package org.crmlink.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.crmlink.cli.CliException;
import org.crmlink.cli.ExitCode;
import org.crmlink.cli.Failure;
import org.crmlink.cli.Surroundings;
import org.crmlink.engine.SyncEngine;
import org.crmlink.engine.SyncException;
import org.crmlink.host.metrics.RequestTotals;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.Identity;
import org.crmlink.sdk.metadata.EntityMetadata;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tries a configuration step by step. */
@Command(
        name = "check",
        description = {
            "Tries a configuration step by step: options, login, the server's API, and the entities, fields and filters that it names.",
            "Changes nothing. Tells at which step it ends."
        },
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

    private static final String OPTIONS = "options";
    private static final String LOGIN = "login";
    private static final String API = "api";
    private static final String ENTITIES = "entities";
    private static final List<String> ALL = List.of(OPTIONS, LOGIN, API, ENTITIES);

    private final Surroundings surroundings;
    private final Map<String, String> passed = new LinkedHashMap<>();
    private final Map<String, Object> document = new LinkedHashMap<>();
    private String step = OPTIONS;

    @Mixin
    private final ConfigurationOption configuration = new ConfigurationOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    CheckCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (Target target = Target.inspect(configuration.file(), surroundings);
                Backend backend = Backend.open(target, surroundings)) {
            pass("connector " + target.connectorId());
            identify(backend);
            entities(target, backend);
        } catch (ConnectorException | SyncException | CliException e) {
            surroundings.console().err().print(steps("fails"));
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("steps", documents("failed"));
            return Failure.of(e).tell(output.format, surroundings.console(), told);
        }
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("result", "ok");
        whole.put("steps", documents("ok"));
        whole.putAll(document);
        surroundings.console().result(output.format, whole, steps("ok") + "everything needed works");
        return ExitCode.OK.code();
    }

    private void pass(String detail) {
        passed.put(step, detail);
        int next = ALL.indexOf(step) + 1;
        step = next < ALL.size() ? ALL.get(next) : "";
    }

    /** One call of the contract, two steps: the requests tell whether the login or the API refused it. */
    private void identify(Backend backend) {
        Identity identity;
        try {
            identity = backend.connector().identify();
        } catch (ConnectorException e) {
            RequestTotals logins = backend.logins();
            if (!e.operation().orElse("").equals(LOGIN) && logins.calls() > logins.failures()) {
                pass(requests(logins));
            } else if (!e.operation().orElse("").equals(LOGIN) && logins.calls() == 0 && backend.apiCalls() > 0) {
                pass("by what is configured, without a request");
            }
            throw e;
        }
        RequestTotals logins = backend.logins();
        pass(logins.calls() == 0 ? "by what is configured, without a request" : requests(logins));
        pass(identity.userName() + " at " + identity.organizationName() + ", server " + identity.serverVersion());
        document.put("user", identity.userName());
        document.put("userId", identity.userId());
        document.put("organization", identity.organizationName());
        document.put("organizationId", identity.organizationId());
        document.put("serverVersion", identity.serverVersion());
        document.put("serverTime", identity.serverTime());
    }

    private static String requests(RequestTotals logins) {
        return "token received in " + logins.duration().toMillis() + " ms";
    }

    private void entities(Target target, Backend backend) {
        EntityMetadata metadata = backend.connector()
                .facet(EntityMetadata.class)
                .orElseThrow(() -> new CliException(
                        ExitCode.USAGE,
                        "the connector '" + target.connectorId() + "' has no entities",
                        "it is a store of files"));
        List<Map<String, Object>> described = new ArrayList<>();
        List<String> words = new ArrayList<>();
        SyncEngine.check(target.sync(), metadata).forEach((name, type) -> {
            Map<String, Object> part = new LinkedHashMap<>();
            part.put("name", name);
            part.put("fields", type.fields().size());
            part.put("changes", DescribeCommand.changePaths(type));
            described.add(part);
            words.add(name + " (" + type.fields().size() + " fields, changes by "
                    + String.join(" or ", DescribeCommand.changePaths(type)) + ")");
        });
        document.put("entities", described);
        pass(String.join("\n          ", words));
    }

    private String steps(String last) {
        StringBuilder text = new StringBuilder();
        passed.forEach((name, detail) ->
                text.append("ok     ").append(padded(name)).append(detail).append('\n'));
        if (!step.isEmpty()) {
            text.append(last).append("  ").append(step).append('\n');
        }
        return text.toString();
    }

    private static String padded(String name) {
        return name + " ".repeat(Math.max(1, 10 - name.length()));
    }

    private List<Map<String, Object>> documents(String last) {
        List<Map<String, Object>> steps = new ArrayList<>();
        passed.forEach((name, detail) -> steps.add(document(name, "ok", detail)));
        if (!step.isEmpty()) {
            steps.add(document(step, last, ""));
        }
        return steps;
    }

    private static Map<String, Object> document(String step, String result, String detail) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("step", step);
        document.put("result", result);
        document.put("detail", detail);
        return document;
    }
}
