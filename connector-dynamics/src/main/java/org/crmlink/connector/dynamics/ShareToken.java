package org.crmlink.connector.dynamics;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.crmlink.sdk.SyncToken;

/**
 * What was shared with the caller when it was last looked at: {@code dynamics-shares:1:<entity>:<time>:<ids>}. Immutable.
 *
 * @param seen the server's time of the look
 * @param ids the records; empty if there were too many to keep
 */
record ShareToken(String entity, Instant seen, Optional<Set<String>> ids) {

    private static final String HEAD = "dynamics-shares:1:";

    /** Sixteen bytes each, and base64: well within the length of a token. */
    static final int MOST_IDS = 2_000;

    private static final int ID_BYTES = 16;

    SyncToken write() {
        String list = ids.map(ShareToken::encode).orElse("*");
        return new SyncToken(HEAD + entity + ":" + seen.getEpochSecond() + ":" + list);
    }

    private static String encode(Set<String> ids) {
        ByteBuffer bytes = ByteBuffer.allocate(ids.size() * ID_BYTES);
        for (String id : ids) {
            UUID uuid = UUID.fromString(id);
            bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** @return empty if it is no such token, or one of another entity */
    static Optional<ShareToken> read(String entity, SyncToken token) {
        String head = HEAD + entity + ":";
        if (!token.value().startsWith(head)) {
            return Optional.empty();
        }
        String[] parts = token.value().substring(head.length()).split(":", -1);
        if (parts.length != 2) {
            return Optional.empty();
        }
        try {
            Instant seen = Instant.ofEpochSecond(Long.parseLong(parts[0]));
            return Optional.of(new ShareToken(
                    entity, seen, parts[1].equals("*") ? Optional.empty() : Optional.of(decode(parts[1]))));
        } catch (IllegalArgumentException | DateTimeException | BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    private static Set<String> decode(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
        Set<String> ids = new TreeSet<>();
        while (bytes.hasRemaining()) {
            ids.add(new UUID(bytes.getLong(), bytes.getLong()).toString());
        }
        return ids;
    }
}
