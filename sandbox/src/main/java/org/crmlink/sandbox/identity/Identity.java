package org.crmlink.sandbox.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Who may come in: registered applications, users, fixed tokens, and every token that was issued. Thread-safe.
 *
 * <p>Tokens are opaque random text. They live in memory only: a restarted sandbox knows none of the old ones, except
 * the fixed ones that it was started with.
 */
public final class Identity {

    /** The public client that Microsoft's own samples and tools use for user logins. */
    private static final String SAMPLE_CLIENT = "51f81489-12ee-4a9e-aaae-a2591f45987d";

    /** Life of a refresh token that is not used. */
    private static final Duration REFRESH_TOKEN_LIFE = Duration.ofDays(90);

    private record Access(Principal principal, Instant expires) {}

    private record Refresh(Principal principal, Instant expires, UUID family) {}

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Clock clock;
    private volatile Duration tokenLife;
    private volatile boolean disabled;
    private final boolean reuseDetection;
    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final Map<String, List<X509Certificate>> certificates = new ConcurrentHashMap<>();
    private final Map<String, String> passwords = new ConcurrentHashMap<>();
    private final Set<String> fixedTokens = ConcurrentHashMap.newKeySet();
    private final Map<String, Access> accessTokens = new ConcurrentHashMap<>();
    private final Map<String, Refresh> refreshTokens = new ConcurrentHashMap<>();
    private final Map<String, UUID> usedRefreshTokens = new ConcurrentHashMap<>();
    private final DeviceLogins deviceLogins;
    private final AuthorizationCodes codes;
    private final SigningKey signingKey = new SigningKey();

    /**
     * Knows nobody at first.
     *
     * @param clock decides about expiry
     * @param tokenLife life of an access token
     * @param reuseDetection whether presenting a refresh token that was already exchanged revokes its whole family
     */
    public Identity(Clock clock, Duration tokenLife, boolean reuseDetection) {
        this.clock = clock;
        this.tokenLife = tokenLife;
        this.reuseDetection = reuseDetection;
        this.deviceLogins = new DeviceLogins(clock);
        this.codes = new AuthorizationCodes(clock);
    }

    /** Registers an application with a secret. */
    public void addClient(String id, String secret) {
        secrets.put(id, secret);
    }

    /** Registers a certificate whose key may sign an application's assertions. */
    public void addCertificate(String clientId, X509Certificate certificate) {
        certificates
                .computeIfAbsent(clientId, id -> new CopyOnWriteArrayList<>())
                .add(certificate);
    }

    /** Registers a user. Like Entra ID, user names do not tell upper from lower case. */
    public void addUser(String name, String password) {
        passwords.put(folded(name), password);
    }

    private static String folded(String userName) {
        return userName.toLowerCase(Locale.ROOT);
    }

    /**
     * Accepts this bearer token for ever.
     *
     * @throws IllegalArgumentException if it is blank: whoever sends no token would come in
     */
    public void addToken(String token) {
        if (token.isBlank()) {
            throw new IllegalArgumentException("A bearer token cannot be empty.");
        }
        fixedTokens.add(token);
    }

    /** Makes every access token issued so far invalid; fixed tokens stay. */
    public void revokeAccessTokens() {
        accessTokens.clear();
    }

    /** Makes every refresh token issued so far invalid. */
    public void revokeRefreshTokens() {
        refreshTokens.clear();
        usedRefreshTokens.clear();
    }

    /** Refuses every grant to every application, refreshes included, while it is on; tokens given before stay good. */
    public void disabled(boolean on) {
        disabled = on;
    }

    boolean isDisabled() {
        return disabled;
    }

    /** Makes one access or refresh token invalid. */
    public void revoke(String token) {
        accessTokens.remove(token);
        refreshTokens.remove(token);
    }

    /**
     * A user types in the code that a device shows and agrees.
     *
     * @throws IllegalArgumentException if no device waits with this code
     */
    public void approveDevice(String userCode, String userName) {
        deviceLogins.approve(userCode, userName);
    }

