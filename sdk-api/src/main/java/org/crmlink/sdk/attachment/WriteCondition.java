package org.crmlink.sdk.attachment;

import static java.util.Objects.requireNonNull;

/** What must hold for a write to happen; else it fails with CONFLICT or ALREADY_EXISTS and changes nothing [ATT-5]. Immutable. */
public sealed interface WriteCondition {

    /** Whatever is there. */
    record Always() implements WriteCondition {}

    /** Nothing of that name is there. */
    record IfAbsent() implements WriteCondition {}

    /**
     * What is there has this {@link Attachment#version()}.
     *
     * @param version the expected version
     */
    record IfVersion(String version) implements WriteCondition {
        public IfVersion {
            requireNonNull(version, "version is null");
        }
    }
}
