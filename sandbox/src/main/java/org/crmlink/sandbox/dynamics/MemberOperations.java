package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.ManyToMany;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/** Members of teams and marketing lists. */
final class MemberOperations {

    private static final String TEAM = "teammembership_association";
    private static final String ANY = "mscrm.crmbaseentity";

    private MemberOperations() {}

    static List<Operation> list() {
        return List.of(
                Operation.action("AddMembersTeam")
                        .onRowOf("team")
                        .parameter("Members", "Collection(mscrm.systemuser)")
                        .does(in -> team(in, true)),
                Operation.action("RemoveMembersTeam")
                        .onRowOf("team")
                        .parameter("Members", "Collection(mscrm.systemuser)")
                        .does(in -> team(in, false)),
                Operation.action("AddListMembersList")
                        .onRowOf("list")
                        .parameter("Members", "Collection(" + ANY + ")")
                        .does(MemberOperations::addToList),
                Operation.action("AddMemberList")
                        .onRowOf("list")
                        .parameter("EntityId", ANY)
                        .returns("Id", "Edm.Guid")
                        .does(MemberOperations::addOneToList),
                Operation.action("RemoveMemberList")
                        .onRowOf("list")
                        .parameter("EntityId", ANY)
                        .does(MemberOperations::removeFromList));
    }

    private static List<Reference> members(Invocation in, String type) {
        List<Reference> members = new ArrayList<>();
        for (Object item : in.arguments().list("Members")) {
            members.add(in.entities().reference(in.entities().read((Map<?, ?>) item, type)));
        }
        return members;
    }

    private static HttpResponse team(Invocation in, boolean add) {
        Row team = in.row();
        for (Reference user : members(in, "mscrm.systemuser")) {
            boolean belongs = pair(in, relation(in, TEAM), team.id(), user.id()) != null;
            if (add && !belongs) {
                in.transaction().associate(TEAM, team.id(), user.id());
            } else if (!add && belongs) {
                in.transaction().disassociate(TEAM, team.id(), user.id());
            }
        }
        return Answers.noContent();
    }

    private static HttpResponse addToList(Invocation in) {
        Row list = open(in);
        for (Reference member : members(in, ANY)) {
            add(in, list, member);
        }
        return Answers.noContent();
    }

    private static HttpResponse addOneToList(Invocation in) {
        RecordId pair = add(in, open(in), in.entities().reference(in.entity("EntityId")));
        return in.answer(Map.of("Id", pair.text()));
    }

    private static HttpResponse removeFromList(Invocation in) {
        Row list = open(in);
        Reference member = in.entities().reference(in.entity("EntityId"));
        in.transaction().disassociate(relationTo(in, list, member).schemaName(), list.id(), member.id());
        return Answers.noContent();
    }

    /** The list, which must take members by hand. */
    private static Row open(Invocation in) {
        Row list = in.row();
        if (Boolean.TRUE.equals(list.get("type"))) {
            throw ApiErrors.invalidArgument("Members cannot be added to or removed from a dynamic list.");
        }
        if (Boolean.TRUE.equals(list.get("lockstatus"))) {
            throw ApiErrors.invalidArgument("The list is locked.");
        }
        return list;
    }

    /** Puts a member into a list; one that is in it stays. Answers the pair. */
    private static RecordId add(Invocation in, Row list, Reference member) {
        ManyToMany relation = relationTo(in, list, member);
        Row known = pair(in, relation, list.id(), member.id());
        return known != null
                ? known.id()
                : in.transaction()
                        .associate(relation.schemaName(), list.id(), member.id())
                        .id();
    }

    private static ManyToMany relationTo(Invocation in, Row list, Reference member) {
        String kind = Integer.valueOf(1).equals(list.get("createdfromcode"))
                ? "account"
                : Integer.valueOf(2).equals(list.get("createdfromcode")) ? "contact" : "lead";
        if (!member.table().equals(kind)) {
            throw ApiErrors.invalidArgument(
                    "The list has members of type '" + kind + "', not '" + member.table() + "'.");
        }
        return relation(in, "list" + kind + "_association");
    }

    private static ManyToMany relation(Invocation in, String name) {
        return in.schema().manyToMany(name).orElseThrow(() -> new IllegalStateException("no relationship " + name));
    }

    private static @Nullable Row pair(Invocation in, ManyToMany relation, RecordId first, RecordId second) {
        for (Row row : in.transaction().related(relation.intersectTable(), relation.attribute1(), first)) {
            if (second.equals(row.get(relation.attribute2()))) {
                return row;
            }
        }
        return null;
    }
}
