package org.crmlink.connector.dynamics;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.InteractiveLogin;
import org.crmlink.sdk.config.Secret;
import org.crmlink.toolkit.auth.AccessToken;
import org.crmlink.toolkit.auth.BearerCredentials;
import org.crmlink.toolkit.auth.BrowserLogin;
import org.crmlink.toolkit.auth.ClientAuthentication;
import org.crmlink.toolkit.auth.ClientCertificate;
import org.crmlink.toolkit.auth.DeviceCodeLogin;
import org.crmlink.toolkit.auth.EntraAuthority;
import org.crmlink.toolkit.auth.OAuth2;
import org.crmlink.toolkit.auth.StoredLogin;
import org.crmlink.toolkit.auth.TokenEndpoint;
import org.crmlink.toolkit.auth.TokenFlow;
import org.crmlink.toolkit.auth.TokenSource;
import org.crmlink.toolkit.http.CredentialProvider;
import org.jspecify.annotations.Nullable;

/**
 * Logs in to an environment: an application by secret or certificate, a user by device code or password, or a token that is given. Thread-safe.
 */
@Singleton
final class DynamicsLogin implements AutoCloseable {

    private static final long LARGEST_CERTIFICATE = 1 << 20;

    private final ConnectorContext context;
    private final DynamicsOptions options;
    private final AuthorityDiscovery discovery;
    private final TokenSource tokens;
    private final Optional<InteractiveLogin> interactive;
    private final Object lock = new Object();
    private Optional<TokenEndpoint> endpoint = Optional.empty();
    private boolean closed;
    private volatile boolean scoped = true;
    private volatile String resource = "";

    @Inject
    DynamicsLogin(ConnectorContext context, DynamicsOptions options, AuthorityDiscovery discovery) {
        this.context = context;
        this.options = options;
        this.discovery = discovery;
        if (isOfPerson(options.auth())) {
            URI tokenAddress = options.find(DynamicsOptions.TOKEN_URL)
                    .orElseGet(() -> entra("organizations").tokenAddress());
            TokenEndpoint client = open(new AuthorityDiscovery.Found(tokenAddress, Optional.empty()), proof());
            StoredLogin stored = StoredLogin.of(context, tokenAddress, clientId(), options.base());
            String scope = scope("/user_impersonation offline_access openid profile");
            this.tokens = new TokenSource(OAuth2.refreshToken(client, scope, stored), context.clock());
            this.interactive = Optional.of(
                    options.auth() == DynamicsOptions.Auth.BROWSER
                            ? new BrowserLogin(
                                    context,
                                    client,
                                    sibling(tokenAddress, "authorize"),
                                    asked(scope),
                                    options.get(DynamicsOptions.REDIRECT_PORT),
                                    stored,
                                    tokens)
                            : new DeviceCodeLogin(
                                    context, client, sibling(tokenAddress, "devicecode"), scope, stored, tokens));
        } else {
            this.tokens = new TokenSource(flow(), context.clock());
            this.interactive = Optional.empty();
        }
    }

    private static boolean isOfPerson(DynamicsOptions.Auth auth) {
        return auth == DynamicsOptions.Auth.DEVICE_CODE || auth == DynamicsOptions.Auth.BROWSER;
    }

    /** What a login page is asked for: a scope; from AD FS a resource, and a scope if the options have one. */
    private Map<String, String> asked(String scope) {
        Map<String, String> asked = new LinkedHashMap<>();
        if (!scoped) {
            asked.put("resource", resource);
        }
        if (!scope.isEmpty()) {
            asked.put("scope", scope);
        }
        return asked;
    }

    CredentialProvider credentials() {
        return new BearerCredentials(tokens);
    }

    /** The login that needs a person, if this configuration has one. */
    Optional<InteractiveLogin> interactive() {
        return interactive;
    }

    private TokenFlow flow() {
        return switch (options.auth()) {
            case TOKEN -> OAuth2.fixed(options.get(DynamicsOptions.TOKEN));
            case CLIENT_SECRET -> {
                ClientAuthentication proof = ClientAuthentication.post(options.get(DynamicsOptions.CLIENT_SECRET));
                yield claims -> applicationFlow(proof).fetch(claims);
            }
            case CLIENT_CERTIFICATE -> {
                ClientAuthentication proof =
                        ClientAuthentication.certificate(certificate(), ClientAuthentication.AssertionAlgorithm.PS256);
                yield claims -> applicationFlow(proof).fetch(claims);
            }
            case PASSWORD -> passwordFlow();
            case DEVICE_CODE, BROWSER -> throw new IllegalStateException("persons have a flow of their own");
        };
    }

