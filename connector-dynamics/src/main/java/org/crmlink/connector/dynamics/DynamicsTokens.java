package org.crmlink.connector.dynamics;

import java.util.Arrays;
import java.util.Locale;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.toolkit.rest.SyncTokenFormat;

/** Reads and writes sync tokens: {@code <kind>:<content>} in the toolkit's format [CHG-5]. No host and no secret is in it. Stateless. */
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

    private static final SyncTokenFormat FORMAT = new SyncTokenFormat("dynamics", 1);

    private DynamicsTokens() {}

    static SyncToken write(ChangeQuery query, Kind kind, String content) {
        return FORMAT.write(query, word(kind) + ":" + content);
    }

    static Content read(ChangeQuery query, SyncToken token) {
        String[] parts = FORMAT.read(query, token).split(":", 2);
        return Arrays.stream(Kind.values())
                .filter(kind -> parts.length == 2 && word(kind).equals(parts[0]))
                .findFirst()
                .map(kind -> new Content(kind, parts[1]))
                .orElseThrow(() -> refused(query, "it is damaged"));
    }

    static ConnectorException refused(ChangeQuery query, String why) {
        return FORMAT.refused(query, why);
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
