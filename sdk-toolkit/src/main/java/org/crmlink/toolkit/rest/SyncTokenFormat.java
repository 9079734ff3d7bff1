package org.crmlink.toolkit.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangeQuery;

/**
 * Writes and reads sync tokens that describe themselves: {@code connector:version:query:check:content}. The query part is a digest of entity, path,
 * fields and filter, so that a token of another query is refused; the check part shows a damaged one [CHG-4 CHG-5]. Immutable.
 *
 * @param connector the connector's id
 * @param version of what the connector puts into tokens; raise it when a new version of the connector cannot read the old ones
 */
public record SyncTokenFormat(String connector, int version) {

    private static final int DIGEST = 16;

    public SyncTokenFormat {
        requireNonNull(connector, "connector is null");
        if (connector.isEmpty() || connector.contains(":")) {
            throw new IllegalArgumentException("'" + connector + "' is no id of a connector");
        }
    }

    /**
     * Writes a token.
     *
     * @param content where the read stands: a number or link of the server's, without host and secret
     */
    public SyncToken write(ChangeQuery query, String content) {
        String text = connector + ":" + version + ":" + digest(identity(query)) + ":" + digest(content) + ":" + content;
        try {
            return new SyncToken(text);
        } catch (IllegalArgumentException e) {
            throw ConnectorException.of(
                            ErrorKind.LIMIT_EXCEEDED, "the server's link is longer than a sync token may be")
                    .operation("changes")
                    .entity(query.entity())
                    .hint("ask for fewer fields")
                    .cause(e)
                    .build();
        }
    }

    /**
     * Reads a token's content.
     *
     * @throws ConnectorException of kind INVALID_DATA if it is foreign, damaged, of another version or of another query
     */
    public String read(ChangeQuery query, SyncToken token) {
        String[] parts = token.value().split(":", 5);
        if (parts.length != 5 || !parts[0].equals(connector)) {
            throw refused(query, "it is not a token of connector '" + connector + "', or damaged");
        }
        if (!parts[1].equals(Integer.toString(version))) {
            throw refused(query, "it is of another version of connector '" + connector + "'");
        }
        if (!parts[3].equals(digest(parts[4]))) {
            throw refused(query, "it is damaged");
        }
        if (!parts[2].equals(digest(identity(query)))) {
            throw refused(query, "it is of another query: entity, fields, filter or path differ");
        }
        return parts[4];
    }

    /** The refusal of a token whose content the connector, or the server, does not take. */
    public ConnectorException refused(ChangeQuery query, String why) {
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
