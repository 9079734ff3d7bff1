package org.crmlink.sdk.metadata;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What can be done with one entity. Immutable. Declared is proven; undeclared MUST be refused with
 * {@link org.crmlink.sdk.ErrorKind#UNSUPPORTED} and send nothing that writes [META-4].
 *
 * @param operations the writes that the server takes
 * @param versionChecks for each write: how a base version is honoured; a missing operation means {@link VersionCheck#NONE}, and a base version
 *     given to it MUST be refused, never ignored [CFL-3]
 * @param idAssignment who makes the id of a new record
 * @param repeatableCreate what makes sending a create again safe
 * @param changePaths how changes can be read, best first; at least one
 * @param timeResolution the finest difference between two instants that the server keeps
 */
public record EntityCapabilities(
        Set<Operation> operations,
        Map<Operation, VersionCheck> versionChecks,
        IdAssignment idAssignment,
        RepeatableCreate repeatableCreate,
        List<ChangePath> changePaths,
        Duration timeResolution) {

    /** A kind of write. */
    public enum Operation {
        CREATE,
        UPDATE,
        DELETE,
        /** Create or update by an alternate key. */
        UPSERT,
        LINK,
        UNLINK
    }

    /** How a base version is honoured. */
    public enum VersionCheck {
        /** The server compares and writes in one step [CFL-2]. */
        ATOMIC,
        /** The connector reads, compares and writes; a change in between is overwritten. */
        CHECK_THEN_WRITE,
        NONE
    }

    /** Who makes the id of a new record. */
    public enum IdAssignment {
        /** The client may give it; without one the server makes it. */
        CLIENT,
        SERVER
    }

    /** What makes sending a create again safe. */
    public enum RepeatableCreate {
        /** The id that the client gave: a second create finds the first. */
        CLIENT_ID,
        /** A field that carries the operation id or another external id. */
        EXTERNAL_ID,
        /** Nothing: a lost answer is settled by asking. */
        NONE
    }

    public EntityCapabilities {
        operations = operations.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(operations));
        Map<Operation, VersionCheck> checks = new EnumMap<>(Operation.class);
        checks.putAll(versionChecks);
        versionChecks = Map.copyOf(checks);
        requireNonNull(idAssignment, "idAssignment is null");
        requireNonNull(repeatableCreate, "repeatableCreate is null");
        changePaths = List.copyOf(changePaths);
        if (changePaths.isEmpty()) {
            throw new IllegalArgumentException("an entity needs at least one change path");
        }
        requireNonNull(timeResolution, "timeResolution is null");
    }

    public boolean can(Operation operation) {
        return operations.contains(operation);
    }

    public VersionCheck versionCheck(Operation operation) {
        return versionChecks.getOrDefault(operation, VersionCheck.NONE);
    }

    /** The path with this tracking, if the entity has it. */
    public Optional<ChangePath> changePath(ChangePath.Tracking tracking) {
        return changePaths.stream().filter(path -> path.tracking() == tracking).findFirst();
    }
}