    private TokenFlow applicationFlow(ClientAuthentication proof) {
        TokenEndpoint opened = endpoint(proof);
        return OAuth2.clientCredentials(opened, scope("/.default"));
    }

    /** A person's client may be confidential too. */
    private ClientAuthentication proof() {
        return options.find(DynamicsOptions.CLIENT_SECRET)
                .map(ClientAuthentication::post)
                .orElse(ClientAuthentication.none());
    }

    /** One flow for all renewals: it remembers a refused password, which must not be tried again. */
    private TokenFlow passwordFlow() {
        ClientAuthentication proof = proof();
        return new TokenFlow() {
            private Optional<TokenFlow> known = Optional.empty();

            @Override
            public AccessToken fetch(String claims) {
                return flow().fetch(claims);
            }

            private synchronized TokenFlow flow() {
                if (known.isEmpty()) {
                    TokenEndpoint opened = endpoint(proof);
                    known = Optional.of(OAuth2.password(
                            opened,
                            scope("/.default"),
                            options.get(DynamicsOptions.USERNAME),
                            options.get(DynamicsOptions.PASSWORD)));
                }
                return known.get();
            }
        };
    }

    /** The client of the token endpoint, made at the first login: only then the server may have to be asked where it is. */
    private TokenEndpoint endpoint(ClientAuthentication proof) {
        synchronized (lock) {
            if (endpoint.isPresent()) {
                return endpoint.get();
            }
        }
        AuthorityDiscovery.Found found = options.find(DynamicsOptions.TOKEN_URL)
                .or(() -> options.find(DynamicsOptions.TENANT_ID)
                        .map(tenant -> entra(tenant).tokenAddress()))
                .map(address -> new AuthorityDiscovery.Found(address, Optional.empty()))
                .orElseGet(discovery::find);
        return open(found, proof);
    }

    private TokenEndpoint open(AuthorityDiscovery.Found found, ClientAuthentication proof) {
        TokenEndpoint.Builder builder = TokenEndpoint.builder(context, found.tokenAddress(), clientId())
                .authentication(proof)
                .userAgent(DynamicsModule.userAgent())
                .connectTimeout(options.get(DynamicsOptions.CONNECT_TIMEOUT))
                .timeout(options.get(DynamicsOptions.READ_TIMEOUT));
        resource = options.find(DynamicsOptions.RESOURCE).or(found::resource).orElse(options.origin() + "/");
        // Entra's older endpoint and AD FS take a resource; the newer one refuses it.
        boolean newer = found.tokenAddress().getPath().contains("/v2.0/");
        scoped = newer && options.find(DynamicsOptions.RESOURCE).isEmpty();
        if (!scoped) {
            builder.parameter("resource", resource);
        }
        TokenEndpoint opened = builder.build();
        synchronized (lock) {
            if (endpoint.isPresent() || closed) {
                opened.close();
                return endpoint.orElseThrow(() -> new IllegalStateException("the connector is closed"));
            }
            endpoint = Optional.of(opened);
            return opened;
        }
    }

    private EntraAuthority entra(String tenant) {
        return new EntraAuthority(
                options.get(DynamicsOptions.AUTHORITY),
                options.find(DynamicsOptions.TENANT_ID).orElse(tenant));
    }

    /** Another endpoint beside the token endpoint. */
    private static URI sibling(URI tokenAddress, String name) {
        String text = tokenAddress.toString();
        if (!text.endsWith("/token")) {
            throw ConnectorException.of(
                            ErrorKind.CONFIG_INVALID, "token-url: from this address the login page's cannot be known")
                    .operation("configure")
                    .hint("give an address that ends with /token, such as https://adfs.contoso.com/adfs/oauth2/token")
                    .build();
        }
        return URI.create(text.substring(0, text.length() - "token".length()) + name);
    }

    private String clientId() {
        return options.get(DynamicsOptions.CLIENT_ID);
    }

    /** The scope to ask for, known when the endpoint is; none where a resource says it. */
    private String scope(String right) {
        return options.find(DynamicsOptions.SCOPE).orElseGet(() -> scoped ? options.origin() + right : "");
    }

    private ClientCertificate certificate() {
        Path file = options.get(DynamicsOptions.CERTIFICATE);
        Secret password = options.find(DynamicsOptions.CERTIFICATE_PASSWORD).orElse(Secret.of(""));
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
        synchronized (lock) {
            closed = true;
            endpoint.ifPresent(TokenEndpoint::close);
        }
    }
}
