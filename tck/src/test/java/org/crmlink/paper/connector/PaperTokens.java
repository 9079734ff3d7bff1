package org.crmlink.paper.connector;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangeQuery;

/**
 * Sync tokens: {@code paper:1:<kind>:<query>:<check>:<content>}. The query part names entity, fields, filter and path; the check part shows damage
 * [CHG-5].
 */
final class PaperTokens {

    private static final int DIGEST = 16;
    private static final List<String> KINDS = List.of("feed", "page", "mark", "files");

    private PaperTokens() {}

    /** A token that was read. */
    record Content(String kind, String text) {}

    static String identity(ChangeQuery query) {
        String process = Flaw.TOKEN_OF_PROCESS.here() ? ProcessHandle.current().pid() + "\n" : "";
        return process + query.entity() + "\n" + query.path() + "\n" + String.join(",", query.fields()) + "\n"
                + query.filter();
    }

    static SyncToken write(String identity, String kind, String content) {
        return new SyncToken(
                "paper:1:" + kind + ":" + digest(identity) + ":" + digest(identity + kind + content) + ":" + content);
    }

    static Content read(String identity, String entity, SyncToken token) {
        String[] parts = token.value().split(":", 6);
        if (parts.length != 6 || !parts[0].equals("paper")) {
            throw refused(entity, "it is not a token of this connector, or damaged");
        }
        if (!parts[1].equals("1")) {
            throw refused(entity, "it is of another version of this connector");
        }
        if (!parts[3].equals(digest(identity))) {
            throw refused(entity, "it is of another query, or damaged");
        }
        if (!KINDS.contains(parts[2])
                || !parts[4].equals(digest(identity + parts[2] + parts[5])) && !Flaw.TOKEN_UNCHECKED.here()) {
            throw refused(entity, "it is damaged");
        }
        return new Content(parts[2], parts[5]);
    }

    static ConnectorException refused(String entity, String why) {
        return PaperErrors.refused(
                ErrorKind.INVALID_DATA,
                "changes",
                entity,
                "the sync token is refused: " + why,
                "read everything again from the start");
    }

    static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
