package org.crmlink.sandbox.salesforce.login;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Access and refresh tokens. A session's life begins anew with each use, as the org's session policy has it. In memory only. Thread-safe.
 */
public final class Sessions {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ORG_ID_IN_TOKEN = 15;

    private record Open(Session session, Instant ends) {}

    private final Clock clock;
    private final String tokenPrefix;
    private final Map<String, Open> open = new ConcurrentHashMap<>();
    private final Map<String, Session> fixed = new ConcurrentHashMap<>();
    private final Map<String, Session> refresh = new ConcurrentHashMap<>();
    private volatile Duration life;
    private volatile boolean rotating;
    private volatile boolean closed;

    /**
     * No sessions yet.
     *
     * @param orgId whose 15 characters begin each access token
     * @param life how long an unused session lasts
     */
    public Sessions(Clock clock, String orgId, Duration life) {
        this.clock = clock;
        this.tokenPrefix = orgId.substring(0, ORG_ID_IN_TOKEN) + "!";
        this.life = life;
    }

    /** How long an unused session lasts, from its next use on. */
    public void life(Duration time) {
        this.life = time;
    }

    public Duration life() {
        return life;
    }

    /** Whether a refresh token is good once and its answer brings the next. */
    public void rotating(boolean on) {
        this.rotating = on;
    }

    public boolean rotating() {
        return rotating;
    }

    /** Whether nobody can log in, as in an org that was shut. */
    public void closed(boolean on) {
        this.closed = on;
    }

    boolean isClosed() {
        return closed;
    }

    /** Begins a session and gives its access token. */
    public String begin(Session session) {
        String token = tokenPrefix + "AQ" + random(60);
        open.put(token, new Open(session, clock.instant().plus(life)));
        return token;
    }

    /**
     * Accepts a token that the caller chose, for ever.
     *
     * @throws IllegalArgumentException if it is blank
     */
    public void accept(String token, Session session) {
        if (token.isBlank()) {
            throw new IllegalArgumentException("A bearer token cannot be empty.");
        }
        fixed.put(token, session);
    }

    /** Whose session the token is, which begins anew by this; empty if it is unknown or has ended. */
    public Optional<Session> use(String token) {
        Session always = fixed.get(token);
        if (always != null) {
            return Optional.of(always);
        }
        Instant now = clock.instant();
        Open found = open.computeIfPresent(
                token, (unused, old) -> now.isBefore(old.ends()) ? new Open(old.session(), now.plus(life)) : null);
        return Optional.ofNullable(found).map(Open::session);
    }

    /** Ends one session, or makes one refresh token useless. */
    public boolean end(String token) {
        boolean ended = open.remove(token) != null;
        return refresh.remove(token) != null || ended;
    }

    /** Ends all sessions; refresh tokens and tokens chosen by callers stay. */
    public void endAll() {
        open.clear();
    }

    /** Makes all refresh tokens useless. */
    public void revokeRefreshTokens() {
        refresh.clear();
    }

    String refreshToken(Session session) {
        String token = "5Aep861" + random(63);
        refresh.put(token, session);
        return token;
    }

    /** What a refresh token gives: the session, and the token that takes its place, if they rotate. */
    record Refreshed(Session session, Optional<String> next) {}

    Refreshed refresh(String token, String clientId) {
        Session session = refresh.get(token);
        if (session == null || !session.clientId().equals(clientId)) {
            throw OAuthRefusal.grant("expired access/refresh token");
        }
        if (!rotating) {
            return new Refreshed(session, Optional.empty());
        }
        if (!refresh.remove(token, session)) {
            throw OAuthRefusal.grant("expired access/refresh token");
        }
        return new Refreshed(session, Optional.of(refreshToken(session)));
    }

    static String random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random).replace('-', '.');
    }
}
