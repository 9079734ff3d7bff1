package org.crmlink.connector.salesforce;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.InteractiveLogin;
import org.crmlink.sdk.config.Secret;
import org.crmlink.toolkit.auth.AccessToken;
import org.crmlink.toolkit.auth.BrowserLogin;
import org.crmlink.toolkit.auth.ClientAuthentication;
import org.crmlink.toolkit.auth.ClientCertificate;
import org.crmlink.toolkit.auth.DeviceCodeLogin;
import org.crmlink.toolkit.auth.OAuth2;
import org.crmlink.toolkit.auth.StoredLogin;
import org.crmlink.toolkit.auth.TokenEndpoint;
import org.crmlink.toolkit.auth.TokenFlow;
import org.crmlink.toolkit.auth.TokenSource;
import org.jspecify.annotations.Nullable;

/**
 * Logs in to an org and learns from the answer where the org is: the login host serves no data (salesforce.md §2.1). Tokens have no told end; one that
 * the server refuses is replaced once, by one thread for all. Thread-safe.
 */
@Singleton
final class SalesforceLogin implements AutoCloseable {

    private static final long LARGEST_CERTIFICATE = 1 << 20;

    /** Salesforce kept the draft of RFC 8628: the code is offered by the token endpoint itself. */
    private static final DeviceCodeLogin.Dialect DEVICE =
            new DeviceCodeLogin.Dialect(Map.of("response_type", "device_code"), "device", "code");

    private final ConnectorContext context;
    private final SalesforceOptions options;
    private final Optional<TokenEndpoint> endpoint;
    private final TokenSource tokens;
    private final Optional<InteractiveLogin> interactive;
    private volatile @Nullable String told;

    @Inject
    SalesforceLogin(ConnectorContext context, SalesforceOptions options) {
        this.context = context;
        this.options = options;
        if (options.auth() == SalesforceOptions.Auth.TOKEN) {
            this.endpoint = Optional.empty();
            this.tokens = new TokenSource(OAuth2.fixed(options.get(SalesforceOptions.TOKEN)), context.clock());
            this.interactive = Optional.empty();
            return;
        }
        TokenEndpoint opened = open();
        this.endpoint = Optional.of(opened);
        if (options.auth() == SalesforceOptions.Auth.DEVICE_CODE || options.auth() == SalesforceOptions.Auth.BROWSER) {
            StoredLogin stored = stored(options.origin());
            this.tokens = new TokenSource(OAuth2.refreshToken(opened, "", stored), context.clock());
            this.interactive = Optional.of(
                    options.auth() == SalesforceOptions.Auth.BROWSER
                            ? new BrowserLogin(
                                    context,
                                    opened,
                                    authorizeAddress(),
                                    Map.of("scope", options.get(SalesforceOptions.SCOPE)),
                                    options.get(SalesforceOptions.REDIRECT_PORT),
                                    stored,
                                    tokens)
                            : new DeviceCodeLogin(
                                    context,
                                    opened,
                                    options.tokenAddress(),
                                    options.get(SalesforceOptions.SCOPE),
                                    DEVICE,
                                    stored,
                                    tokens));
        } else {
            this.tokens = new TokenSource(flow(opened), context.clock());
            this.interactive = Optional.empty();
        }
    }

    private TokenEndpoint open() {
        ClientAuthentication proof = options.find(SalesforceOptions.CLIENT_SECRET)
                .map(ClientAuthentication::post)
                .orElse(ClientAuthentication.none());
        return TokenEndpoint.builder(context, options.tokenAddress(), options.get(SalesforceOptions.CLIENT_ID))
                .authentication(proof)
                .userAgent(SalesforceModule.userAgent())
                .connectTimeout(options.get(SalesforceOptions.CONNECT_TIMEOUT))
                .timeout(options.get(SalesforceOptions.READ_TIMEOUT))
                .tell("instance_url", address -> told = address)
                // An org whose budget of the day is used up refuses logins in the words of its other services.
                .otherAnswers(SalesforceErrors::ofLogin)
                .build();
    }

    private TokenFlow flow(TokenEndpoint opened) {
        return switch (options.auth()) {
            case CLIENT_CREDENTIALS -> OAuth2.clientCredentials(opened, "");
            case JWT -> lateFlow(opened);
            case PASSWORD ->
                OAuth2.password(
                        opened,
                        "",
                        options.get(SalesforceOptions.USERNAME),
                        Secret.of(options.get(SalesforceOptions.PASSWORD).reveal()
                                + options.find(SalesforceOptions.SECURITY_TOKEN)
                                        .map(Secret::reveal)
                                        .orElse("")));
            case REFRESH_TOKEN -> {
                Secret given = options.get(SalesforceOptions.REFRESH_TOKEN);
                // Another token in the configuration is another login, whatever became of the one before.
                StoredLogin stored = stored(options.origin() + " " + digest(given));
                TokenFlow refresh = OAuth2.refreshToken(opened, "", stored);
                yield claims -> {
                    stored.begin(given);
                    return refresh.fetch(claims);
                };
            }
            case DEVICE_CODE, BROWSER, TOKEN -> throw new IllegalStateException("they have flows of their own");
        };
    }

