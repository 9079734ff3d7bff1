package org.crmlink.engine;

/** Hears what a sync does. Called from the engine's threads, never from two at the same time; must not block for long or throw. */
@FunctionalInterface
public interface SyncListener {

    /** Hears nothing. */
    SyncListener SILENT = event -> {};

    void on(SyncEvent event);
}
