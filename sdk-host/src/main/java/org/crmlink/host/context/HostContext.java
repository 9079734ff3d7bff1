package org.crmlink.host.context;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Sleeper;
import org.jspecify.annotations.Nullable;

/**
 * What a host gives one connector. Thread-safe. Close it after the connector: that empties and removes its directory.
 *
 * <pre>{@code
 * try (HostContext context = HostContext.builder()
 *         .service(RequestListener.class, metrics)
 *         .service(CredentialStore.class, store)
 *         .build()) { … }
 * }</pre>
 */
public final class HostContext implements ConnectorContext, AutoCloseable {

    private final Clock clock;
    private final Sleeper sleeper;
    private final Path tempDirectory;
    private final Map<Class<?>, Object> services;

    private HostContext(Builder builder, Path tempDirectory) {
        this.clock = builder.clock;
        this.sleeper = builder.sleeper;
        this.tempDirectory = tempDirectory;
        this.services = Map.copyOf(builder.services);
    }

    /** Starts a context with the system's clock and sleeper, the system's directory for temporary files, and no services. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public Sleeper sleeper() {
        return sleeper;
    }

    @Override
    public Path tempDirectory() {
        return tempDirectory;
    }

    @Override
    public <S> Optional<S> service(Class<S> type) {
        return Optional.ofNullable(services.get(type)).map(type::cast);
    }

    /**
     * Removes the connector's directory with all in it. Idempotent.
     *
     * @throws UncheckedIOException if something in it cannot be removed
     */
    @Override
    public void close() {
        if (!Files.exists(tempDirectory)) {
            return;
        }
        try {
            Files.walkFileTree(tempDirectory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                        throws IOException {
                    if (failure != null) {
                        throw failure;
                    }
                    Files.deleteIfExists(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("the directory " + tempDirectory + " could not be removed", e);
        }
    }

    /** Builds a {@link HostContext}. One-at-a-time. */
    public static final class Builder {
        private Clock clock = Clock.systemUTC();
        private Sleeper sleeper = Sleeper.SYSTEM;
        private Optional<Path> tempParent = Optional.empty();
        private final Map<Class<?>, Object> services = new LinkedHashMap<>();

        private Builder() {}

        public Builder clock(Clock clock) {
            this.clock = requireNonNull(clock, "clock is null");
            return this;
        }

        public Builder sleeper(Sleeper sleeper) {
            this.sleeper = requireNonNull(sleeper, "sleeper is null");
            return this;
        }

        /** An existing directory in which the connector's own one is made. */
        public Builder tempDirectory(Path parent) {
            this.tempParent = Optional.of(requireNonNull(parent, "parent is null"));
            return this;
        }

        /** Offers a service; a type is offered once. */
        public <S> Builder service(Class<S> type, S service) {
            if (services.putIfAbsent(type, requireNonNull(service, "service is null")) != null) {
                throw new IllegalArgumentException("the service " + type.getName() + " is offered already");
            }
            return this;
        }

        /**
         * Makes the connector's directory, readable by this user alone where the file system knows such modes.
         *
         * @throws ConnectorException of kind CONFIG_INVALID if it cannot be made
         */
        public HostContext build() {
            try {
                Path directory = tempParent.isPresent()
                        ? Files.createTempDirectory(tempParent.get(), "crmlink-")
                        : Files.createTempDirectory("crmlink-");
                return new HostContext(this, directory);
            } catch (IOException e) {
                String parent = tempParent.map(Path::toString).orElse("the system's directory for temporary files");
                throw ConnectorException.of(
                                ErrorKind.CONFIG_INVALID,
                                "no directory can be made in " + parent + ": " + e.getMessage())
                        .operation("open")
                        .hint("name a directory for temporary files that exists and is writable")
                        .cause(e)
                        .build();
            }
        }
    }
}
