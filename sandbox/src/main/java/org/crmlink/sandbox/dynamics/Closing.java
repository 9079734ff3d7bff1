package org.crmlink.sandbox.dynamics;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Option;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/**
 * Ending an opportunity, case, quote or order by an activity that says how it ended. The activity is kept if the organization has a
 * table for it; what else it says than the row it ends is dropped otherwise.
 *
 * @param parameter the parameter with the activity
 * @param activity the activity's table
 * @param lookup the activity's lookup to the row that it ends
 * @param table the table of that row
 * @param state the state that the row gets
 * @param from the states that it may have before
 */
record Closing(String parameter, String activity, String lookup, String table, int state, Set<Integer> from) {

    /** Values of the activity that say something about the row. */
    @FunctionalInterface
    interface Effect {
        void apply(Invocation in, Map<?, ?> activity, Row row, Map<String, @Nullable Object> values);
    }

    /** For endings of which the row shows only its state. */
    static final Effect NO_EFFECT = (in, activity, row, values) -> {};

    Operation operation(String name, Effect effect) {
        return Operation.action(name)
                .needs(table)
                .parameter(parameter, "mscrm." + activity)
                .parameter("Status", "Edm.Int32")
                .does(in -> run(in, effect));
    }

    private HttpResponse run(Invocation in, Effect effect) {
        Map<?, ?> content = in.arguments().object(parameter);
        Row row = in.writes().require(target(in, content));
        end(in, row, in.arguments().number("Status", -1), content, effect);
        return Answers.noContent();
    }

    /** Ends the row. */
    void end(Invocation in, Row row, int status, Map<?, ?> content, Effect effect) {
        if (!(row.get("statecode") instanceof Integer before) || !from.contains(before)) {
            // The code is InvalidState of the reference; the text is ours.
            throw new ApiException(
                    400,
                    "0x80040233",
                    "The " + table + " cannot be closed because its current state does not allow it. EntityId: "
                            + row.id().text() + ".");
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("statecode", state);
        values.put("statuscode", status < 0 ? firstStatus(row.table()) : status);
        effect.apply(in, content, row, values);
        values.keySet().removeIf(name -> row.table().column(name).isEmpty());
        // as the server itself: an update by a client cannot reach this state
        in.transaction().asServer(() -> in.writes().update(row, values));
        keep(in, row, content);
    }

    /** The moment at which the activity ended, in the form of the row's column; without one, now. */
    static @Nullable Object end(Invocation in, Map<?, ?> activity, Row row, String column) {
        Optional<Column> target = row.table().column(column);
        if (target.isEmpty()) {
            return null;
        }
        Instant end = in.store().clock().instant();
        if (activity.get("actualend") instanceof String text) {
            try {
                end = Literals.instant(text.length() == 10 ? text + "T00:00:00Z" : text);
            } catch (DateTimeException e) {
                throw ApiErrors.payload(
                        "", "Cannot convert the literal '" + text + "' to the expected type 'Edm.DateTimeOffset'.");
            }
        }
        return target.get().isDateOnly() ? LocalDate.ofInstant(end, ZoneOffset.UTC) : end;
    }

    private int firstStatus(Table of) {
        return of.require("statuscode").options().stream()
                .filter(option -> option.state().orElse(-1) == state)
                .map(Option::value)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(table + " has no status for state " + state));
    }

    private void keep(Invocation in, Row row, Map<?, ?> content) {
        Optional<Table> kept = in.schema().table(activity);
        if (kept.isEmpty() || kept.get().column(lookup).isEmpty()) {
            return;
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        content.forEach((name, value) -> json.put(String.valueOf(name), value));
        json.remove(lookup);
        json.remove(lookup + "@odata.bind");
        Map<String, @Nullable Object> more = new LinkedHashMap<>();
        more.put(lookup, row.reference());
        if (kept.get().column("statecode").isPresent() && !json.containsKey("statecode")) {
            more.put("statecode", 1); // closing activities are completed from the beginning
        }
        if (!json.containsKey("subject")) {
            String name = row.table()
                    .primaryName()
                    .map(row::get)
                    .map(Object::toString)
                    .orElse("");
            more.put("subject", name);
        }
        in.writes().insert(kept.get(), in.writes().body(kept.get(), json), more);
    }

    private Rows target(Invocation in, Map<?, ?> content) {
        Object bound = content.get(lookup + "@odata.bind");
        if (bound instanceof String url) {
            return Bindings.address(in.schema(), url, in.contentIds());
        }
        if (content.get(lookup) instanceof Map<?, ?> nested) {
            return in.entities().read(nested, "mscrm." + table).required();
        }
        throw ApiErrors.invalidArgument("Required field '" + lookup + "' of entity '" + activity + "' is missing.");
    }
}
