package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.dynamics.security.AccessRight;
import org.crmlink.sandbox.dynamics.security.Depth;
import org.crmlink.sandbox.dynamics.security.Held;
import org.crmlink.sandbox.dynamics.security.SecurityRows;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/** What users and teams hold, and what roles consist of. */
final class PrivilegeOperations {

    private static final String PRIVILEGES = "Collection(mscrm.RolePrivilege)";

    private PrivilegeOperations() {}

    static List<Operation> list() {
        return List.of(
                asking("RetrieveUserPrivileges").onRowOf("systemuser").does(in -> held(in, null)),
                asking("RetrieveTeamPrivileges").onRowOf("team").does(in -> held(in, null)),
                asking("RetrieveUserPrivilegeByPrivilegeId")
                        .onRowOf("systemuser")
                        .parameter("PrivilegeId", "Edm.Guid")
                        .does(in -> held(in, in.arguments().id("PrivilegeId"))),
                asking("RetrieveUserPrivilegeByPrivilegeName")
                        .onRowOf("systemuser")
                        .parameter("PrivilegeName", "Edm.String")
                        .does(in -> held(in, byName(in))),
                asking("RetrieveRolePrivilegesRole")
                        .needs("role")
                        .parameter("RoleId", "Edm.Guid")
                        .does(PrivilegeOperations::ofRole),
                Operation.action("AddPrivilegesRole")
                        .onRowOf("role")
                        .parameter("Privileges", PRIVILEGES)
                        .type(rolePrivilege(), depth())
                        .does(in -> change(in, false)),
                Operation.action("ReplacePrivilegesRole")
                        .onRowOf("role")
                        .parameter("Privileges", PRIVILEGES)
                        .type(rolePrivilege(), depth())
                        .does(in -> change(in, true)),
                Operation.action("RemovePrivilegeRole")
                        .onRowOf("role")
                        .parameter("PrivilegeId", "Edm.Guid")
                        .does(PrivilegeOperations::remove));
    }

    private static Operation.Builder asking(String name) {
        return Operation.function(name).returns("RolePrivileges", PRIVILEGES).type(rolePrivilege(), depth());
    }

    private static NamedType rolePrivilege() {
        return NamedType.Complex.of(
                "RolePrivilege",
                "Depth",
                "mscrm.PrivilegeDepth",
                "PrivilegeId",
                "Edm.Guid",
                "BusinessUnitId",
                "Edm.Guid",
                "PrivilegeName",
                "Edm.String");
    }

    private static NamedType depth() {
        return NamedType.Choice.of("PrivilegeDepth", "Basic", "Local", "Deep", "Global");
    }

    // ------------------------------------------------------------------ asking

    private static HttpResponse held(Invocation in, @Nullable RecordId only) {
        Row principal = in.row();
        List<Held> all = in.call().access().heldBy(principal.reference());
        return answer(
                in,
                all.stream()
                        .filter(one -> only == null || one.id().equals(only))
                        .toList());
    }

    private static RecordId byName(Invocation in) {
        String name = in.arguments().text("PrivilegeName");
        return in
                .store()
                .scan("privilege", null, 1, row -> name.equalsIgnoreCase(String.valueOf(row.get("name"))))
                .stream()
                .findFirst()
                .map(Row::id)
                .orElseThrow(() -> ApiErrors.invalidArgument("The privilege '" + name + "' does not exist."));
    }

    private static HttpResponse ofRole(Invocation in) {
        RecordId id = in.arguments().id("RoleId");
        Row role = in.store().get("role", id).orElseThrow(() -> ApiErrors.noRow("role", id));
        in.call().access().must(AccessRight.READ, role);
        return answer(in, in.call().access().heldBy(role.reference()));
    }

    private static HttpResponse answer(Invocation in, List<Held> held) {
        List<Map<String, Object>> privileges = new ArrayList<>();
        for (Held one : held) {
            Map<String, Object> privilege = new LinkedHashMap<>();
            privilege.put("Depth", one.depth().word());
            privilege.put("PrivilegeId", one.id().text());
            privilege.put("BusinessUnitId", one.unit().map(RecordId::text).orElse(Tenant.NOBODY));
            privilege.put("PrivilegeName", one.name());
            privileges.add(privilege);
        }
        return in.answer(Map.of("RolePrivileges", privileges));
    }

    // ------------------------------------------------------------------ changing

    private static HttpResponse change(Invocation in, boolean only) {
        Row role = in.row();
        in.call().access().in(in.transaction()).must(AccessRight.WRITE, role);
        Map<RecordId, Depth> wanted = new LinkedHashMap<>();
        for (Object item : in.arguments().list("Privileges")) {
            Map<?, ?> json = (Map<?, ?>) item;
            RecordId id = Optional.ofNullable(json.get("PrivilegeId"))
                    .flatMap(text -> Literals.guid(text.toString()))
                    .map(RecordId::of)
                    .orElseThrow(() -> ApiErrors.invalidArgument("A privilege needs a PrivilegeId."));
            if (in.store().get("privilege", id).isEmpty()) {
                throw ApiErrors.noRow("privilege", id);
            }
            Depth depth = Optional.ofNullable(json.get("Depth"))
                    .flatMap(text -> Depth.named(text.toString()))
                    .filter(found -> found != Depth.NONE)
                    .orElseThrow(() -> ApiErrors.invalidArgument(
                            "The depth of a privilege must be Basic, Local, Deep or Global."));
            wanted.put(id, depth);
        }
        return in.transaction().unguarded(() -> {
            SecurityRows.set(in.store(), in.transaction(), role.id(), wanted, only);
            return Answers.noContent();
        });
    }

    private static HttpResponse remove(Invocation in) {
        Row role = in.row();
        in.call().access().in(in.transaction()).must(AccessRight.WRITE, role);
        RecordId privilege = in.arguments().id("PrivilegeId");
        boolean was = in.transaction()
                .unguarded(() -> in.transaction().disassociate("roleprivileges_association", role.id(), privilege));
        if (!was) {
            throw ApiErrors.noRow("privilege", privilege);
        }
        return Answers.noContent();
    }
}
