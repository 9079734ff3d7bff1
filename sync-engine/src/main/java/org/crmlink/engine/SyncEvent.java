package org.crmlink.engine;

import java.time.Duration;
import java.util.OptionalLong;

/** Something that happened during a sync. A sealed family of immutable values. */
public sealed interface SyncEvent {

    /** A phase begins. */
    record PhaseStarted(SyncPhase phase) implements SyncEvent {}

    /**
     * Local changes of an entity are being sent.
     *
     * @param done changes with a result so far
     * @param total changes to send, as known when the entity was begun
     */
    record Uploading(String entity, long done, long total) implements SyncEvent {}

    /** An entity's download begins. */
    record DownloadStarted(String entity, EntityReport.Mode mode, OptionalLong expected) implements SyncEvent {}

    /** Pages of an entity were stored. */
    record Downloading(String entity, long received, long deleted) implements SyncEvent {}

    /** An entity is done, or has failed. */
    record EntityFinished(EntityReport report) implements SyncEvent {}

    /** The engine waits before it tries again. */
    record Waiting(String reason, Duration delay) implements SyncEvent {}

    /** Something that a person should know. */
    record Warning(String text) implements SyncEvent {}
}
