package org.crmlink.sandbox.identity;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Devices that wait for somebody to type in their code (RFC 8628). Thread-safe. */
final class DeviceLogins {

    static final Duration LIFE = Duration.ofMinutes(15);
    static final int INTERVAL_SECONDS = 5;

    private static final String LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789";
    private static final SecureRandom RANDOM = new SecureRandom();

    private enum State {
        PENDING,
        APPROVED,
        DECLINED
    }

    /** A waiting device; guarded by itself. */
    static final class Login {
        final String deviceCode = Identity.random(40);
        final String userCode = newUserCode();
        final String clientId;
        final String scope;
        final boolean offline;
        private final Instant expires;
        private State state = State.PENDING;
        private @Nullable String userName;
        private @Nullable Instant lastPoll;
        private int interval = INTERVAL_SECONDS;

        private Login(String clientId, String scope, boolean offline, Instant expires) {
            this.clientId = clientId;
            this.scope = scope;
            this.offline = offline;
            this.expires = expires;
        }
    }

    private final Clock clock;
    private final Map<String, Login> byDeviceCode = new ConcurrentHashMap<>();

    DeviceLogins(Clock clock) {
        this.clock = clock;
    }

    Login begin(String clientId, String scope, boolean offline) {
        Login login = new Login(clientId, scope, offline, clock.instant().plus(LIFE));
        byDeviceCode.put(login.deviceCode, login);
        return login;
    }

    void approve(String userCode, String userName) {
        Login login = waiting(userCode);
        synchronized (login) {
            login.state = State.APPROVED;
            login.userName = userName;
        }
    }

    void decline(String userCode) {
        Login login = waiting(userCode);
        synchronized (login) {
            login.state = State.DECLINED;
        }
    }

    private Login waiting(String userCode) {
        return find(userCode)
                .orElseThrow(() -> new IllegalArgumentException("No device waits with the code " + userCode + "."));
    }

    Optional<Login> find(String userCode) {
        return byDeviceCode.values().stream()
                .filter(login -> login.userCode.equalsIgnoreCase(userCode.trim()))
                .findFirst();
    }

    /** The principal if the user has agreed; every other state is an {@link OAuthException}. */
    Principal poll(String deviceCode, String clientId) {
        Login login = byDeviceCode.get(deviceCode);
        if (login == null || !login.clientId.equals(clientId)) {
            throw new OAuthException(
                    400,
                    "bad_verification_code",
                    70018,
                    "User has not entered a valid code: the device code is unknown.");
        }
        synchronized (login) {
            Instant now = clock.instant();
            if (!now.isBefore(login.expires)) {
                throw new OAuthException(
                        400,
                        "expired_token",
                        70020,
                        "The provided value for the input parameter 'device_code' is expired.");
            }
            Instant previous = login.lastPoll;
            login.lastPoll = now;
            switch (login.state) {
                case DECLINED ->
                    throw new OAuthException(
                            400, "authorization_declined", 70017, "The end user has denied the authorization request.");
                case PENDING -> {
                    if (previous != null && now.isBefore(previous.plusSeconds(login.interval))) {
                        login.interval += 5;
                        throw new OAuthException(
                                400, "slow_down", 70019, "The client polls too often; wait five seconds longer.");
                    }
                    throw new OAuthException(
                            400,
                            "authorization_pending",
                            70016,
                            "OAuth 2.0 device flow error. Authorization is pending. Continue polling.");
                }
                case APPROVED -> {
                    byDeviceCode.remove(deviceCode);
                    String user = login.userName;
                    return new Principal(user == null ? clientId : user, clientId, false);
                }
            }
            throw new IllegalStateException("unknown state " + login.state);
        }
    }

    /** The device that waits with this code. */
    Optional<Login> waitingWith(String deviceCode) {
        return Optional.ofNullable(byDeviceCode.get(deviceCode));
    }

    private static String newUserCode() {
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < 9; i++) {
            code.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return code.toString();
    }
}
