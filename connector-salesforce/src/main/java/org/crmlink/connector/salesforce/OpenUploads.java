package org.crmlink.connector.salesforce;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.attachment.UploadSession;
import org.crmlink.sdk.config.Secret;

/** The uploads that are under way in this process: a request that was cut cannot go on, so that no session outlives it. Thread-safe. */
@Singleton
final class OpenUploads implements AutoCloseable {

    private static final String FORMAT = "salesforce-upload:1:";

    private final Map<String, FileUpload> open = new ConcurrentHashMap<>();

    @Inject
    OpenUploads() {}

    UploadSession add(FileUpload upload) {
        String key = FORMAT + UUID.randomUUID();
        open.put(key, upload);
        return session(key, 0);
    }

    static UploadSession session(String key, long offset) {
        return new UploadSession(Secret.of(key), offset);
    }

    /**
     * The upload of a session.
     *
     * @throws ConnectorException INVALID_DATA if the session is of something else, RESYNC_REQUIRED if it is over
     */
    FileUpload require(UploadSession session) {
        String key = key(session);
        FileUpload upload = open.get(key);
        if (upload == null || upload.count() != session.offset()) {
            discard(session);
            throw FileQueries.refused(
                            ErrorKind.RESYNC_REQUIRED,
                            "the upload is over: it was finished, given up, or broke off, or its process has ended")
                    .retry(RetryAdvice.never())
                    .hint("begin the upload again; the server takes a file as one request, which cannot go on")
                    .build();
        }
        return upload;
    }

    private static String key(UploadSession session) {
        String key = session.state().reveal();
        if (!key.startsWith(FORMAT)) {
            throw FileQueries.refused(ErrorKind.INVALID_DATA, "that is no upload of this connector")
                    .hint("give the session that begin() or append() returned")
                    .build();
        }
        return key;
    }

    /** Forgets an upload and gives up what is on its way. */
    void discard(UploadSession session) {
        FileUpload upload = open.remove(key(session));
        if (upload != null) {
            upload.close();
        }
    }

    @Override
    public void close() {
        for (String key : List.copyOf(open.keySet())) {
            discard(session(key, 0));
        }
    }
}
