package org.crmlink.connector.dynamics;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.AlternateKey;
import org.crmlink.sdk.upload.FieldError;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.toolkit.json.Guids;
import org.crmlink.toolkit.odata.BatchRequest;
import org.crmlink.toolkit.odata.ODataLiteral;
import org.crmlink.toolkit.odata.ODataQuery;
import org.crmlink.toolkit.odata.RowLayout;
import org.crmlink.toolkit.upload.Refusals;

/**
 * Makes the request of a mutation (dynamics.md §7.1), or refuses what the server would refuse: unknown fields, wrong types, texts too long.
 * Thread-safe.
 */
@Singleton
final class MutationEncoder {

    private static final byte[] NO_BODY = {};

    private final DynamicsService service;
    private final DynamicsMetadata metadata;
    private final RowLayouts layouts;
    private final PartyLists partyLists;
    private final MutationBody bodies;
    private final boolean detectDuplicates;

    @Inject
    MutationEncoder(
            DynamicsService service,
            DynamicsMetadata metadata,
            RowLayouts layouts,
            PartyLists partyLists,
            MutationBody bodies,
            DynamicsOptions options) {
        this.service = service;
        this.metadata = metadata;
        this.layouts = layouts;
        this.partyLists = partyLists;
        this.bodies = bodies;
        this.detectDuplicates = options.get(DynamicsOptions.DUPLICATE_DETECTION);
    }

    Preparation prepare(Mutation mutation) {
        Table table;
        try {
            table = metadata.table(mutation.entity());
        } catch (ConnectorException e) {
            if (e.kind() != ErrorKind.NOT_FOUND) {
                throw e;
            }
            return refused(mutation, ErrorKind.NOT_FOUND, String.valueOf(e.getMessage()));
        }
        Optional<MutationResult.Rejected> undeclared = Refusals.undeclared("dynamics", table.type(), mutation);
        if (undeclared.isPresent()) {
            return new Preparation.Refused(undeclared.get());
        }
        if (mutation instanceof Mutation.Create create) {
            return create(create, table);
        } else if (mutation instanceof Mutation.Update update) {
            return update(update, table);
        } else if (mutation instanceof Mutation.Delete delete) {
            return delete(delete, table);
        } else if (mutation instanceof Mutation.Upsert upsert) {
            return upsert(upsert, table);
        } else if (mutation instanceof Mutation.Link link) {
            return link(link, table, link.relationship(), link.first(), link.second());
        } else if (mutation instanceof Mutation.Unlink unlink) {
            return link(unlink, table, unlink.relationship(), unlink.first(), unlink.second());
        }
        throw new IllegalArgumentException(
                "unknown mutation " + mutation.getClass().getSimpleName());
    }

