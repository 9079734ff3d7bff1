package org.crmlink.toolkit.rest;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.config.ConfigOption;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.sdk.config.Secret;
import org.crmlink.toolkit.http.HttpTransport;

/** The options that every connector to a web service has, and the transport that obeys them. Stateless. */
public final class RestOptions {

    /** Where the service is. */
    public static final ConfigOption<URI> URL = ConfigOption.uri("url", "Address of the service")
            .required()
            .checkedBy(url -> url.getRawQuery() == null ? Optional.empty() : Optional.of("must not hold a query"));

    public static final ConfigOption<Duration> CONNECT_TIMEOUT = ConfigOption.duration(
                    "connect-timeout", "Longest wait for a connection")
            .withDefault("10s");

    public static final ConfigOption<Duration> READ_TIMEOUT = ConfigOption.duration(
                    "read-timeout", "Longest silence of the server")
            .withDefault("60s");

    public static final ConfigOption<Duration> CALL_TIMEOUT = ConfigOption.duration(
                    "call-timeout", "Longest whole request, the answer included")
            .withDefault("5m");

    /** Who logs in, for {@link RestLogin}. */
    public static final ConfigOption<String> CLIENT_ID = ConfigOption.text(
                    "client-id", "Id of the application that is registered for this access")
            .required();

    public static final ConfigOption<Secret> CLIENT_SECRET =
            ConfigOption.secret("client-secret", "Secret of the application").required();

    private RestOptions() {}

    /** Option {@code page-size}: the most records that one request asks for; default: the backend's own limit. */
    public static ConfigOption<Integer> pageSize(int limit) {
        return ConfigOption.integer("page-size", 1, limit, "Most records in one page")
                .withDefault(Integer.toString(limit));
    }

    /** A secret that travels in a header, such as an API key: what no header may hold is refused here, and not at the first request. */
    public static ConfigOption<Secret> headerSecret(String name, String doc) {
        return ConfigOption.secret(name, doc)
                .checkedBy(secret -> secret.reveal().chars().allMatch(c -> c > ' ' && c < 127)
                        ? Optional.empty()
                        : Optional.of(
                                "holds a character that no header may: blanks, line ends and accents cannot be sent"));
    }

    /** Starts a transport to {@link #URL} with the configured bounds of time. */
    public static HttpTransport.Builder transport(Configuration configuration, ConnectorContext context) {
        return HttpTransport.builder(context, configuration.get(URL))
                .connectTimeout(configuration.get(CONNECT_TIMEOUT))
                .readTimeout(configuration.get(READ_TIMEOUT))
                .callTimeout(configuration.get(CALL_TIMEOUT));
    }
}
