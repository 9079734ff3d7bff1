package org.crmlink.sandbox.dynamics;

import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/**
 * What conditions refer to without naming it: the present time, the user who asks, the user's teams, unit and staff.
 *
 * @param reader the rows as the caller sees them; who belongs to whom is known without
 * @param clock the server's clock
 * @param caller the user
 */
record QueryContext(Reader reader, Clock clock, Optional<Reference> caller) {

    private static final String USERS = "systemuser";
    private static final String MEMBERSHIP = "teammembership_association";

    /** The ids of the caller (or nobody). */
    Set<RecordId> user() {
        Set<RecordId> ids = new LinkedHashSet<>();
        caller.ifPresent(user -> ids.add(user.id()));
        return ids;
    }

    /** The teams that one of these users belongs to. */
    Set<RecordId> teamsOf(Set<RecordId> users) {
        Set<RecordId> teams = new LinkedHashSet<>();
        Optional<Table> table = reader.schema().table(USERS);
        Optional<Navigation> membership = table.flatMap(found -> Navigation.find(reader.schema(), found, MEMBERSHIP));
        if (membership.isPresent()) {
            for (RecordId user : users) {
                reader.unlimited()
                        .find(USERS, user)
                        .ifPresent(row -> reader.unlimited()
                                .related(row, membership.get())
                                .forEach(team -> teams.add(team.id())));
            }
        }
        return teams;
    }

    /** The caller and everybody whose manager, or manager's manager, is the caller. */
    Set<RecordId> userAndStaff() {
        Set<RecordId> staff = user();
        Optional<Hierarchy> managers =
                reader.schema().table(USERS).flatMap(table -> Hierarchy.of(reader.unlimited(), table));
        if (managers.isPresent()) {
            for (RecordId user : user()) {
                staff.addAll(managers.get().under(user));
            }
        }
        return staff;
    }

    /** The caller's business unit. */
    Set<RecordId> businessUnit() {
        Set<RecordId> ids = new LinkedHashSet<>();
        if (valueOf(USERS, "businessunitid") instanceof Reference unit) {
            ids.add(unit.id());
        }
        return ids;
    }

    /** The number of the caller's language. */
    @Nullable
    Object language() {
        return valueOf("usersettings", "uilanguageid");
    }

    /** Settings have the id of their user. */
    private @Nullable Object valueOf(String table, String column) {
        if (caller.isEmpty() || reader.schema().table(table).isEmpty()) {
            return null;
        }
        Optional<Row> row = reader.unlimited().find(table, caller.get().id());
        return row.isEmpty() || row.get().table().column(column).isEmpty()
                ? null
                : row.get().get(column);
    }
}
