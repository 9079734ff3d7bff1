package org.crmlink.connector.salesforce;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.crmlink.sdk.config.ConfigOption;
import org.crmlink.sdk.config.ConfigProblem;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.sdk.config.Secret;

/** The options of the connector, described and read. Immutable. */
final class SalesforceOptions {

    /** How the connector logs in. */
    enum Auth {
        CLIENT_CREDENTIALS,
        JWT,
        REFRESH_TOKEN,
        PASSWORD,
        DEVICE_CODE,
        BROWSER,
        TOKEN
    }

    /** What is made of new attachments. */
    enum NewAttachments {
        FILES,
        CLASSIC
    }

    /** The most records that the server puts into one page. */
    static final int MAX_PAGE = 2_000;

    private static final Pattern API_VERSION = Pattern.compile("[3-9][0-9]\\.0");
    private static final Pattern NAME_PAIR = Pattern.compile("\\s*([A-Za-z][A-Za-z0-9_]*)\\s*=\\s*([A-Za-z]\\w*)\\s*");

    static final ConfigOption<URI> URL = ConfigOption.uri(
                    "url",
                    "Address of the org's My Domain, such as https://acme.my.salesforce.com; for logins of users also"
                            + " https://login.salesforce.com or https://test.salesforce.com")
            .required();
    static final ConfigOption<String> API_VERSION_OPTION = ConfigOption.text(
                    "api-version", "Version of the API, such as 62.0; without it the newest one that both sides know")
            .checkedBy(text -> API_VERSION.matcher(text).matches()
                    ? Optional.empty()
                    : Optional.of("'" + text + "' is not a version from 31.0 on"));
    static final ConfigOption<Auth> AUTH = ConfigOption.choice(
            "auth",
            Auth.class,
            "How to log in; without it: by what is given of token, refresh-token, certificate, password, client-secret, else by"
                    + " device code");
    static final ConfigOption<URI> TOKEN_URL =
            ConfigOption.uri("token-url", "Address of the token endpoint; default: that of url");
    static final ConfigOption<URI> INSTANCE_URL = ConfigOption.uri(
            "instance-url", "Address of the org for all calls; default: the one that the login tells, else url");
    static final ConfigOption<String> CLIENT_ID =
            ConfigOption.text("client-id", "Consumer key of the connected app, or external client app");
    static final ConfigOption<Secret> CLIENT_SECRET =
            ConfigOption.secret("client-secret", "Consumer secret of the app");
    static final ConfigOption<Path> CERTIFICATE = ConfigOption.path(
            "certificate", "File with the app's certificate and private key for auth jwt, PEM or PKCS#12 (.p12, .pfx)");
    static final ConfigOption<Secret> CERTIFICATE_PASSWORD =
            ConfigOption.secret("certificate-password", "Password of the certificate's file");
    static final ConfigOption<String> AUDIENCE = ConfigOption.text(
            "audience",
            "For whom the statement of auth jwt is; default: https://test.salesforce.com for sandboxes, else"
                    + " https://login.salesforce.com");
    static final ConfigOption<String> USERNAME = ConfigOption.text("username", "User for auth jwt and auth password");
    static final ConfigOption<Secret> PASSWORD = ConfigOption.secret(
            "password", "Password for auth password; newer orgs do not allow this login unless told to");
    static final ConfigOption<Secret> SECURITY_TOKEN =
            ConfigOption.secret("security-token", "The user's security token, which is sent behind the password");
    static final ConfigOption<Secret> REFRESH_TOKEN = ConfigOption.secret(
            "refresh-token", "A refresh token that was got elsewhere; its successors are kept by the host");
    static final ConfigOption<Secret> TOKEN =
            ConfigOption.secret("token", "An access token or session id that was got elsewhere, for auth token");
    static final ConfigOption<String> SCOPE = ConfigOption.text("scope", "OAuth scope that a person's login asks for")
            .withDefault("api refresh_token");
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
                    "read-timeout", "Longest silence of the server; it ends queries after 2 minutes")
            .withDefault("150s");
    static final ConfigOption<Duration> CALL_TIMEOUT = ConfigOption.duration(
                    "call-timeout", "Longest whole request, the answer included")
            .withDefault("10m");
    static final ConfigOption<Integer> PAGE_SIZE = ConfigOption.integer(
                    "page-size", 1, MAX_PAGE, "Most records in one page; the server takes it as a wish")
            .withDefault("2000");
    static final ConfigOption<Duration> OVERLAP = ConfigOption.duration(
                    "overlap",
                    "How far a change query looks back behind the last one, for transactions that commit late; the server lets them"
                            + " run 10 minutes")
            .withDefault("10m");
    static final ConfigOption<Integer> BULK_THRESHOLD = ConfigOption.integer(
                    "bulk-threshold",
                    0,
                    Integer.MAX_VALUE,
                    "From how many records on a full read goes through a Bulk API 2.0 job; 0 for never")
            .withDefault("50000");
    static final ConfigOption<Integer> BULK_INGEST_ROWS = ConfigOption.integer(
                    "bulk-ingest-rows",
                    0,
                    Integer.MAX_VALUE,
                    "From how many writes of one kind in a row on they go through a Bulk API 2.0 job; 0 for never")
            .withDefault("2000");
    static final ConfigOption<String> EXTERNAL_IDS = ConfigOption.text(
                    "external-ids",
                    "Fields that make creations repeatable, such as Account=Sync_Key__c,Contact=Sync_Key__c: unique external id text"
                            + " fields of at least 64 characters, which crmlink alone writes")
            .checkedBy(text -> parsePairs(text).isPresent()
                    ? Optional.empty()
                    : Optional.of("is not a list such as Account=Sync_Key__c,Contact=Sync_Key__c"));
    static final ConfigOption<Boolean> AUTO_ASSIGN = ConfigOption.bool(
                    "auto-assign", "Let assignment rules of the org give new cases and leads to other owners")
            .withDefault("false");
    static final ConfigOption<Boolean> ALLOW_DUPLICATES = ConfigOption.bool(
                    "allow-duplicates", "Save records also if a duplicate rule of the org warns of others like them")
            .withDefault("false");

    static final ConfigOption<NewAttachments> NEW_ATTACHMENTS = ConfigOption.choice(
                    "new-attachments",
                    NewAttachments.class,
                    "What a new attachment is: files are Salesforce Files with versions, classic are rows of Attachment as in older"
                            + " orgs; both are read")
            .withDefault("files");

    static final List<ConfigOption<?>> ALL = List.of(
            URL,
            API_VERSION_OPTION,
            AUTH,
            TOKEN_URL,
            INSTANCE_URL,
            CLIENT_ID,
            CLIENT_SECRET,
            CERTIFICATE,
            CERTIFICATE_PASSWORD,
            AUDIENCE,
            USERNAME,
            PASSWORD,
            SECURITY_TOKEN,
            REFRESH_TOKEN,
            TOKEN,
            SCOPE,
            REDIRECT_PORT,
            CONNECT_TIMEOUT,
            READ_TIMEOUT,
            CALL_TIMEOUT,
            PAGE_SIZE,
            OVERLAP,
            BULK_THRESHOLD,
            BULK_INGEST_ROWS,
            EXTERNAL_IDS,
            AUTO_ASSIGN,
            ALLOW_DUPLICATES,
            NEW_ATTACHMENTS);

    private final Configuration configuration;
    private final Map<String, String> externalIds;

    SalesforceOptions(Configuration configuration) {
        this.configuration = configuration;
        this.externalIds = configuration
                .find(EXTERNAL_IDS)
                .flatMap(SalesforceOptions::parsePairs)
                .orElse(Map.of());
    }

    /** Everything wrong with a configuration, single options and what they mean together. */
    static List<ConfigProblem> problems(Configuration configuration) {
        List<ConfigProblem> problems = new ArrayList<>(configuration.problems());
        if (problems.stream().anyMatch(problem -> problem.key().equals(AUTH.name()))) {
            return problems;
        }
        Auth auth = auth(configuration);
        switch (auth) {
            case CLIENT_CREDENTIALS -> require(configuration, problems, auth, CLIENT_ID, CLIENT_SECRET);
            case JWT -> require(configuration, problems, auth, CLIENT_ID, CERTIFICATE, USERNAME);
            case REFRESH_TOKEN -> require(configuration, problems, auth, CLIENT_ID, REFRESH_TOKEN);
            case PASSWORD -> require(configuration, problems, auth, CLIENT_ID, CLIENT_SECRET, USERNAME, PASSWORD);
            case DEVICE_CODE, BROWSER -> require(configuration, problems, auth, CLIENT_ID);
            case TOKEN -> require(configuration, problems, auth, TOKEN);
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
            } else if (configuration.has(REFRESH_TOKEN)) {
                return Auth.REFRESH_TOKEN;
            } else if (configuration.has(CERTIFICATE)) {
                return Auth.JWT;
            } else if (configuration.has(PASSWORD)) {
                return Auth.PASSWORD;
            }
            return configuration.has(CLIENT_SECRET) ? Auth.CLIENT_CREDENTIALS : Auth.DEVICE_CODE;
        });
    }

    private static Optional<Map<String, String>> parsePairs(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            var matcher = NAME_PAIR.matcher(part);
            if (!matcher.matches() || pairs.put(matcher.group(1), matcher.group(2)) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(Map.copyOf(pairs));
    }

    /** Scheme and host of where the login is. */
    String origin() {
        return origin(configuration.get(URL));
    }

    static String origin(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority();
    }

    URI tokenAddress() {
        return configuration.find(TOKEN_URL).orElseGet(() -> URI.create(origin() + "/services/oauth2/token"));
    }

    /** For whom a signed statement is: the login hosts have one name each, whatever the org's own. */
    String audience() {
        return configuration.find(AUDIENCE).orElseGet(() -> {
            String host = String.valueOf(configuration.get(URL).getHost()).toLowerCase(Locale.ROOT);
            return host.equals("test.salesforce.com") || host.contains(".sandbox.")
                    ? "https://test.salesforce.com"
                    : "https://login.salesforce.com";
        });
    }

    Auth auth() {
        return auth(configuration);
    }

    Optional<String> apiVersion() {
        return configuration.find(API_VERSION_OPTION);
    }

    /** The field that makes creations of an entity repeatable, if one is configured. */
    Optional<String> externalId(String entity) {
        return Optional.ofNullable(externalIds.get(entity));
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
