package org.crmlink.sdk.attachment;

import static java.util.Objects.requireNonNull;

import org.crmlink.sdk.config.Secret;

/**
 * An upload that is under way. Immutable; survives a restart of the host as text. The state may hold a pre-authenticated address and is therefore a
 * secret.
 *
 * @param state opaque text of the connector
 * @param offset how many bytes the store has safely
 */
public record UploadSession(Secret state, long offset) {

    public UploadSession {
        requireNonNull(state, "state is null");
        if (offset < 0) {
            throw new IllegalArgumentException("offset is negative");
        }
    }
}
