package org.crmlink.sandbox.dynamics.security;

import java.util.Optional;
import org.crmlink.sandbox.store.RecordId;

/**
 * A privilege that somebody has, or that a role gives.
 *
 * @param id the privilege
 * @param name its name
 * @param depth how far it reaches
 * @param unit the business unit from which that counts
 */
public record Held(RecordId id, String name, Depth depth, Optional<RecordId> unit) {}
