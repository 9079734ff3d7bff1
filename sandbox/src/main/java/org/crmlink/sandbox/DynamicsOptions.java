package org.crmlink.sandbox;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sandbox.dynamics.DynamicsSettings;
import org.crmlink.sandbox.dynamics.ServiceLimits;
import org.crmlink.sandbox.dynamics.ServiceVersion;
import org.jspecify.annotations.Nullable;

/**
 * How a Dynamics sandbox is set up. Immutable.
 *
 * <p>Whatever the options say, these documented defaults are accepted too: the application {@value #DEFAULT_CLIENT} with the
 * secret {@value #DEFAULT_SECRET}, and the user {@value #DEFAULT_USER} with the password {@value #DEFAULT_PASSWORD}.
 */
public final class DynamicsOptions {

    /** Client id that is always registered. */
    public static final String DEFAULT_CLIENT = "demo";

    /** Its secret. */
    public static final String DEFAULT_SECRET = "demo-secret";

    /** User who always exists. */
    public static final String DEFAULT_USER = "admin@sandbox.example";

    /** The password. */
    public static final String DEFAULT_PASSWORD = "demo-password";

    /** A file of records for one table. */
    record Load(String table, Path file) {}

    /** A certificate whose key may sign an application's assertions. */
    record ClientCertificate(String clientId, X509Certificate certificate) {}

    private final Builder spec;

    private DynamicsOptions(Builder spec) {
        this.spec = new Builder(spec);
    }

    /** Options with their defaults: any free port, no records, nothing kept on disk. */
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

    List<Load> loads() {
        return List.copyOf(spec.loads);
    }

    List<Path> setups() {
        return List.copyOf(spec.setups);
    }

    List<Path> schemas() {
        return List.copyOf(spec.schemas);
    }

