package org.crmlink.sdk.attachment;

/** An open feed or listing. One-at-a-time. */
public interface AttachmentFeed extends AutoCloseable {

    /** Reads the next step. Blocks. If it fails, the feed stays where it was: calling it again is the retry. */
    AttachmentStep next();

    /** Ends the feed. Idempotent. */
    @Override
    void close();
}
