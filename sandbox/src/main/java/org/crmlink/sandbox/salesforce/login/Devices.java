package org.crmlink.sandbox.salesforce.login;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Devices that wait for somebody to type in their code. Thread-safe. Source: backend page, section 2.1; how long a code is good is our assumption. */
final class Devices {

    static final int INTERVAL_SECONDS = 5;

    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final int CODE_LENGTH = 8;
    private static final String LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789";
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A waiting device; guarded by itself. */
    private static final class Waiting {
        private final String userCode;
        private final String clientId;
        private final Instant ends;
        private @Nullable String userId;
        private boolean declined;
        private @Nullable Instant asked;

        private Waiting(String userCode, String clientId, Instant ends) {
            this.userCode = userCode;
            this.clientId = clientId;
            this.ends = ends;
        }
    }

    /** What a device gets to show. */
    record Begun(String deviceCode, String userCode) {}

    private final Clock clock;
    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();

    Devices(Clock clock) {
        this.clock = clock;
    }

    Begun begin(String clientId) {
        Instant now = clock.instant();
        waiting.values().removeIf(old -> old.ends.isBefore(now));
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < CODE_LENGTH; i++) {
            code.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        String deviceCode = Sessions.random(40);
        waiting.put(deviceCode, new Waiting(code.toString(), clientId, now.plus(LIFE)));
        return new Begun(deviceCode, code.toString());
    }

    void approve(String userCode, String userId) {
        Waiting found = find(userCode);
        synchronized (found) {
            found.userId = userId;
        }
    }

    void decline(String userCode) {
        Waiting found = find(userCode);
        synchronized (found) {
            found.declined = true;
        }
    }

    private Waiting find(String userCode) {
        return waiting.values().stream()
                .filter(one -> one.userCode.equalsIgnoreCase(userCode.trim()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No device waits with the code " + userCode + "."));
    }

    /** The session of the user who agreed; every other state is a refusal. */
    Session poll(String deviceCode, String clientId) {
        Waiting found = Optional.ofNullable(waiting.get(deviceCode))
                .filter(one -> one.clientId.equals(clientId))
                .orElseThrow(() -> new OAuthRefusal("invalid_request", "invalid device code"));
        synchronized (found) {
            Instant now = clock.instant();
            Instant before = found.asked;
            found.asked = now;
            String userId = found.userId;
            if (!now.isBefore(found.ends)) {
                throw new OAuthRefusal("invalid_request", "device code has expired");
            }
            if (found.declined) {
                throw new OAuthRefusal("access_denied", "end-user denied authorization");
            }
            if (userId == null) {
                boolean tooOften = before != null && now.isBefore(before.plusSeconds(INTERVAL_SECONDS - 1L));
                throw tooOften
                        ? new OAuthRefusal("slow_down", "polling too frequently")
                        : new OAuthRefusal("authorization_pending", "User has not yet approved this device");
            }
            waiting.remove(deviceCode);
            return new Session(userId, clientId);
        }
    }
}
