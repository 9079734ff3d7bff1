package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.dynamics.security.Access;
import org.crmlink.sandbox.dynamics.security.AccessRight;
import org.crmlink.sandbox.dynamics.security.Sharing;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.Ownership;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/** Rows shared with users and teams, and what somebody may do to a row. */
final class SharingOperations {

    private static final String ANY = "mscrm.crmbaseentity";
    private static final String ACCESS = "mscrm.PrincipalAccess";

    private SharingOperations() {}

    static List<Operation> list() {
        List<Operation> all = new ArrayList<>();
        all.add(shares("GrantAccess"));
        all.add(shares("ModifyAccess"));
        all.add(Operation.action("RevokeAccess")
                .parameter("Target", ANY)
                .parameter("Revokee", ANY)
                .does(SharingOperations::revoke));
        all.add(Operation.function("RetrieveSharedPrincipalsAndAccess")
                .parameter("Target", ANY)
                .returns("PrincipalAccesses", "Collection(" + ACCESS + ")")
                .type(rights(), principalAccess())
                .does(SharingOperations::shared));
        for (String principal : List.of("systemuser", "team")) {
            all.add(Operation.function("RetrievePrincipalAccess")
                    .onRowOf(principal)
                    .parameter("Target", ANY)
                    .returns("AccessRights", "mscrm.AccessRights")
                    .type(rights())
                    .does(SharingOperations::access));
        }
        return all;
    }

    private static Operation shares(String name) {
        return Operation.action(name)
                .parameter("Target", ANY)
                .parameter("PrincipalAccess", ACCESS)
                .type(rights(), principalAccess())
                .does(SharingOperations::give);
    }

    private static NamedType rights() {
        Map<String, Integer> members = new LinkedHashMap<>(Map.of("None", 0));
        for (AccessRight right : AccessRight.values()) {
            members.put(right.word() + "Access", right.bit());
        }
        return new NamedType.Choice("AccessRights", members, true);
    }

    private static NamedType principalAccess() {
        return NamedType.Complex.of("PrincipalAccess", "AccessMask", "mscrm.AccessRights", "Principal", ANY);
    }

    // ------------------------------------------------------------------ changing

    private static HttpResponse give(Invocation in) {
        Row target = target(in);
        Map<?, ?> access = in.arguments().object("PrincipalAccess");
        int mask = Optional.ofNullable(access.get("AccessMask"))
                .flatMap(text -> AccessRight.mask(text.toString()))
                .orElseThrow(() -> ApiErrors.payload(
                        "",
                        "The value of 'AccessMask' is not a combination of members of"
                                + " 'Microsoft.Dynamics.CRM.AccessRights'."));
        Reference principal = principal(in, access.get("Principal"));
        mayShare(in, target, mask);
        Sharing sharing = new Sharing(in.store(), in.transaction());
        if (in.operation().name().equals("GrantAccess")) {
            sharing.grant(target.reference(), principal, mask);
        } else {
            sharing.set(target.reference(), principal, mask);
        }
        return Answers.noContent();
    }

    private static HttpResponse revoke(Invocation in) {
        Row target = target(in);
        Reference principal = principal(in, in.arguments().object("Revokee"));
        mayShare(in, target, 0);
        // Taking back what was not given is no error.
        new Sharing(in.store(), in.transaction()).revoke(target.reference(), principal);
        return Answers.noContent();
    }

    /** Sharing takes the Share right on the row, and nobody gives a right that he does not have himself. */
    private static void mayShare(Invocation in, Row target, int mask) {
        Access access = in.call().access().in(in.transaction());
        access.must(AccessRight.SHARE, target);
        for (AccessRight right : AccessRight.values()) {
            if (right.in(mask)) {
                access.must(right, target);
            }
        }
    }

    private static Row target(Invocation in) {
        Row row = in.entities().row(in.entity("Target"));
        if (row.table().ownership() != Ownership.USER_OWNED) {
            throw ApiErrors.messageNotSupported(
                    in.operation().name(), row.table().logicalName());
        }
        return row;
    }

    private static Reference principal(Invocation in, @Nullable Object json) {
        if (json instanceof Map<?, ?> entity) {
            Reference found = in.entities().reference(in.entities().read(entity, ANY));
            if (found.table().equals("systemuser") || found.table().equals("team")) {
                return found;
            }
        }
        throw ApiErrors.invalidArgument("A principal must be a systemuser or a team.");
    }

    // ------------------------------------------------------------------ asking

    private static HttpResponse shared(Invocation in) {
        Row target = target(in);
        List<Map<String, Object>> accesses = new ArrayList<>();
        for (Sharing.Shared shared : Sharing.of(in.store(), target.reference())) {
            Table table = in.schema().require(shared.principal().table());
            Map<String, Object> principal = new LinkedHashMap<>();
            principal.put("@odata.type", "#Microsoft.Dynamics.CRM." + table.logicalName());
            principal.put(table.primaryId(), shared.principal().id().text());
            principal.put("ownerid", shared.principal().id().text());
            Map<String, Object> access = new LinkedHashMap<>();
            access.put("AccessMask", AccessRight.text(shared.mask()));
            access.put("Principal", principal);
            accesses.add(access);
        }
        return in.answer(Map.of("PrincipalAccesses", accesses));
    }

    private static HttpResponse access(Invocation in) {
        Row target = in.entities().row(in.entity("Target"));
        Access ofPrincipal = in.call().access().of(in.row().reference());
        return in.answer(Map.of("AccessRights", AccessRight.text(ofPrincipal.mask(target))));
    }
}
