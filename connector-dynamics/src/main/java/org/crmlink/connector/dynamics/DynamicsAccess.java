package org.crmlink.connector.dynamics;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.access.AccessChanges;
import org.crmlink.sdk.access.AccessInfo;
import org.crmlink.toolkit.json.Guids;
import org.crmlink.toolkit.json.JsonObject;

/** What the caller may see: business unit, roles, teams, privileges; and what is shared with the caller. Thread-safe. */
@Singleton
final class DynamicsAccess implements AccessInfo {

    private static final String OPERATION = "access";

    private final DynamicsService service;
    private final ReadBatch batch;
    private final DynamicsShares shares;

    @Inject
    DynamicsAccess(DynamicsService service, ReadBatch batch, DynamicsShares shares) {
        this.service = service;
        this.batch = batch;
        this.shares = shares;
    }

    /**
     * A digest of what decides about the caller's rights. The function for users tells the privileges that come from teams at the lowest depth only,
     * so the teams' own privileges are asked for too.
     */
    @Override
    public String fingerprint() {
        JsonObject me = service.object(OPERATION, "", "WhoAmI()");
        String user = Guids.normalise(me.text("UserId").orElse(""));
        if (user == null) {
            throw DynamicsService.missing(service.get(OPERATION, "", "WhoAmI()"), "UserId");
        }
        Set<String> facts = new TreeSet<>();
        facts.add("business unit " + me.text("BusinessUnitId").orElse(""));
        String self = "systemusers(" + user + ")/";
        privileges(
                "user", service.object(OPERATION, "", self + "Microsoft.Dynamics.CRM.RetrieveUserPrivileges()"), facts);
        for (String role : ids(self + "systemuserroles_association?$select=roleid", "roleid")) {
            facts.add("role " + role);
        }
        List<String> teams = ids(self + "teammembership_association?$select=teamid", "teamid");
        List<String> addresses = teams.stream()
                .map(team -> "teams(" + team + ")/Microsoft.Dynamics.CRM.RetrieveTeamPrivileges()")
                .toList();
        List<JsonObject> ofTeams = addresses.isEmpty() ? List.of() : batch.objects(OPERATION, "", addresses);
        for (int i = 0; i < teams.size(); i++) {
            facts.add("team " + teams.get(i));
            privileges("team " + teams.get(i), ofTeams.get(i), facts);
        }
        return digest(String.join("\n", facts));
    }

    private static void privileges(String whose, JsonObject answer, Set<String> facts) {
        for (JsonObject privilege : answer.objects("RolePrivileges")) {
            facts.add(whose + " may " + privilege.text("PrivilegeId").orElse("") + " "
                    + privilege
                            .text("Depth")
                            .or(() -> privilege.integer("Depth").map(String::valueOf))
                            .orElse("")
                    + " " + privilege.text("BusinessUnitId").orElse(""));
        }
    }

    /** The ids of a list; none where the caller may not read it: its privileges, which anyone may read of himself, change with it. */
    private List<String> ids(String address, String member) {
        JsonObject answer;
        try {
            answer = service.object(OPERATION, "", address);
        } catch (ConnectorException e) {
            if (e.kind() == ErrorKind.FORBIDDEN) {
                return List.of();
            }
            throw e;
        }
        List<String> ids = new ArrayList<>();
        for (JsonObject row : answer.objects("value")) {
            String id = Guids.normalise(row.text(member).orElse(""));
            if (id != null) {
                ids.add(id);
            }
        }
        return ids;
    }

    private static String digest(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public Optional<AccessChanges> changes(String entity, Optional<SyncToken> since) {
        return shares.changes(entity, since);
    }
}
