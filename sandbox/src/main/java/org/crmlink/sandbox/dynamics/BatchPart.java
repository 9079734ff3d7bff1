package org.crmlink.sandbox.dynamics;

import java.util.List;
import java.util.Optional;
import org.crmlink.sandbox.http.Headers;

/** A part of a batch. */
sealed interface BatchPart {

    /**
     * One operation.
     *
     * @param method its method
     * @param url its URL: absolute, rooted, relative to the service root, or with a content id in front
     * @param headers its own headers
     * @param body its body
     * @param contentId its content id, from the part's or its own headers
     */
    record Operation(String method, String url, Headers headers, byte[] body, Optional<String> contentId)
            implements BatchPart {}

    /** Operations that succeed or fail together. */
    record ChangeSet(List<Operation> operations) implements BatchPart {}
}
