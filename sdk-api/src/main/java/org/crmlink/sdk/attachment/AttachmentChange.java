package org.crmlink.sdk.attachment;

import static java.util.Objects.requireNonNull;

/** One entry of a feed. A sealed family of immutable values. */
public sealed interface AttachmentChange {

    /** A file or folder is new, changed, moved or renamed. */
    record Changed(Attachment attachment) implements AttachmentChange {
        public Changed {
            requireNonNull(attachment, "attachment is null");
        }
    }

    /**
     * A file or folder is gone. Stores tell an id or a path, not always both.
     *
     * @param ref what is known of it
     * @param subtree whether everything below it is gone too, without entries of its own
     */
    record Removed(AttachmentRef ref, boolean subtree) implements AttachmentChange {
        public Removed {
            requireNonNull(ref, "ref is null");
        }
    }
}
