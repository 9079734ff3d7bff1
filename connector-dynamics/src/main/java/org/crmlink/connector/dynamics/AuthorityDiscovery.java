package org.crmlink.connector.dynamics;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.http.HttpTransport;

/**
 * Asks an environment where its users log in: a call without a login is refused with a challenge that names the authority (dynamics.md §2.1).
 * Thread-safe.
 */
@Singleton
final class AuthorityDiscovery {

    private static final Pattern AUTHORIZATION_URI =
            Pattern.compile("(?i)\\bbearer\\s.*\\bauthorization_uri=\"?([^\",\\s]+)");

    private static final Pattern RESOURCE_ID = Pattern.compile("(?i)\\bresource_id=\"?([^\",\\s]+)");

    private final ConnectorContext context;
    private final DynamicsOptions options;

    @Inject
    AuthorityDiscovery(ConnectorContext context, DynamicsOptions options) {
        this.context = context;
        this.options = options;
    }

    /**
     * What the challenge says.
     *
     * @param tokenAddress the token endpoint
     * @param resource what tokens are made out for; empty if it does not say it
     */
    record Found(URI tokenAddress, Optional<String> resource) {}

    /** Asks. */
    Found find() {
        // WhoAmI, not discovery: some on-premises servers answer discovery without a login.
        String version = options.apiVersion().orElse("9.2");
        HttpCall call = HttpCall.get(options.base() + "api/data/v" + version + "/WhoAmI")
                .operation("login")
                .header("Accept", "application/json");
        try (HttpTransport transport = HttpTransport.builder(context, options.address())
                        .userAgent(DynamicsModule.userAgent())
                        .connectTimeout(options.get(DynamicsOptions.CONNECT_TIMEOUT))
                        .readTimeout(options.get(DynamicsOptions.READ_TIMEOUT))
                        .build();
                HttpAnswer answer = transport.send(call)) {
            if (answer.status() != 401 && answer.status() != 403) {
                throw answer.isSuccess() || answer.status() < 400
                        ? DynamicsErrors.notOData(answer)
                        : DynamicsErrors.of(answer);
            }
            List<String> challenges = answer.headers("WWW-Authenticate");
            Optional<Found> found = challenges.stream()
                    .flatMap(text -> authority(text).map(address -> new Found(address, resource(text))).stream())
                    .findFirst();
            return found.orElseThrow(() -> unknown(challenges));
        }
    }

    private static Optional<String> resource(String challenge) {
        Matcher matcher = RESOURCE_ID.matcher(challenge);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static Optional<URI> authority(String challenge) {
        Matcher matcher = AUTHORIZATION_URI.matcher(challenge);
        if (!matcher.find()) {
            return Optional.empty();
        }
        String address = matcher.group(1);
        if (!address.matches("https?://[^\\s?#]+")) {
            return Optional.empty();
        }
        if (address.contains("/adfs/")) {
            return Optional.of(URI.create(address.replaceFirst("/authorize/?$", "/token")));
        }
        String authority =
                address.replaceFirst("/oauth2(/v2\\.0)?/authorize/?$", "").replaceFirst("/common$", "/organizations");
        return Optional.of(URI.create(authority + "/oauth2/v2.0/token"));
    }

    private static ConnectorException unknown(List<String> challenges) {
        boolean windows = challenges.stream()
                .anyMatch(text ->
                        text.regionMatches(true, 0, "NTLM", 0, 4) || text.regionMatches(true, 0, "Negotiate", 0, 9));
        return ConnectorException.of(
                        ErrorKind.CONFIG_INVALID,
                        windows
                                ? "the server asks for a Windows login (NTLM or Negotiate), which this connector does not offer"
                                : "the server does not say where its users log in")
                .operation("login")
                .hint(windows ? "use an address with federation (IFD)" : "set 'tenant-id' or 'token-url'")
                .build();
    }
}