    private Preparation create(Mutation.Create create, Table table) {
        MutationValues values = MutationValues.of(table, create.values(), true);
        values.errors.addAll(partyLists.problems(values.columns, values.byField));
        Optional<String> id = Optional.empty();
        if (create.id().isPresent()) {
            id = Optional.ofNullable(Guids.normalise(create.id().get()));
            if (id.isEmpty()) {
                values.errors.add(new FieldError(table.key(), "is not a GUID"));
            }
        }
        if (!values.errors.isEmpty()) {
            return invalid(create, values.kind(), values.errors);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        if (values.columns.stream().anyMatch(column -> column.parties().isPresent())) {
            // Only POST makes records together; the id in its body makes a second one find the first.
            id.ifPresent(chosen -> values.chosenId = Optional.of(chosen));
            return write(create, table, id, "POST", table.entitySet(), headers, values);
        }
        if (id.isPresent()) {
            // A second create with the same id finds the first one instead of changing it.
            headers.put("If-None-Match", "*");
        }
        return write(
                create,
                table,
                id,
                id.isPresent() ? "PATCH" : "POST",
                id.map(table::address).orElse(table.entitySet()),
                headers,
                values);
    }

    private Preparation update(Mutation.Update update, Table table) {
        MutationValues values = MutationValues.of(table, update.values(), false);
        Optional<String> id = Optional.ofNullable(Guids.normalise(update.id()));
        if (id.isEmpty()) {
            values.errors.add(new FieldError(table.key(), "is not a GUID"));
        }
        if (!values.errors.isEmpty() || id.isEmpty()) {
            return invalid(update, values.kind(), values.errors);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("If-Match", update.baseVersion().orElse("*"));
        return write(update, table, id, "PATCH", table.address(id.get()), headers, values);
    }

    private Preparation upsert(Mutation.Upsert upsert, Table table) {
        MutationValues values = MutationValues.of(table, upsert.values(), true);
        values.columns.stream()
                .filter(column -> column.parties().isPresent())
                .forEach(column -> values.errors.add(new FieldError(column.name(), "can be set by a creation only")));
        Optional<AlternateKey> key = table.type().alternateKeys().stream()
                .filter(known -> upsert.key().keySet().equals(Set.copyOf(known.fields())))
                .findFirst();
        if (key.isEmpty()) {
            return refused(
                    upsert,
                    ErrorKind.INVALID_DATA,
                    "'" + String.join("', '", upsert.key().keySet()) + "' is no alternate key of entity '"
                            + table.name() + "'");
        }
        List<String> parts = new ArrayList<>();
        for (String field : key.get().fields()) {
            Optional<Column> column = table.column(field);
            Object value = upsert.key().get(field);
            if (column.isEmpty() || value == null) {
                values.errors.add(new FieldError(field, "needs a value"));
                continue;
            }
            ValueCheck.problem(column.get(), value)
                    .ifPresent(problem -> values.errors.add(new FieldError(field, problem)));
            if (values.errors.isEmpty()) {
                parts.add(column.get().property() + "=" + ODataQuery.encodeSegment(keyLiteral(column.get(), value)));
            }
        }
        if (!values.errors.isEmpty()) {
            return invalid(upsert, values.kind(), values.errors);
        }
        String address = table.entitySet() + "(" + String.join(",", parts) + ")";
        return write(upsert, table, Optional.empty(), "PATCH", address, new LinkedHashMap<>(), values);
    }

    private static String keyLiteral(Column column, Object value) {
        if (value instanceof RecordRef reference) {
            return ODataLiteral.guid(reference.id());
        }
        if (value instanceof String text) {
            return switch (column.field().type()) {
                case ID -> ODataLiteral.guid(text);
                case CHOICE -> ODataLiteral.number(text);
                default -> ODataLiteral.text(text);
            };
        }
        return ODataLiteral.of(value);
    }

    private Preparation delete(Mutation.Delete delete, Table table) {
        Optional<String> id = Optional.ofNullable(Guids.normalise(delete.id()));
        if (id.isEmpty()) {
            return invalid(delete, ErrorKind.INVALID_DATA, List.of(new FieldError(table.key(), "is not a GUID")));
        }
        Map<String, String> headers =
                delete.baseVersion().map(version -> Map.of("If-Match", version)).orElse(Map.of());
        return ready(
                delete, table, id, List.of(), Optional.empty(), "DELETE", table.address(id.get()), headers, NO_BODY);
    }

    private Preparation link(Mutation mutation, Table table, String relationship, RecordRef first, RecordRef second) {
        Table.Pair pair = table.pairs().get(relationship);
        if (pair == null) {
            return refused(
                    mutation,
                    ErrorKind.NOT_FOUND,
                    "entity '" + table.name() + "' has no many-to-many relationship '" + relationship + "'");
        }
        boolean forward = pair.relationship().firstEntity().equals(first.entity())
                && pair.relationship().secondEntity().equals(second.entity());
        boolean backward = pair.relationship().firstEntity().equals(second.entity())
                && pair.relationship().secondEntity().equals(first.entity());
        Optional<String> from = Optional.ofNullable(Guids.normalise(first.id()));
        Optional<String> to = Optional.ofNullable(Guids.normalise(second.id()));
        Optional<Catalogue.Entry> target = metadata.entry(second.entity());
        if ((!forward && !backward) || from.isEmpty() || to.isEmpty() || target.isEmpty()) {
            return refused(
                    mutation,
                    ErrorKind.INVALID_DATA,
                    "relationship '" + relationship + "' does not connect these records: it goes from '"
                            + pair.relationship().firstEntity() + "' to '"
                            + pair.relationship().secondEntity() + "', and ids are GUIDs");
        }
        String navigation = forward ? pair.firstNavigation() : pair.secondNavigation();
        String collection = table.address(from.get()) + "/" + navigation;
        if (mutation instanceof Mutation.Unlink) {
            String address = collection + "(" + to.get() + ")/$ref";
            return ready(mutation, table, from, List.of(), Optional.empty(), "DELETE", address, Map.of(), NO_BODY);
        }
        String other = service.root() + target.get().entitySet() + "(" + to.get() + ")";
        byte[] body = MutationBody.reference(other);
        return ready(mutation, table, from, List.of(), Optional.empty(), "POST", collection + "/$ref", Map.of(), body);
    }

    private Preparation write(
            Mutation mutation,
            Table table,
            Optional<String> id,
            String method,
            String address,
            Map<String, String> headers,
            MutationValues values) {
        List<Column> sent = values.columns;
        List<Column> answered =
                sent.stream().filter(column -> column.field().readable()).toList();
        RowLayout layout = layouts.of(table, answered, false);
        Features features = service.features();
        if (features.returnsRows()) {
            headers.put(
                    "Prefer",
                    "return=representation"
                            + (RowLayouts.needsTargets(answered) ? "," + RowLayouts.preferTargets() : ""));
        }
        if (detectDuplicates && !features.detectsDuplicates()) {
            return refused(
                    mutation,
                    ErrorKind.UNSUPPORTED,
                    "servers before 9.0 offer no duplicate detection here: leave 'duplicate-detection' off");
        }
        if (detectDuplicates) {
            // The name says it the other way round: not suppressed is detected (dynamics.md §3.1).
            headers.put("MSCRM.SuppressDuplicateDetection", "false");
        }
        // Nothing is there to be cleared in a record that is new.
        boolean apart = !features.clearsLookups();
        List<BatchRequest.Operation> more = apart && !(mutation instanceof Mutation.Create)
                ? sent.stream()
                        .filter(values::isCleared)
                        .map(column -> operation(
                                "DELETE",
                                address + "/" + MutationBody.navigation(column, "") + "/$ref",
                                Map.of(),
                                NO_BODY))
                        .toList()
                : List.of();
        byte[] body = bodies.values(table, values, apart);
        String selected = features.returnsRows()
                ? ODataQuery.of(address).select(layout.select()).build()
                : address;
        BatchRequest.Operation operation = operation(method, selected, headers, body);
        return new Preparation.Ready(mutation, table, id, answered, Optional.of(layout), operation, more);
    }

    private Preparation.Ready ready(
            Mutation mutation,
            Table table,
            Optional<String> id,
            List<Column> sent,
            Optional<RowLayout> layout,
            String method,
            String address,
            Map<String, String> headers,
            byte[] body) {
        return new Preparation.Ready(
                mutation, table, id, sent, layout, operation(method, address, headers, body), List.of());
    }

    private BatchRequest.Operation operation(String method, String address, Map<String, String> headers, byte[] body) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(service.partHeaders());
        return new BatchRequest.Operation(method, service.root() + address, all, body);
    }

    private static Preparation.Refused invalid(Mutation mutation, ErrorKind kind, List<FieldError> errors) {
        return new Preparation.Refused(Refusals.ofFields(mutation, kind, errors));
    }

    private static Preparation.Refused refused(Mutation mutation, ErrorKind kind, String message) {
        return new Preparation.Refused(Refusals.of(mutation, kind, message, List.of()));
    }
}
