package org.crmlink.sdk.attachment;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;

/**
 * What a store can do. Immutable.
 *
 * @param features what is offered; the rest MUST be refused with UNSUPPORTED [META-4]
 * @param maxSize the largest file in bytes
 * @param chunkMultiple every chunk of an upload but the last is a multiple of this many bytes
 * @param hash the checksum that is verified both ways; empty if the store keeps none [ATT-4]
 * @param hashIsHint whether the store may rewrite files, so that a differing checksum is no error
 */
public record AttachmentCapabilities(
        Set<Feature> features, long maxSize, int chunkMultiple, Optional<HashKind> hash, boolean hashIsHint) {

    /** What a store may offer. */
    public enum Feature {
        READ,
        RANGE,
        WRITE,
        RESUME_UPLOAD,
        DELETE,
        RENAME,
        FOLDERS,
        /** Conditions compare and write in one step. */
        ATOMIC_CONDITIONS,
        CHANGE_FEED,
        VERSIONS
    }

    public AttachmentCapabilities {
        features = Set.copyOf(features);
        requireNonNull(hash, "hash is null");
        if (maxSize < 0 || chunkMultiple < 1) {
            throw new IllegalArgumentException("maxSize must not be negative and chunkMultiple at least 1");
        }
    }
}
