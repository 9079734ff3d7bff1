package org.crmlink.connector.dynamics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangeQuery;

/**
 * Reads and writes sync tokens: {@code dynamics:1:<kind>:<query>:<check>:<content>}. The query part names entity, fields, filter and path, so that
 * a token of another query is refused; the check part shows a damaged one [CHG-5]. No host and no secret is in it. Stateless.
 */
final class DynamicsTokens {

    /** What the content is. */
    enum Kind {
        /** A delta link below the service root: later changes. */
        DELTA,
        /** A next link below the service root: the rest of an interrupted read. */
        NEXT,
        /** A {@link Watermark}. */
        WATERMARK,
        /** Nothing: the entity has no change tracking. */
        NONE
    }

    /** A token that was read. */
    record Content(Kind kind, String text) {}

    private static final String HEAD = "dynamics:1:";
    private static final int DIGEST = 16;

    private DynamicsTokens() {}

    static SyncToken write(ChangeQuery query, Kind kind, String content) {
        String text = HEAD + kind.name().toLowerCase(Locale.ROOT) + ":" + digest(identity(query)) + ":"
                + digest(kind + content) + ":" + content;
        try {
            return new SyncToken(text);
        } catch (IllegalArgumentException e) {
            throw ConnectorException.of(
                            ErrorKind.LIMIT_EXCEEDED, "the server's change link is longer than a sync token may be")
                    .operation("changes")
                    .entity(query.entity())
                    .hint("ask for fewer fields")
                    .cause(e)
                    .build();
        }
    }

    static Content read(ChangeQuery query, SyncToken token) {
        String[] parts = token.value().split(":", 6);
        if (parts.length != 6 || !parts[0].equals("dynamics")) {
            throw refused(query, "it is not a token of this connector, or damaged");
        }
        if (!parts[1].equals("1")) {
            throw refused(query, "it is of another version of this connector");
        }
        Kind kind = switch (parts[2]) {
            case "delta" -> Kind.DELTA;
            case "next" -> Kind.NEXT;
            case "watermark" -> Kind.WATERMARK;
            case "none" -> Kind.NONE;
            default -> throw refused(query, "it is damaged");
        };
        if (!parts[4].equals(digest(kind + parts[5]))) {
            throw refused(query, "it is damaged");
        }
        if (!parts[3].equals(digest(identity(query)))) {
            throw refused(query, "it is of another query: entity, fields, filter or path differ");
        }
        return new Content(kind, parts[5]);
    }

    static ConnectorException refused(ChangeQuery query, String why) {
        return ConnectorException.of(ErrorKind.INVALID_DATA, "the sync token is refused: " + why)
                .operation("changes")
                .entity(query.entity())
                .hint("read the entity in full")
                .build();
    }

    private static String identity(ChangeQuery query) {
        return query.entity() + "\n" + query.path() + "\n" + String.join(",", query.fields()) + "\n" + query.filter();
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
