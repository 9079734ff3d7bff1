package org.crmlink.paper.server;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The token endpoint, and who may come in. Thread-safe. */
final class Logins {

    static final String ORGANISATION = "paper";

    private final Store store;
    private final String client;
    private final String secret;
    private final Optional<String> apiKey;
    private final Map<String, Instant> tokens = new HashMap<>();
    private final Set<String> refreshTokens = new HashSet<>();
    private Duration life = Duration.ofMinutes(10);
    private boolean refused;
    private boolean locked;
    private int grants;

    Logins(Store store, String client, String secret, Optional<String> apiKey) {
        this.store = store;
        this.client = client;
        this.secret = secret;
        this.apiKey = apiKey;
    }

    synchronized void life(Duration time) {
        life = time;
    }

    synchronized void expire() {
        tokens.clear();
    }

    synchronized void refuse(boolean yes) {
        refused = yes;
        if (yes) {
            tokens.clear();
            refreshTokens.clear();
        }
    }

    synchronized void lock(boolean yes) {
        locked = yes;
    }

    synchronized int grants() {
        return grants;
    }

    synchronized Reply token(Map<String, String> form) {
        if (!client.equals(form.get("client_id")) || !secret.equals(form.get("client_secret"))) {
            return refusal(401, "invalid_client");
        }
        if (!ORGANISATION.equals(form.getOrDefault("organisation", ORGANISATION))) {
            return refusal(400, "invalid_target");
        }
        if (refused) {
            return refusal(400, "invalid_grant");
        }
        switch (form.getOrDefault("grant_type", "")) {
            case "client_credentials" -> {}
            case "refresh_token" -> {
                if (!refreshTokens.remove(form.getOrDefault("refresh_token", ""))) {
                    return refusal(400, "invalid_grant");
                }
            }
            default -> {
                return refusal(400, "unsupported_grant_type");
            }
        }
        grants++;
        String token = "pt-" + UUID.randomUUID();
        String refresh = "pr-" + UUID.randomUUID();
        tokens.put(token, store.now().plus(life));
        refreshTokens.add(refresh);
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("access_token", token);
        answer.put("refresh_token", refresh);
        answer.put("token_type", "Bearer");
        answer.put("expires_in", life.toSeconds());
        return Reply.json(200, answer).header("Cache-Control", "no-store");
    }

    private static Reply refusal(int status, String error) {
        return Reply.json(status, Map.of("error", error, "error_description", "the login was refused"));
    }

    /** Lets a request pass or refuses it. */
    synchronized void check(Ask ask) {
        String header = ask.header("Authorization").orElse("");
        String token = header.startsWith("Bearer ") ? header.substring(7) : "";
        Instant end = tokens.get(token);
        if (end == null || !store.now().isBefore(end)) {
            throw new Refusal(401, "LOGIN_ENDED", "the token is not valid");
        }
        if (apiKey.isPresent() && !apiKey.equals(ask.header("X-Api-Key"))) {
            throw new Refusal(403, "BAD_API_KEY", "the API key is missing or wrong");
        }
        if (locked) {
            throw new Refusal(403, "NO_RIGHT", "the user may not use the API");
        }
    }
}
