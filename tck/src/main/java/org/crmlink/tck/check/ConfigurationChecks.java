package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Identity;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.config.ConfigOption;
import org.crmlink.sdk.config.ConfigProblem;
import org.crmlink.tck.Answer;
import org.crmlink.tck.Budget;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Fault;
import org.crmlink.tck.bench.FaultAction;
import org.crmlink.tck.bench.Gate;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Watch;

/** C2: configuration. */
final class ConfigurationChecks {

    private static final String UNKNOWN = "no-such-option-of-the-kit";
    private static final Pattern SECRET_NAME = Pattern.compile(
            "(?i)(.*[-_.])?(password|passphrase|secret|api-?key|private-?key|token|access-?token|refresh-?token)");

    /**
     * Does: looks at each option's description; then spoils the valid configuration one option after the other, in pairs, and by an unknown one,
     * and expects validate() and open() to name every spoilt option.
     * Why: a person corrects everything at once or gives up; a misspelt option that is ignored is never found.
     * Not run: never. Options of type TEXT are spoilt by a blank value alone.
     * Look at: ConnectorProvider.validate(): it starts from Configuration.problems() and returns all of them.
     */
    @Check(value = Requirement.R07, witnesses = "options were spoilt")
    void everyWrongOptionIsNamed(Run run) {
        List<ConfigOption<?>> options = run.plugin().descriptor().options();
        Set<String> names = new HashSet<>();
        for (ConfigOption<?> option : options) {
            require(names.add(option.name()), "The option '" + option.name() + "' is described twice.");
            require(
                    !option.doc().isBlank(),
                    "The option '" + option.name()
                            + "' has no documentation: people see it when the option is missing.");
            require(
                    option.type() != ConfigOption.Type.TEXT
                            || !SECRET_NAME.matcher(option.name()).matches(),
                    "The option '" + option.name()
                            + "' looks like a secret and is of type TEXT: make it a SECRET, so that it is never shown.");
        }
        Map<String, String> valid = run.configuration();
        require(
                problems(run, valid).isEmpty(),
                "The fixture's valid configuration is refused: " + problems(run, valid) + ".");
        Map<String, String> spoilt = spoilt(run, valid);
        spoilt.forEach((name, value) -> named(run, valid, Map.of(name, value)));
        for (ConfigOption<?> option : options) {
            if (option.isRequired() && valid.containsKey(option.name())) {
                Map<String, String> without = new LinkedHashMap<>(valid);
                without.remove(option.name());
                named(run, without, Map.of(), Set.of(option.name()));
            }
        }
        named(run, valid, Map.of(UNKNOWN, "x"));
        Map<String, String> several = new TreeMap<>();
        several.put(UNKNOWN, "x");
        several.put(UNKNOWN + "-2", "y");
        spoilt.forEach((name, value) -> {
            if (several.size() < 4) {
                several.put(name, value);
            }
        });
        named(run, valid, several);
        run.fixture()
                .invalidConfigurations()
                .forEach((name, configuration) -> require(
                        !problems(run, configuration).isEmpty(),
                        "The fixture's invalid configuration '" + name + "' was accepted by validate()."));
        run.evidence(options.size() + " options, " + spoilt.size() + " of them spoilt");
        run.witness("options were spoilt", !spoilt.isEmpty());
    }

    /** A value for each option that it cannot have. */
    private static Map<String, String> spoilt(Run run, Map<String, String> valid) {
        Map<String, String> spoilt = new TreeMap<>();
        for (ConfigOption<?> option : run.plugin().descriptor().options()) {
            String value = switch (option.type()) {
                case TEXT, SECRET -> " ";
                case URI -> "no address";
                case INTEGER -> "twelve";
                case BOOLEAN -> "perhaps";
                case DURATION -> "soon";
                case CHOICE -> "none-of-these";
                case PATH -> "a\u0000b";
            };
            boolean usable = option.type() != ConfigOption.Type.PATH
                    && !run.fixture().addressOptions().contains(option.name())
                    && (valid.containsKey(option.name()) || option.type() != ConfigOption.Type.SECRET);
            if (usable) {
                spoilt.put(option.name(), value);
            }
        }
        return spoilt;
    }

    private static List<ConfigProblem> problems(Run run, Map<String, String> values) {
        return run.plugin().provider().validate(run.configuration(run.plugin(), values));
    }

    private static void named(Run run, Map<String, String> valid, Map<String, String> wrong) {
        named(run, valid, wrong, wrong.keySet());
    }

