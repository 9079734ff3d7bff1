package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.OneToMany;
import org.crmlink.sandbox.schema.Option;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/** Functions and actions about single rows of any table. */
final class RecordOperations {

    private static final String ANY = "mscrm.crmbaseentity";
    private static final NamedType FIELDS =
            NamedType.Choice.of("TargetFieldType", "All", "ValidForCreate", "ValidForUpdate", "ValidForRead");

    private RecordOperations() {}

    static List<Operation> list() {
        return List.of(
                Operation.function("InitializeFrom")
                        .parameter("EntityMoniker", ANY)
                        .parameter("TargetEntityName", "Edm.String")
                        .parameter("TargetFieldType", "mscrm.TargetFieldType")
                        .type(FIELDS)
                        .returnsType(ANY)
                        .does(RecordOperations::initializeFrom),
                Operation.function("IsValidStateTransition")
                        .onAnyRow()
                        .parameter("NewState", "Edm.String")
                        .parameter("NewStatus", "Edm.Int32")
                        .returns("IsValid", "Edm.Boolean")
                        .does(RecordOperations::isValidTransition),
                Operation.function("RetrieveAllChildUsersSystemUser")
                        .onRowOf("systemuser")
                        .returnsType("Collection(mscrm.systemuser)")
                        .does(RecordOperations::childUsers),
                Operation.function("RetrieveUserSettingsSystemUser")
                        .onRowOf("systemuser")
                        .needs("usersettings")
                        .returnsType("mscrm.usersettings")
                        .does(RecordOperations::userSettings),
                Operation.action("SendEmail")
                        .onRowOf("email")
                        .parameter("IssueSend", "Edm.Boolean")
                        .optional("TrackingToken", "Edm.String")
                        .returns("Subject", "Edm.String")
                        .does(RecordOperations::sendEmail));
    }

    // ------------------------------------------------------------------ InitializeFrom

    /** A new row, not saved, with what it takes over from another one. */
    private static HttpResponse initializeFrom(Invocation in) {
        Row source = in.entities().row(in.entity("EntityMoniker"));
        String name = in.arguments().text("TargetEntityName");
        Table target = in.schema()
                .table(name)
                .orElseThrow(() ->
                        new ApiException(400, "0x80041102", "The entity with a name = '" + name + "' was not found."));
        String kind = in.arguments().text("TargetFieldType");
        Map<String, Object> values = Copies.all(source, target);
        values.remove("ownerid");
        target.primaryName().ifPresent(values::remove);
        target.keys().forEach(key -> values.keySet().removeAll(key.columns()));
        values.keySet().removeIf(column -> {
            Column found = target.require(column);
            return kind.equals("ValidForUpdate") && !found.validForUpdate()
                    || kind.equals("ValidForRead") && !found.validForRead();
        });
        Optional<OneToMany> parent = in.schema().lookupsOf(name).stream()
                .filter(relation ->
                        relation.referencedTable().equals(source.table().logicalName())
                                && relation.lookupNavigation().startsWith("parent"))
                .findFirst();
        return Answers.object(200, out -> {
            out.writeStringField("@odata.context", Links.context(in.call(), target.entitySetName() + "/$entity"));
            out.writeStringField("@odata.type", "#Microsoft.Dynamics.CRM." + name);
            RowWriter writer = in.reads().writer(out, in.call(), target);
            for (Map.Entry<String, Object> entry : values.entrySet()) {
                Column column = target.require(entry.getKey());
                if (!column.type().isReference()) {
                    out.writeFieldName(column.logicalName());
                    writer.writeValue(column, entry.getValue());
                } else if (entry.getValue() instanceof Reference reference) {
                    Table there = in.schema().require(reference.table());
                    Optional<String> navigation = Navigation.nameFor(in.schema(), target, column, reference.table());
                    if (navigation.isPresent()
                            && parent.map(OneToMany::referencingColumn)
                                    .filter(column.logicalName()::equals)
                                    .isEmpty()) {
                        out.writeStringField(
                                navigation.get() + "@odata.bind",
                                there.entitySetName() + "(" + reference.id().text() + ")");
                    }
                }
            }
            if (parent.isPresent()) {
                out.writeStringField(
                        parent.get().lookupNavigation() + "@odata.bind",
                        source.table().entitySetName() + "(" + source.id().text() + ")");
            }
        });
    }

    // ------------------------------------------------------------------ states

    private static HttpResponse isValidTransition(Invocation in) {
        Table table = in.row().table();
        Optional<Column> state = table.column("statecode");
        Optional<Column> status = table.column("statuscode");
        if (state.isEmpty() || status.isEmpty()) {
            throw ApiErrors.messageNotSupported("IsValidStateTransition", table.logicalName());
        }
        String wanted = in.arguments().text("NewState");
        int newStatus = in.arguments().number("NewStatus", -1);
        Optional<Option> newState = state.get().options().stream()
                .filter(option -> option.label().equalsIgnoreCase(wanted)
                        || Integer.toString(option.value()).equals(wanted))
                .findFirst();
        // The sandbox restricts no transitions: a status is valid if it belongs to the state.
        boolean valid = newState.isPresent()
                && status.get()
                        .option(newStatus)
                        .filter(option ->
                                option.state().orElse(-1) == newState.get().value())
                        .isPresent();
        return in.answer(Map.of("IsValid", valid));
    }

    // ------------------------------------------------------------------ users

    private static HttpResponse childUsers(Invocation in) {
        Row manager = in.row();
        Set<RecordId> known = new HashSet<>(Set.of(manager.id()));
        List<Row> below = new ArrayList<>();
        List<Row> level = List.of(manager);
        while (!level.isEmpty()) {
            List<Row> next = new ArrayList<>();
            for (Row user : level) {
                for (Row report : in.store().related("systemuser", "parentsystemuserid", user.id())) {
                    if (known.add(report.id())) {
                        next.add(report);
                    }
                }
            }
            below.addAll(next);
            level = next;
        }
        below.removeIf(in.call().access().readable(in.table()).negate());
        return in.reads().list(in.call(), in.table(), below);
    }

    private static HttpResponse userSettings(Invocation in) {
        Row user = in.row();
        Row settings =
                in.store().get("usersettings", user.id()).orElseThrow(() -> ApiErrors.noRow("usersettings", user.id()));
        return in.reads().representation(in.call(), settings, 200);
    }

    // ------------------------------------------------------------------ mail

    private static HttpResponse sendEmail(Invocation in) {
        Row email = in.row();
        if (!Integer.valueOf(0).equals(email.get("statecode"))) {
            throw new ApiException(
                    400,
                    "0x80040233",
                    "The email must be in the Draft state to be sent. EntityId: "
                            + email.id().text());
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("statecode", 1);
        email.table().require("statuscode").options().stream()
                .filter(option -> option.label().equals("Sent"))
                .map(Option::value)
                .findFirst()
                .ifPresent(status -> values.put("statuscode", status));
        in.writes().update(email, values);
        Object subject = email.get("subject");
        return in.answer(Map.of("Subject", subject == null ? "" : subject));
    }
}
