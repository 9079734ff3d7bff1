package org.crmlink.connector.dynamics;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.access.AccessChanges;
import org.crmlink.toolkit.json.Guids;
import org.crmlink.toolkit.json.JsonObject;
import org.crmlink.toolkit.odata.ODataQuery;

/**
 * Records shared with the caller or a team of the caller, from the table {@code principalobjectaccess}. Each look reads all shares of an entity and
 * compares them with the last look's, which the token holds; so a share is missed neither where the server keeps a revoked one for a while with no
 * rights, nor where it deletes it. Only where there are too many for a token, the time of change tells. Thread-safe.
 */
@Singleton
final class DynamicsShares {

    private static final String OPERATION = "access";

    /** The right to read, a bit of the masks (AccessRights.ReadAccess). */
    private static final int READ = 1;

    /** Clocks of an organisation's servers differ, and a share commits after it was made. */
    private static final Duration OVERLAP = Watermark.OVERLAP;

    private final DynamicsIdentity identity;
    private final DynamicsMetadata metadata;
    private final DynamicsService service;
    private final AnyLengthReader reader;

    @Inject
    DynamicsShares(
            DynamicsIdentity identity, DynamicsMetadata metadata, DynamicsService service, AnyLengthReader reader) {
        this.identity = identity;
        this.metadata = metadata;
        this.service = service;
        this.reader = reader;
    }

    Optional<AccessChanges> changes(String entity, Optional<SyncToken> since) {
        metadata.requireKnown(entity);
        Optional<ShareToken> last =
                since.map(token -> ShareToken.read(entity, token).orElseThrow(() -> refused(entity)));
        Look look;
        try {
            look = look(entity);
        } catch (ConnectorException e) {
            // The table is for administrators in some environments, and absent from others.
            if (e.kind() == ErrorKind.FORBIDDEN
                    || e.kind() == ErrorKind.NOT_FOUND
                    || e.kind() == ErrorKind.UNSUPPORTED
                    || e.kind() == ErrorKind.SCHEMA_CHANGED) {
                return Optional.empty();
            }
            throw e;
        }
        SyncToken token = new ShareToken(
                        entity,
                        look.at(),
                        look.visible().size() > ShareToken.MOST_IDS ? Optional.empty() : Optional.of(look.visible()))
                .write();
        if (last.isEmpty()) {
            return Optional.of(new AccessChanges(List.of(), List.of(), token));
        }
        return Optional.of(
                last.get().ids().isPresent()
                        ? compared(last.get().ids().get(), look, token)
                        : byTime(last.get().seen().minus(OVERLAP), look, token));
    }

    private static AccessChanges compared(Set<String> before, Look look, SyncToken token) {
        Set<String> granted = new TreeSet<>(look.visible());
        granted.removeAll(before);
        Set<String> revoked = new TreeSet<>(before);
        revoked.removeAll(look.visible());
        return new AccessChanges(List.copyOf(granted), List.copyOf(revoked), token);
    }

    private static AccessChanges byTime(Instant from, Look look, SyncToken token) {
        List<String> granted = new ArrayList<>();
        List<String> revoked = new ArrayList<>();
        look.changed().forEach((id, changed) -> {
            if (!changed.isBefore(from)) {
                (look.visible().contains(id) ? granted : revoked).add(id);
            }
        });
        return new AccessChanges(granted, revoked, token);
    }

    /**
     * What is shared now.
     *
     * @param at the server's clock
     * @param visible ids of records that may be read by a share
     * @param changed id → the last change of its shares, those without rights too
     */
    private record Look(Instant at, Set<String> visible, Map<String, Instant> changed) {}

    private Look look(String entity) {
        List<String> principals = new ArrayList<>();
        String user = identity.userId();
        principals.add(user);
        for (JsonObject team : service.object(
                        OPERATION, entity, "systemusers(" + user + ")/teammembership_association?$select=teamid")
                .objects("value")) {
            team.text("teamid").map(Guids::normalise).ifPresent(principals::add);
        }
        String filter = "objecttypecode eq '" + entity + "' and ("
                + principals.stream().map(id -> "principalid eq " + id).collect(Collectors.joining(" or ")) + ")";
        Optional<String> link = Optional.of(ODataQuery.of("principalobjectaccessset")
                .select(List.of("objectid", "accessrightsmask", "inheritedaccessrightsmask", "changedon"))
                .filter(filter)
                .build());
        VisitedLinks visited = new VisitedLinks(entity);
        Optional<Instant> began = Optional.empty();
        Set<String> visible = new TreeSet<>();
        Map<String, Instant> changed = new LinkedHashMap<>();
        while (link.isPresent()) {
            visited.add(link.get());
            AnyLengthReader.Timed<JsonObject> answer =
                    reader.json(OPERATION, entity, link.get(), Map.of(), JsonObject::read);
            began = began.or(answer::date);
            answer.value().objects("value").forEach(row -> add(row, visible, changed));
            link = answer.value().text("@odata.nextLink").map(next -> PageReader.below(entity, next));
        }
        return new Look(began.orElse(Instant.EPOCH), visible, changed);
    }

    private static void add(JsonObject row, Set<String> visible, Map<String, Instant> changed) {
        String id = Guids.normalise(row.text("objectid").orElse(""));
        if (id == null) {
            return;
        }
        int rights = row.integer("accessrightsmask").orElse(0)
                | row.integer("inheritedaccessrightsmask").orElse(0);
        if ((rights & READ) != 0) {
            visible.add(id);
        }
        row.text("changedon")
                .flatMap(DynamicsShares::instant)
                .ifPresent(at -> changed.merge(id, at, (a, b) -> a.isAfter(b) ? a : b));
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static ConnectorException refused(String entity) {
        return ConnectorException.of(
                        ErrorKind.INVALID_DATA, "the token of shares is damaged, or of another entity or connector")
                .operation(OPERATION)
                .entity(entity)
                .hint("begin without a token")
                .build();
    }
}
