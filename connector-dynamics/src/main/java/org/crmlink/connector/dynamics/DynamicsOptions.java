package org.crmlink.connector.dynamics;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.crmlink.sdk.config.ConfigOption;
import org.crmlink.sdk.config.ConfigProblem;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.sdk.config.Secret;
import org.crmlink.toolkit.json.Guids;

/** The options of the connector, described and read. Immutable. */
final class DynamicsOptions {

    /** How the connector logs in. */
    enum Auth {
        CLIENT_SECRET,
        CLIENT_CERTIFICATE,
        DEVICE_CODE,
        BROWSER,
        PASSWORD,
        TOKEN
    }

    private static final Pattern API_VERSION = Pattern.compile("[89]\\.[0-9]");
    private static final Pattern API_PATH = Pattern.compile("/api/data(/v[0-9.]+)?/?$");
    private static final Pattern GUID_OR_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]*");

    static final ConfigOption<URI> URL = ConfigOption.uri(
                    "url",
                    "Address of the environment, such as https://contoso.crm4.dynamics.com; on-premises with the organisation, https://server/org")
            .required();
    static final ConfigOption<String> API_VERSION_OPTION = ConfigOption.text(
                    "api-version", "Version of the Web API, such as 9.2; without it the server is asked")
            .checkedBy(text -> API_VERSION.matcher(text).matches()
                    ? Optional.empty()
                    : Optional.of("'" + text + "' is not a version such as 9.2"));
    static final ConfigOption<Auth> AUTH = ConfigOption.choice(
            "auth",
            Auth.class,
            "How to log in; without it: by what is given of token, client-certificate, client-secret, password, else by device code");
    static final ConfigOption<String> TENANT_ID = ConfigOption.text(
                    "tenant-id", "Entra tenant, as id or domain; without it and token-url the server is asked")
            .checkedBy(text -> GUID_OR_NAME.matcher(text).matches()
                    ? Optional.empty()
                    : Optional.of("is neither a tenant id nor a domain"));
    static final ConfigOption<URI> AUTHORITY = ConfigOption.uri(
                    "authority",
                    "Entra authority; another one for national clouds, such as https://login.microsoftonline.us")
            .withDefault("https://login.microsoftonline.com");
    static final ConfigOption<URI> TOKEN_URL =
            ConfigOption.uri("token-url", "Address of the token endpoint; default: Entra's, from tenant-id");
    static final ConfigOption<String> CLIENT_ID =
            ConfigOption.text("client-id", "Id of the application that is registered for this access");
    static final ConfigOption<Secret> CLIENT_SECRET =
            ConfigOption.secret("client-secret", "Secret of the application (its value, not its id)");
    static final ConfigOption<Path> CERTIFICATE = ConfigOption.path(
            "certificate", "File with the application's certificate and private key, PEM or PKCS#12 (.p12, .pfx)");
    static final ConfigOption<Secret> CERTIFICATE_PASSWORD =
            ConfigOption.secret("certificate-password", "Password of the certificate's file");
    static final ConfigOption<String> USERNAME = ConfigOption.text("username", "User for auth password");
    static final ConfigOption<Secret> PASSWORD = ConfigOption.secret(
            "password", "Password for auth password; not possible where a second factor is required");
    static final ConfigOption<Secret> TOKEN =
            ConfigOption.secret("token", "An access token that was got elsewhere, for auth token");
    static final ConfigOption<String> SCOPE =
            ConfigOption.text("scope", "OAuth scope; default: made of the environment's address");
    static final ConfigOption<String> RESOURCE =
            ConfigOption.text("resource", "OAuth resource, which ADFS takes in place of a scope");
    static final ConfigOption<Integer> REDIRECT_PORT = ConfigOption.integer(
                    "redirect-port",
                    0,
                    65_535,
                    "Port of this computer to which the browser comes back after auth browser; 0 for any that is free")
            .withDefault("0");
    static final ConfigOption<Duration> CONNECT_TIMEOUT = ConfigOption.duration(
                    "connect-timeout", "Longest wait for a connection")
            .withDefault("10s");
    static final ConfigOption<Duration> READ_TIMEOUT = ConfigOption.duration(
                    "read-timeout", "Longest silence of the server; it ends its own requests after 2 minutes")
            .withDefault("150s");
    static final ConfigOption<Duration> CALL_TIMEOUT = ConfigOption.duration(
                    "call-timeout", "Longest whole request, the answer included")
            .withDefault("10m");
    static final ConfigOption<Integer> PAGE_SIZE = ConfigOption.integer(
                    "page-size", 1, DynamicsChangeReader.MAX_PAGE, "Most records in one page")
            .withDefault("5000");
    static final ConfigOption<String> CALLER_ID = ConfigOption.text(
                    "caller-id", "Id of a systemuser to act for; needs the privilege to act on behalf of another user")
            .checkedBy(text -> Guids.isGuid(text) ? Optional.empty() : Optional.of("is not a GUID"));
    static final ConfigOption<String> CALLER_OBJECT_ID = ConfigOption.text(
                    "caller-object-id", "Entra object id of a user to act for, in place of caller-id; online only")
            .checkedBy(text -> Guids.isGuid(text) ? Optional.empty() : Optional.of("is not a GUID"));

    static final ConfigOption<Boolean> DUPLICATE_DETECTION = ConfigOption.bool(
                    "duplicate-detection",
                    "Let the environment's duplicate detection rules refuse records that are like others; off, as for every program")
            .withDefault("false");

    static final List<ConfigOption<?>> ALL = List.of(
            URL,
            API_VERSION_OPTION,
            AUTH,
            TENANT_ID,
            AUTHORITY,
            TOKEN_URL,
            CLIENT_ID,
            CLIENT_SECRET,
            CERTIFICATE,
            CERTIFICATE_PASSWORD,
            USERNAME,
            PASSWORD,
            TOKEN,
            SCOPE,
            RESOURCE,
            REDIRECT_PORT,
            CONNECT_TIMEOUT,
            READ_TIMEOUT,
            CALL_TIMEOUT,
            PAGE_SIZE,
            CALLER_ID,
            CALLER_OBJECT_ID,
            DUPLICATE_DETECTION);

    private final Configuration configuration;

    DynamicsOptions(Configuration configuration) {
        this.configuration = configuration;
    }

    /** Everything wrong with a configuration, single options and what they mean together. */
    static List<ConfigProblem> problems(Configuration configuration) {
        List<ConfigProblem> problems = new ArrayList<>(configuration.problems());
        boolean authOk = problems.stream().noneMatch(problem -> problem.key().equals(AUTH.name()));
        if (!authOk) {
            return problems;
        }
        Auth auth = auth(configuration);
        switch (auth) {
            case CLIENT_SECRET -> require(configuration, problems, auth, CLIENT_ID, CLIENT_SECRET);
            case CLIENT_CERTIFICATE -> require(configuration, problems, auth, CLIENT_ID, CERTIFICATE);
            case DEVICE_CODE, BROWSER -> require(configuration, problems, auth, CLIENT_ID);
            case PASSWORD -> require(configuration, problems, auth, CLIENT_ID, USERNAME, PASSWORD);
            case TOKEN -> require(configuration, problems, auth, TOKEN);
        }
        if (configuration.has(CALLER_ID) && configuration.has(CALLER_OBJECT_ID)) {
            problems.add(new ConfigProblem(CALLER_OBJECT_ID.name(), "one user is acted for: by caller-id or by this"));
        }
        if (configuration.has(SCOPE) && configuration.has(RESOURCE)) {
            problems.add(new ConfigProblem(RESOURCE.name(), "a token endpoint takes scope or resource, not both"));
        }
        return List.copyOf(problems);
    }

    private static void require(
            Configuration configuration, List<ConfigProblem> problems, Auth auth, ConfigOption<?>... options) {
        for (ConfigOption<?> option : options) {
            if (!configuration.has(option)) {
                String word = auth.name().toLowerCase(Locale.ROOT).replace('_', '-');
                problems.add(new ConfigProblem(option.name(), "is required for auth " + word + ": " + option.doc()));
            }
        }
    }

    private static Auth auth(Configuration configuration) {
        return configuration.find(AUTH).orElseGet(() -> {
            if (configuration.has(TOKEN)) {
                return Auth.TOKEN;
            }
            if (configuration.has(CERTIFICATE)) {
                return Auth.CLIENT_CERTIFICATE;
            }
            if (configuration.has(CLIENT_SECRET)) {
                return Auth.CLIENT_SECRET;
            }
            return configuration.has(PASSWORD) ? Auth.PASSWORD : Auth.DEVICE_CODE;
        });
    }

    /** The environment's address with its organisation path, ending with a slash. */
    String base() {
        URI url = configuration.get(URL);
        String text =
                url.getScheme() + "://" + url.getRawAuthority() + (url.getRawPath() == null ? "" : url.getRawPath());
        // People copy the address of the API itself.
        text = API_PATH.matcher(text).replaceFirst("");
        return text.endsWith("/") ? text : text + "/";
    }

    URI address() {
        return URI.create(base());
    }

    /** Scheme and host, which is what tokens are made out for. */
    String origin() {
        URI url = configuration.get(URL);
        return url.getScheme() + "://" + url.getRawAuthority();
    }

    Auth auth() {
        return auth(configuration);
    }

    Optional<String> apiVersion() {
        return configuration.find(API_VERSION_OPTION);
    }

    int pageSize() {
        return configuration.get(PAGE_SIZE);
    }

    /** The headers by which the caller acts for another user. */
    Map<String, String> callerHeaders() {
        return configuration
                .find(CALLER_ID)
                .map(id -> Map.of("MSCRMCallerID", id))
                .or(() -> configuration.find(CALLER_OBJECT_ID).map(id -> Map.of("CallerObjectId", id)))
                .orElse(Map.of());
    }

    <T> T get(ConfigOption<T> option) {
        return configuration.get(option);
    }

    <T> Optional<T> find(ConfigOption<T> option) {
        return configuration.find(option);
    }

    @Override
    public String toString() {
        return configuration.toString();
    }
}
