package org.crmlink.sandbox;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a Salesforce sandbox is set up. Immutable.
 *
 * <p>Whatever the options say, these documented defaults are accepted too: the connected app {@value #DEFAULT_CLIENT} with the secret
 * {@value #DEFAULT_SECRET}, and the user {@value #DEFAULT_USER} with the password {@value #DEFAULT_PASSWORD}.
 */
public final class SalesforceOptions {

    /** Consumer key that is always registered. */
    public static final String DEFAULT_CLIENT = "demo";

    /** Its secret. */
    public static final String DEFAULT_SECRET = "demo-secret";

    /** User who always exists: the system administrator. */
    public static final String DEFAULT_USER = "admin@sandbox.example";

    /** The password. */
    public static final String DEFAULT_PASSWORD = "demo-password";

    /**
     * A file of records.
     *
     * @param object empty text where the file says itself what it holds
     */
    record Load(String object, Path file) {}

    /** A certificate whose key may sign an app's assertions. */
    record ClientCertificate(String clientId, X509Certificate certificate) {}

    private final Builder spec;

    private SalesforceOptions(Builder spec) {
        this.spec = new Builder(spec);
    }

    /** Options with their defaults: any free port, no records. */
    public static Builder builder() {
        return new Builder();
    }

    int port() {
        return spec.port;
    }

    int records() {
        return spec.records;
    }

    long seed() {
        return spec.seed;
    }

    boolean personAccounts() {
        return spec.personAccounts;
    }

    boolean rotatingRefreshTokens() {
        return spec.rotatingRefreshTokens;
    }

    List<Path> schemas() {
        return List.copyOf(spec.schemas);
    }

    List<Path> setups() {
        return List.copyOf(spec.setups);
    }

    List<Load> loads() {
        return List.copyOf(spec.loads);
    }

    List<String> tokens() {
        return List.copyOf(spec.tokens);
    }

    Map<String, String> clients() {
        return Map.copyOf(spec.clients);
    }

    Map<String, String> users() {
        return Map.copyOf(spec.users);
    }

    List<ClientCertificate> certificates() {
        return List.copyOf(spec.certificates);
    }

    Duration sessionLife() {
        return spec.sessionLife;
    }

    Clock clock() {
        return spec.clock;
    }

    @Override
    public String toString() {
        // No tokens, secrets or passwords.
        return "SalesforceOptions[port=" + spec.port + ", records=" + spec.records + ", seed=" + spec.seed + "]";
    }

    /** Collects the options; single thread. */
    public static final class Builder {

        private int port;
        private int records;
        private long seed = 1;
        private boolean personAccounts;
        private boolean rotatingRefreshTokens;
        private final List<Path> schemas = new ArrayList<>();
        private final List<Path> setups = new ArrayList<>();
        private final List<Load> loads = new ArrayList<>();
        private final List<String> tokens = new ArrayList<>();
        private final Map<String, String> clients = new LinkedHashMap<>();
        private final Map<String, String> users = new LinkedHashMap<>();
        private final List<ClientCertificate> certificates = new ArrayList<>();
        private Duration sessionLife = Duration.ofHours(2);
        private Clock clock = Clock.systemUTC();

        private Builder() {}

        private Builder(Builder other) {
            port = other.port;
            records = other.records;
            seed = other.seed;
            personAccounts = other.personAccounts;
            rotatingRefreshTokens = other.rotatingRefreshTokens;
            schemas.addAll(other.schemas);
            setups.addAll(other.setups);
            loads.addAll(other.loads);
            tokens.addAll(other.tokens);
            clients.putAll(other.clients);
            users.putAll(other.users);
            certificates.addAll(other.certificates);
            sessionLife = other.sessionLife;
            clock = other.clock;
        }

        /** Port on 127.0.0.1; 0, the default, takes any free one. */
        public Builder port(int number) {
            port = number;
            return this;
        }

        /** Generates this many accounts and contacts, and others in proportion; 0 by default. */
        public Builder records(int number) {
            records = number;
            return this;
        }

        /** Start of the random numbers behind generated records; the same seed makes the same records. */
        public Builder seed(long number) {
            seed = number;
            return this;
        }

        /** Whether accounts may be persons. */
        public Builder personAccounts(boolean on) {
            personAccounts = on;
            return this;
        }

        /** Whether each use of a refresh token brings the next and ends the old one. */
        public Builder rotatingRefreshTokens(boolean on) {
            rotatingRefreshTokens = on;
            return this;
        }

        /** Customizes the org by a folder in Salesforce DX source format: custom objects and fields; repeatable. */
        public Builder schema(Path folder) {
            schemas.add(folder);
            return this;
        }

        /** Carries out an administrator's requests of a file at the start; repeatable. */
        public Builder setup(Path file) {
            setups.add(file);
            return this;
        }

        /** Loads an sObject tree or a plan of several, which say themselves what they hold; repeatable. */
        public Builder load(Path file) {
            return load("", file);
        }

        /** Loads records of an object from sObject-tree JSON, a JSON array or CSV; repeatable. */
        public Builder load(String object, Path file) {
            loads.add(new Load(object, file));
            return this;
        }

        /**
         * Accepts this bearer token for ever; repeatable.
         *
         * @throws IllegalArgumentException if it is blank
         */
        public Builder token(String token) {
            if (token.isBlank()) {
                throw new IllegalArgumentException("A bearer token cannot be empty.");
            }
            tokens.add(token);
            return this;
        }

        /** Registers a connected app with its secret; repeatable. */
        public Builder client(String id, String secret) {
            clients.put(id, secret);
            return this;
        }

        /** Gives a user of the org a password; repeatable. */
        public Builder user(String name, String password) {
            users.put(name, password);
            return this;
        }

        /** Registers a certificate for an app's signed assertions; repeatable. */
        public Builder certificate(String clientId, X509Certificate certificate) {
            certificates.add(new ClientCertificate(clientId, certificate));
            return this;
        }

        /** How long a session lasts unused; two hours by default. */
        public Builder sessionLife(Duration life) {
            sessionLife = life;
            return this;
        }

        /** The clock below the server's own. */
        public Builder clock(Clock time) {
            clock = time;
            return this;
        }

        /** The options so far. */
        public SalesforceOptions build() {
            return new SalesforceOptions(this);
        }
    }
}