    Map<String, String> maps() {
        return Map.copyOf(spec.maps);
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

    /** Everybody whom the options let in: without a user row of their own they act as the system administrator. */
    Set<String> principals() {
        Set<String> names = new LinkedHashSet<>(Set.of(DEFAULT_CLIENT, DEFAULT_USER, "token"));
        names.addAll(spec.clients.keySet());
        names.addAll(spec.users.keySet());
        spec.certificates.forEach(certificate -> names.add(certificate.clientId()));
        return names;
    }

    Optional<Path> folder() {
        return Optional.ofNullable(spec.folder);
    }

    /** The settings that can be changed later, at their beginning. */
    DynamicsSettings settings() {
        DynamicsSettings settings = new DynamicsSettings();
        settings.version(spec.version);
        settings.pageSize(spec.maxPageSize);
        settings.trackingLife(spec.changeTrackingLife);
        settings.limits(spec.limits);
        return settings;
    }

    ServiceVersion version() {
        return spec.version;
    }

    Set<String> untracked() {
        return Set.copyOf(spec.untracked);
    }

    Set<String> unversioned() {
        return Set.copyOf(spec.unversioned);
    }

    Duration tokenLife() {
        return spec.tokenLife;
    }

    boolean refreshReuseDetection() {
        return spec.refreshReuseDetection;
    }

    Clock clock() {
        return spec.clock;
    }

    @Override
    public String toString() {
        // No tokens, secrets or passwords.
        return "DynamicsOptions[port=" + spec.port + ", records=" + spec.records + ", seed=" + spec.seed + "]";
    }

    /** Collects the options; single thread. */
    public static final class Builder {

        private int port;
        private int records;
        private long seed = 1;
        private final List<Load> loads = new ArrayList<>();
        private final List<Path> schemas = new ArrayList<>();
        private final List<Path> setups = new ArrayList<>();
        private final Map<String, String> maps = new LinkedHashMap<>();
        private final List<String> tokens = new ArrayList<>();
        private final Map<String, String> clients = new LinkedHashMap<>();
        private final Map<String, String> users = new LinkedHashMap<>();
        private final List<ClientCertificate> certificates = new ArrayList<>();
        private @Nullable Path folder;
        private int maxPageSize = 5_000;
        private Duration tokenLife = Duration.ofSeconds(3_599);
        private boolean refreshReuseDetection;
        private Duration changeTrackingLife = Duration.ofDays(7);
        private Clock clock = Clock.systemUTC();
        private @Nullable ServiceLimits limits;
        private ServiceVersion version = ServiceVersion.V9_2;
        private final Set<String> untracked = new LinkedHashSet<>();
        private final Set<String> unversioned = new LinkedHashSet<>();

        private Builder() {}

        private Builder(Builder other) {
            port = other.port;
            records = other.records;
            seed = other.seed;
            loads.addAll(other.loads);
            schemas.addAll(other.schemas);
            setups.addAll(other.setups);
            maps.putAll(other.maps);
            tokens.addAll(other.tokens);
            clients.putAll(other.clients);
            users.putAll(other.users);
            certificates.addAll(other.certificates);
            folder = other.folder;
            maxPageSize = other.maxPageSize;
            tokenLife = other.tokenLife;
            refreshReuseDetection = other.refreshReuseDetection;
            changeTrackingLife = other.changeTrackingLife;
            clock = other.clock;
            limits = other.limits;
            version = other.version;
            untracked.addAll(other.untracked);
            unversioned.addAll(other.unversioned);
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

        /** Loads a JSON or CSV file into a table; repeatable. */
        public Builder load(String table, Path file) {
            loads.add(new Load(table, file));
            return this;
        }

        /**
         * Customizes the organization by a definition file: tables, columns, relationships, rows; repeatable, later files build on
         * earlier ones. With a folder, the definition is kept there and applies to later starts without the file.
         */
        public Builder schema(Path file) {
            schemas.add(file);
            return this;
        }

        /** Names the column for a field of loaded files that is called otherwise; repeatable. */
        public Builder map(String field, String column) {
            maps.put(field, column);
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

        /** Registers an application with its secret; repeatable. */
        public Builder client(String id, String secret) {
            clients.put(id, secret);
            return this;
        }

        /** Registers a user with a password; repeatable. */
        public Builder user(String name, String password) {
            users.put(name, password);
            return this;
        }

        /** Registers a certificate for an application's signed assertions; repeatable. */
        public Builder certificate(String clientId, X509Certificate certificate) {
            certificates.add(new ClientCertificate(clientId, certificate));
            return this;
        }

        /**
         * Keeps the data in this folder over restarts. Records are generated and loaded only if the folder holds no store yet.
         */
        public Builder folder(Path path) {
            folder = path;
            return this;
        }

        /** Largest page; 5,000 by default, as at the real service. */
        public Builder maxPageSize(int rows) {
            maxPageSize = rows;
            return this;
        }

        /** Life of an access token; about an hour by default. */
        public Builder tokenLife(Duration life) {
            tokenLife = life;
            return this;
        }

        /** Whether presenting a refresh token that was already exchanged revokes all tokens that came from it; off by default. */
        public Builder refreshReuseDetection(boolean on) {
            refreshReuseDetection = on;
            return this;
        }

        /** How long delta links are good; 7 days by default. */
        public Builder changeTrackingLife(Duration life) {
            changeTrackingLife = life;
            return this;
        }

        /** The clock below the server's own, which can be shifted against it; the system's by default. */
        public Builder clock(Clock base) {
            clock = base;
            return this;
        }

        /** Switches the service protection limits on; without limits by default. */
        public Builder limits(ServiceLimits serviceLimits) {
            limits = serviceLimits;
            return this;
        }

        /** The version that the server passes for; 9.2 by default. Columns that older versions do not know are left out. */
        public Builder version(ServiceVersion serviceVersion) {
            version = serviceVersion;
            return this;
        }

        /**
         * The version that the server passes for, by its name.
         *
         * @param name 8.0, 8.1, 8.2, 9.0, 9.1 or 9.2
         * @throws IllegalArgumentException for any other
         */
        public Builder version(String name) {
            return version(ServiceVersion.named(name)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "no version " + name + ", but " + String.join(", ", ServiceVersion.names()))));
        }

        /** Switches the service protection limits of the online service on. */
        public Builder onlineLimits() {
            return limits(ServiceLimits.online());
        }

        /** Switches change tracking off for a table; repeatable. */
        public Builder untracked(String table) {
            untracked.add(table);
            return this;
        }

        /** Switches the check of versions (optimistic concurrency) off for a table; repeatable. */
        public Builder unversioned(String table) {
            unversioned.add(table);
            return this;
        }

        /** Carries out the administrator's requests of a file as soon as the sandbox listens; repeatable. */
        public Builder setup(Path file) {
            setups.add(file);
            return this;
        }

        /** The finished options. */
        public DynamicsOptions build() {
            return new DynamicsOptions(this);
        }
    }
}
