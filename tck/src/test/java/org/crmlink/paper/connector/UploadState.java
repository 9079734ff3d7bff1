package org.crmlink.paper.connector;

import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.attachment.UploadSession;
import org.crmlink.sdk.config.Secret;

/**
 * An upload session as text: {@code paper-upload:1:<check>:<session>:<sha256 or nothing>}. Immutable.
 *
 * @param session the server's name of it
 * @param sha256 the checksum that the whole must have, or an empty text
 */
record UploadState(String session, String sha256) {

    UploadSession at(long offset) {
        String content = session + ":" + sha256;
        return new UploadSession(Secret.of("paper-upload:1:" + PaperTokens.digest(content) + ":" + content), offset);
    }

    static UploadState of(UploadSession session) {
        String[] parts = session.state().reveal().split(":", 5);
        boolean good = parts.length == 5
                && parts[0].equals("paper-upload")
                && parts[1].equals("1")
                && parts[2].equals(PaperTokens.digest(parts[3] + ":" + parts[4]));
        if (!good) {
            throw PaperErrors.refused(
                    ErrorKind.INVALID_DATA,
                    "attachment",
                    "",
                    "that is no upload session of this connector, or it is damaged",
                    "begin the upload again");
        }
        return new UploadState(parts[3], parts[4]);
    }
}
