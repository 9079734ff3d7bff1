package org.crmlink.connector.dynamics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;

/** The links that a read has followed, as digests: a server that sends one twice would be read for ever [PAGE-4]. One-at-a-time. */
final class VisitedLinks {

    private final Set<UUID> digests = new HashSet<>();
    private final String entity;

    VisitedLinks(String entity) {
        this.entity = entity;
    }

    /** Notes a link that will be followed. */
    void add(String link) {
        if (!digests.add(UUID.nameUUIDFromBytes(link.getBytes(UTF_8)))) {
            throw ConnectorException.of(ErrorKind.PROTOCOL_ERROR, "the server sent the same next link twice")
                    .operation("changes")
                    .entity(entity)
                    .hint("check proxies and caches between here and the server")
                    .build();
        }
    }
}