    /** The certificate's file is read at the first login, not when the connector is opened. */
    private TokenFlow lateFlow(TokenEndpoint opened) {
        return new TokenFlow() {
            private @Nullable TokenFlow known;

            @Override
            public AccessToken fetch(String claims) {
                return flow().fetch(claims);
            }

            private synchronized TokenFlow flow() {
                TokenFlow flow = known;
                if (flow == null) {
                    flow = OAuth2.jwtBearer(
                            opened, certificate(), options.get(SalesforceOptions.USERNAME), options.audience());
                    known = flow;
                }
                return flow;
            }
        };
    }

    private StoredLogin stored(String principal) {
        return StoredLogin.of(context, options.tokenAddress(), options.get(SalesforceOptions.CLIENT_ID), principal);
    }

    private static String digest(Secret secret) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(secret.reveal().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private URI authorizeAddress() {
        String address = options.tokenAddress().toString();
        if (!address.endsWith("/token")) {
            throw ConnectorException.of(
                            ErrorKind.CONFIG_INVALID, "token-url: from this address the login page's cannot be known")
                    .operation("configure")
                    .hint(
                            "give an address that ends with /token, such as https://login.salesforce.com/services/oauth2/token")
                    .build();
        }
        return URI.create(address.substring(0, address.length() - "token".length()) + "authorize");
    }

    /** The login that needs a person, if this configuration has one. */
    Optional<InteractiveLogin> interactive() {
        return interactive;
    }

    /** A token to send now. */
    String token() {
        return tokens.current().value().reveal();
    }

    /**
     * Replaces a token that the server refused.
     *
     * @return whether there is another one now
     */
    boolean renew(String refused) {
        return tokens.renew(token -> token.value().reveal().equals(refused), "");
    }

    /** Scheme and host of the org; may log in to learn it. */
    URI instance() {
        Optional<URI> configured = options.find(SalesforceOptions.INSTANCE_URL);
        if (configured.isPresent()) {
            return URI.create(SalesforceOptions.origin(configured.get()));
        }
        if (endpoint.isPresent() && told == null) {
            tokens.current();
        }
        String address = told;
        return address == null ? URI.create(options.origin()) : checked(address);
    }

    /** A login over TLS must not lead to an org without. */
    private URI checked(String address) {
        try {
            URI uri = new URI(address);
            boolean secure = "https".equalsIgnoreCase(uri.getScheme());
            boolean clear = "http".equalsIgnoreCase(uri.getScheme())
                    && "http".equalsIgnoreCase(options.tokenAddress().getScheme());
            if ((secure || clear) && uri.getRawAuthority() != null) {
                return URI.create(SalesforceOptions.origin(uri));
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw ConnectorException.of(ErrorKind.PROTOCOL_ERROR, "the login told no usable address of the org")
                .operation("login")
                .hint("check 'url', or give 'instance-url'")
                .build();
    }

    private ClientCertificate certificate() {
        Path file = options.get(SalesforceOptions.CERTIFICATE);
        Secret password = options.find(SalesforceOptions.CERTIFICATE_PASSWORD).orElse(Secret.of(""));
        byte[] content;
        try {
            if (Files.size(file) > LARGEST_CERTIFICATE) {
                throw unusable(file, "is too big for a certificate", null);
            }
            content = Files.readAllBytes(file);
        } catch (IOException e) {
            throw unusable(file, "cannot be read", e);
        }
        String name = file.toString().toLowerCase(Locale.ROOT);
        boolean pkcs12 = name.endsWith(".p12") || name.endsWith(".pfx");
        return pkcs12
                ? ClientCertificate.fromPkcs12(content, password)
                : ClientCertificate.fromPem(new String(content, StandardCharsets.UTF_8), password);
    }

    private static ConnectorException unusable(Path file, String why, @Nullable IOException cause) {
        return ConnectorException.of(
                        ErrorKind.CONFIG_INVALID, "certificate: the file " + file.getFileName() + " " + why)
                .operation("configure")
                .hint("check 'certificate'")
                .cause(cause)
                .build();
    }

    @Override
    public void close() {
        endpoint.ifPresent(TokenEndpoint::close);
    }
}