    private static void named(Run run, Map<String, String> valid, Map<String, String> wrong, Set<String> expected) {
        Map<String, String> values = new LinkedHashMap<>(valid);
        values.putAll(wrong);
        List<ConfigProblem> problems = problems(run, values);
        Set<String> keys = new HashSet<>();
        for (ConfigProblem problem : problems) {
            keys.add(problem.key());
            require(!problem.message().isBlank(), "The problem of '" + problem.key() + "' has no message.");
            run.show("a problem of a configuration", problem.message());
        }
        Set<String> missing = new java.util.TreeSet<>(expected);
        missing.removeAll(keys);
        require(
                missing.isEmpty(),
                "A configuration in which " + new java.util.TreeSet<>(expected)
                        + " is wrong or missing: validate() had to "
                        + "name all of these options, but did not name " + missing + " (it named "
                        + new java.util.TreeSet<>(keys) + ").");
        ConnectorException error = run.failure(
                "open() with " + new java.util.TreeSet<>(expected) + " wrong or missing",
                Set.of(ErrorKind.CONFIG_INVALID),
                () -> run.connect(values));
        String text = error.getMessage() + " " + error.hint().orElse("");
        for (String key : expected) {
            require(
                    text.contains(key),
                    "open() with " + new java.util.TreeSet<>(expected)
                            + " wrong or missing: the message of its CONFIG_INVALID had to name all of them, but lacks '"
                            + key
                            + "'.");
        }
    }

    /**
     * Does: validates the valid configuration and spoilt ones, and watches the proxy, connections and look-ups by clients.
     * Why: configurations are validated while a person types, and on machines without a network.
     * Not run: never.
     * Look at: what ConnectorProvider.validate() asks beside the configuration itself.
     */
    @Check(Requirement.R08)
    void validatingIsOffline(Run run) throws Exception {
        Gate gate = run.proxy().gate();
        int mark = run.proxy().mark();
        int connections = gate.opened();
        Map<String, String> valid = run.configuration();
        Map<String, String> odd = new LinkedHashMap<>(valid);
        odd.put(UNKNOWN, "x");
        Watch watch = Watch.over(
                () -> {
                    problems(run, valid);
                    problems(run, odd);
                    problems(run, run.configuration(URI.create("https://unknown-host.invalid")));
                    return true;
                },
                10);
        watch.orThrow();
        require(
                watch.connections().isEmpty() && run.proxy().since(mark).isEmpty() && gate.opened() == connections,
                "validate() used the network: " + watch.connections() + " "
                        + run.proxy().since(mark)
                        + ". It must look at the configuration alone; what needs the server belongs into identify().");
        run.evidence("three configurations validated in " + watch.duration().toMillis() + " ms");
    }

    /**
     * Does: identifies itself with the valid configuration, with wrong secrets, with a refused login, a missing right, an unknown tenant, and without a
     * server.
     * Why: "test connection" is the first thing that a person does; an answer that is green by mistake costs hours.
     * Not run: never. The unknown tenant is a 404 to the request itself.
     * Look at: Connector.identify(): whether it asks the server at all, and what it makes of each refusal.
     */
    @Check(
            value = Requirement.R09,
            witnesses = {"the refusals were given", "the server was asked"})
    void theOnlineCheckTellsTheTruth(Run run) throws Exception {
        int mark = run.proxy().mark();
        Identity identity = run.connector().identify();
        run.witness("the server was asked", !run.proxy().since(mark).isEmpty());
        require(
                !identity.userId().isBlank() && !identity.organizationId().isBlank(),
                "identify() must tell who the caller is and to which organisation the server belongs; one of the ids is empty.");
        Duration apart = Duration.between(identity.serverTime(), run.backdoor().serverNow())
                .abs();
        require(
                apart.compareTo(Duration.ofMinutes(5)) < 0,
                "identify() must tell the server's time, but it was " + apart.toMinutes()
                        + " minutes apart from what the back door says: look at where serverTime comes from.");
        Map<String, String> wrong = run.configuration();
        int secrets = 0;
        for (ConfigOption<?> option : run.plugin().descriptor().options()) {
            if (option.isSecret() && wrong.containsKey(option.name())) {
                wrong.put(option.name(), "wrong-" + org.crmlink.tck.run.Specimens.marker());
                secrets++;
            }
        }
        if (secrets > 0) {
            Connector stranger = run.connect(wrong);
            run.failure(
                    "identify() with wrong secrets",
                    Set.of(ErrorKind.UNAUTHENTICATED, ErrorKind.CONFIG_INVALID),
                    stranger::identify);
        }
        refused(run, "401", 401, Set.of(ErrorKind.UNAUTHENTICATED));
        refused(run, "403", 403, Set.of(ErrorKind.FORBIDDEN));
        refused(run, "404", 404, Set.of(ErrorKind.NOT_FOUND, ErrorKind.CONFIG_INVALID));
        Connector lost = run.connect(run.configuration(URI.create("http://127.0.0.1:" + LifecycleChecks.freePort())));
        run.failure("identify() with an unreachable host", LifecycleChecks.unreachable(), lost::identify);
    }

