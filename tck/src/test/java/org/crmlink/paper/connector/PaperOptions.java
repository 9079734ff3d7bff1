package org.crmlink.paper.connector;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.config.ConfigOption;
import org.crmlink.sdk.config.ConfigProblem;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.sdk.config.Secret;

/** The connector's options. */
final class PaperOptions {

    static final int LARGEST_PAGE = 500;

    static final ConfigOption<URI> URL = ConfigOption.uri(
                    "url", "Address of the Paper CRM, such as https://paper.example")
            .required()
            .checkedBy(PaperOptions::clearTextOnlyHere);
    static final ConfigOption<String> CLIENT_ID = ConfigOption.text("client-id", "Id of the application that logs in.")
            .required();
    static final ConfigOption<Secret> CLIENT_SECRET =
            ConfigOption.secret("client-secret", "Secret of the application.").required();
    static final ConfigOption<String> ORGANISATION = ConfigOption.text(
                    "organisation", "Which organisation of the server.")
            .withDefault("paper");
    static final ConfigOption<Secret> API_KEY =
            ConfigOption.secret("api-key", "API key, if the server asks for one besides the login.");
    static final ConfigOption<Integer> PAGE_SIZE = ConfigOption.integer(
                    "page-size", 1, LARGEST_PAGE, "The most records in one page.")
            .withDefault("500");
    static final ConfigOption<Duration> CONNECT_TIMEOUT = ConfigOption.duration(
                    "connect-timeout", "Longest wait for a connection.")
            .withDefault("10s");
    static final ConfigOption<Duration> READ_TIMEOUT = ConfigOption.duration(
                    "read-timeout", "Longest silence of the server.")
            .withDefault("30s");
    static final ConfigOption<Duration> TIMEOUT = ConfigOption.duration(
                    "timeout", "Longest request, from its start to the last byte of the answer.")
            .withDefault("2m");

    static final List<ConfigOption<?>> ALL = List.of(
            URL, CLIENT_ID, CLIENT_SECRET, ORGANISATION, API_KEY, PAGE_SIZE, CONNECT_TIMEOUT, READ_TIMEOUT, TIMEOUT);

    private PaperOptions() {}

    /** Secrets travel in clear text only within this computer. */
    private static Optional<String> clearTextOnlyHere(URI url) {
        String host = String.valueOf(url.getHost());
        boolean here = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
        return url.getScheme().equalsIgnoreCase("https") || here
                ? Optional.empty()
                : Optional.of("must begin with https: the login would be readable on its way");
    }

    static List<ConfigProblem> problems(Configuration configuration) {
        List<ConfigProblem> problems = configuration.problems();
        if (Flaw.UNKNOWN_OPTION_IGNORED.here()) {
            return problems.stream()
                    .filter(problem ->
                            ALL.stream().anyMatch(option -> option.name().equals(problem.key())))
                    .toList();
        }
        return problems;
    }
}
