package org.crmlink.connector.dynamics;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.toolkit.json.Guids;
import org.crmlink.toolkit.json.JsonObject;

/** How far the caller's privileges reach, by own roles and by those of teams. Thread-safe. */
@Singleton
final class CallerPrivileges {

    private static final String OPERATION = "metadata";

    /** {@code PrivilegeDepth.Global}: the whole organization. */
    private static final String WHOLE = "Global";

    private static final String WHOLE_NUMBER = "3";

    private final ReadBatch batch;
    private final DynamicsIdentity identity;

    @Inject
    CallerPrivileges(ReadBatch batch, DynamicsIdentity identity) {
        this.batch = batch;
        this.identity = identity;
    }

    /** Privilege → whether it reaches the whole organization; empty if the server does not tell the caller. */
    Map<String, Boolean> read() {
        try {
            String self = "systemusers(" + identity.userId() + ")/";
            Map<String, Boolean> reach = new HashMap<>();
            List<JsonObject> answers = batch.objects(
                    OPERATION,
                    "",
                    List.of(
                            self + "Microsoft.Dynamics.CRM.RetrieveUserPrivileges()",
                            self + "teammembership_association?$select=teamid"));
            add(answers.get(0), reach);
            List<String> ofTeams = new ArrayList<>();
            for (JsonObject team : answers.get(1).objects("value")) {
                team.text("teamid")
                        .ifPresent(
                                id -> ofTeams.add("teams(" + id + ")/Microsoft.Dynamics.CRM.RetrieveTeamPrivileges()"));
            }
            if (!ofTeams.isEmpty()) {
                // The function for users tells what comes from teams at the lowest depth only.
                batch.objects(OPERATION, "", ofTeams).forEach(answer -> add(answer, reach));
            }
            return Map.copyOf(reach);
        } catch (ConnectorException e) {
            return switch (e.kind()) {
                case FORBIDDEN, NOT_FOUND, UNSUPPORTED, SCHEMA_CHANGED, INVALID_DATA -> Map.of();
                default -> throw e;
            };
        }
    }

    private static void add(JsonObject answer, Map<String, Boolean> reach) {
        for (JsonObject privilege : answer.objects("RolePrivileges")) {
            String id = Guids.normalise(privilege.text("PrivilegeId").orElse(""));
            String depth = privilege
                    .text("Depth")
                    .or(() -> privilege.integer("Depth").map(String::valueOf))
                    .orElse("");
            if (id != null) {
                reach.merge(id, depth.equals(WHOLE) || depth.equals(WHOLE_NUMBER), Boolean::logicalOr);
            }
        }
    }

    /**
     * Whether the change feed of a table is certainly refused: it takes the right to read the whole table (dynamics.md §6.2). A caller who has no
     * right to read it at all is refused in every way, and told so there.
     */
    static boolean forbidFeed(Map<String, Boolean> reach, JsonObject definition) {
        return definition.objects("Privileges").stream()
                .filter(privilege -> privilege.text("PrivilegeType").orElse("").equals("Read"))
                .map(privilege -> Guids.normalise(privilege.text("PrivilegeId").orElse("")))
                .anyMatch(id -> id != null && Boolean.FALSE.equals(reach.get(id)));
    }
}