    /**
     * A user types in the code that a device shows and refuses.
     *
     * @throws IllegalArgumentException if no device waits with this code
     */
    public void declineDevice(String userCode) {
        deviceLogins.decline(userCode);
    }

    /** Who this bearer token speaks for, or empty if it is unknown, revoked or expired. */
    public Optional<Principal> authenticate(String bearerToken) {
        if (fixedTokens.contains(bearerToken)) {
            return Optional.of(new Principal("token", "token", true));
        }
        return Optional.ofNullable(accessTokens.get(bearerToken))
                .filter(access -> clock.instant().isBefore(access.expires()))
                .map(Access::principal);
    }

    /** Whether this bearer token was good once and is merely too old. */
    public boolean isExpired(String bearerToken) {
        Access access = accessTokens.get(bearerToken);
        return access != null && !clock.instant().isBefore(access.expires());
    }

    DeviceLogins deviceLogins() {
        return deviceLogins;
    }

    AuthorizationCodes codes() {
        return codes;
    }

    SigningKey signingKey() {
        return signingKey;
    }

    Clock clock() {
        return clock;
    }

    /** Sets the life of access tokens that are issued from now on. */
    public void tokenLife(Duration life) {
        tokenLife = life;
    }

    /** Life of an access token. */
    public Duration tokenLife() {
        return tokenLife;
    }

    boolean knowsClient(String id) {
        return secrets.containsKey(id) || certificates.containsKey(id);
    }

    /** Whether users may log in through this application. */
    boolean knowsPublicClient(String id) {
        return knowsClient(id) || id.equals(SAMPLE_CLIENT);
    }

    boolean secretIs(String clientId, String secret) {
        String known = secrets.get(clientId);
        return known != null && same(known, secret);
    }

    List<X509Certificate> certificatesOf(String clientId) {
        return certificates.getOrDefault(clientId, List.of());
    }

    boolean knowsUser(String name) {
        return passwords.containsKey(folded(name));
    }

    boolean passwordIs(String userName, String password) {
        String known = passwords.get(folded(userName));
        return known != null && same(known, password);
    }

    private static boolean same(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    String issueAccessToken(Principal principal) {
        return issueAccessToken(principal, random(48));
    }

    String issueAccessToken(Principal principal, String token) {
        accessTokens.put(token, new Access(principal, clock.instant().plus(tokenLife)));
        return token;
    }

    String issueRefreshToken(Principal principal) {
        return issueRefreshToken(principal, UUID.randomUUID());
    }

    private String issueRefreshToken(Principal principal, UUID family) {
        String token = random(64);
        refreshTokens.put(token, new Refresh(principal, clock.instant().plus(REFRESH_TOKEN_LIFE), family));
        return token;
    }

    /** A refresh token that took another's place. */
    record Rotated(Principal principal, String refreshToken) {}

    /** Takes a refresh token out of use and gives its successor. */
    Rotated rotate(String refreshToken, String clientId) {
        Refresh old = refreshTokens.get(refreshToken);
        if (old == null) {
            UUID family = usedRefreshTokens.get(refreshToken);
            if (family != null && reuseDetection) {
                refreshTokens.values().removeIf(other -> other.family().equals(family));
            }
            throw OAuthException.invalidGrant(
                    70000, "Provided grant is invalid or malformed. The refresh token is unknown or was already used.");
        }
        if (!old.principal().clientId().equals(clientId)) {
            throw OAuthException.invalidGrant(70000, "The refresh token was issued to another application.");
        }
        if (!clock.instant().isBefore(old.expires())) {
            throw OAuthException.invalidGrant(700082, "The refresh token has expired due to inactivity.");
        }
        if (!refreshTokens.remove(refreshToken, old)) {
            throw OAuthException.invalidGrant(70000, "The refresh token was already used.");
        }
        usedRefreshTokens.put(refreshToken, old.family());
        return new Rotated(old.principal(), issueRefreshToken(old.principal(), old.family()));
    }

    static String random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