    private static void refused(Run run, String word, int status, Set<ErrorKind> kinds) {
        Connector connector = run.connect();
        Fault fault = run.proxy().onData().always().answers(Answer.json(status, "{}"));
        run.failure("identify() when the server answers " + word, kinds, connector::identify);
        run.witness("the refusals were given", fault.fired() > 0);
        run.proxy().calm();
    }

    /**
     * Does: sets the options for pages and looks at pages; looks at the defaults of options for timeouts.
     * Why: an option without effect is worse than none.
     * Not run: parts whose option there is not. Whether a default timeout ends a call is not waited for.
     * Look at: where the option's value goes; and that each timeout has a default, because without one the default of most clients is for ever.
     */
    @Check(Requirement.R10)
    void optionsAreHonoured(Run run) {
        int page = run.fixture().pageSize();
        for (ConfigOption<?> option : run.plugin().descriptor().options()) {
            if (option.type() == ConfigOption.Type.INTEGER && option.name().contains("page")) {
                pages(run, option.name(), page);
            }
            if (option.type() == ConfigOption.Type.DURATION && option.name().contains("timeout")) {
                require(
                        option.defaultText().isPresent() || option.isRequired(),
                        "The option '" + option.name()
                                + "' has no default: what holds without it? Defaults must include finite timeouts.");
                run.evidence("default of " + option.name() + ": "
                        + option.defaultText().orElse("none, required"));
            }
        }
    }

    private static void pages(Run run, String name, int page) {
        Map<String, String> values = run.configuration();
        values.put(name, Integer.toString(page));
        if (!problems(run, values).isEmpty()) {
            run.evidence("option " + name + " cannot be " + page);
            return;
        }
        Connector connector = run.connect(values);
        run.seed(run.entity(), page + 2);
        ChangeReader reader = connector
                .facet(ChangeReader.class)
                .orElseThrow(() -> new org.crmlink.tck.run.NotOffered("the connector reads nothing"));
        ChangeQuery query = Reading.query(run, run.entity());
        ChangeQuery large =
                new ChangeQuery(query.entity(), query.fields(), query.filter(), query.path(), query.since(), page * 10);
        try (ChangeStream stream = reader.changes(large)) {
            for (int step = 0; step < 20 && stream.next() instanceof ChangePage rows; step++) {
                require(
                        rows.rows().size() <= page,
                        "The option '" + name + "' is " + page + ", but a page held "
                                + rows.rows().size() + " records: the option must bound every page.");
            }
        }
        run.evidence("pages of at most " + page + " by option " + name);
    }

    /**
     * Does: sets every option for a timeout to a fraction of a second and calls a server that does not answer.
     * Why: people set short timeouts because they need them.
     * Not run: if there is no option for a timeout.
     * Look at: whether the option reaches the HTTP client, for answers and not only for connections.
     */
    @Check(value = Requirement.R10, budget = Budget.QUICK, witnesses = "the server fell silent")
    void timeoutsAreHonoured(Run run) {
        Map<String, String> values = run.configuration();
        List<String> set = new ArrayList<>();
        for (ConfigOption<?> option : run.plugin().descriptor().options()) {
            if (option.type() == ConfigOption.Type.DURATION && option.name().contains("timeout")) {
                values.put(option.name(), "500ms");
                if (!problems(run, values).isEmpty()) {
                    values.put(option.name(), "1s");
                }
                set.add(option.name());
            }
        }
        if (set.isEmpty()) {
            throw new org.crmlink.tck.run.NotOffered("the connector has no option for a timeout");
        }
        Connector connector = run.connect(values);
        connector.identify();
        Fault fault = run.proxy().onData().does(new FaultAction.After(new FaultAction.Wire.Stall(-1)));
        long begin = System.nanoTime();
        run.failure(
                "identify() when the server is silent and " + set + " are short",
                Set.of(ErrorKind.TIMEOUT),
                connector::identify);
        long millis = (System.nanoTime() - begin) / 1_000_000;
        run.witness("the server fell silent", fault.fired() > 0);
        require(
                millis < 5_000,
                "With " + set + " of a second at most, a call to a silent server had to end at once, but took " + millis
                        + " ms: look at whether the options reach the HTTP client.");
        run.evidence("a silent server was given up after " + millis + " ms");
    }
}
