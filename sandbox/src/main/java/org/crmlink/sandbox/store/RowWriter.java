package org.crmlink.sandbox.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.crmlink.sandbox.schema.Automatic;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Option;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.WriteRule;
import org.crmlink.sandbox.store.StoreException.InvalidValue;
import org.crmlink.sandbox.store.StoreException.InvalidValue.Reason;
import org.jspecify.annotations.Nullable;

/** Makes the new state of a row out of what a client sent: checks it, then fills what the server fills by itself. */
final class RowWriter {

    private final Transaction transaction;
    private final Store store;

    RowWriter(Transaction transaction, Store store) {
        this.transaction = transaction;
        this.store = store;
    }

    /** The id that the values name, or a new one. */
    RecordId givenId(Table table, Map<String, ? extends @Nullable Object> values) {
        Object given = values.get(table.primaryId());
        if (given == null) {
            return store.newId(table);
        }
        if (given instanceof RecordId id) {
            return id;
        }
        throw new InvalidValue(table.logicalName(), table.primaryId(), given, Reason.TYPE, "takes an id");
    }

    @Nullable
    Object[] created(Table table, Map<String, ? extends @Nullable Object> values) {
        WritePlan plan = store.data(table.logicalName()).plan();
        @Nullable Object[] slots = new @Nullable Object[table.slotCount()];
        take(table, slots, values, true);
        for (int slot : plan.defaults()) {
            Column column = table.storedColumn(slot);
            if (slots[slot] == null && !values.containsKey(column.logicalName())) {
                slots[slot] = column.defaultValue();
            }
        }
        stateOfNew(table, plan, slots);
        number(table, plan, slots);
        applyRule(table, slots, values, null);
        stampNew(plan, slots);
        own(table, plan, slots);
        convert(table, plan, slots);
        checkRequired(table, plan, slots);
        return slots;
    }

    @Nullable
    Object[] updated(Row old, Map<String, ? extends @Nullable Object> values) {
        Table table = old.table();
        WritePlan plan = store.data(table.logicalName()).plan();
        @Nullable Object[] slots = old.bySlot();
        take(table, slots, values, false);
        checkNotEmptied(table, plan, slots, old);
        stateOfOld(table, plan, slots, old, values);
        applyRule(table, slots, values, old);
        stamp(plan, slots, values, table);
        int owner = plan.slot(Automatic.OWNER);
        if (owner >= 0 && slots[owner] != old.slot(owner)) {
            own(table, plan, slots);
        }
        if (moneyChanged(plan, slots, old)) {
            convert(table, plan, slots);
        }
        checkRequired(table, plan, slots);
        return slots;
    }

    /** The row without the lookup whose target was deleted. */
    @Nullable
    Object[] unlinked(Row old, String column) {
        @Nullable Object[] slots = old.bySlot();
        slots[old.table().slot(column)] = null;
        stamp(store.data(old.table().logicalName()).plan(), slots, Map.of(), old.table());
        return slots;
    }

    /** Refuses references of the new row that lead nowhere, unless the committed row had them already. */
    void checkTargets(Row row) {
        Table table = row.table();
        Row committed = store.data(table.logicalName()).get(row.id());
        for (int slot = 0; slot < table.slotCount(); slot++) {
            Object value = row.slot(slot);
            if (value instanceof Reference && (committed == null || !value.equals(committed.slot(slot)))) {
                mustExist(table, table.storedColumn(slot), value);
            }
        }
    }

    private void take(
            Table table, @Nullable Object[] slots, Map<String, ? extends @Nullable Object> values, boolean create) {
        for (Map.Entry<String, ? extends @Nullable Object> entry : values.entrySet()) {
            int slot = table.slot(entry.getKey());
            if (slot < 0) {
                if (table.column(entry.getKey()).isEmpty()) {
                    throw new StoreException.UnknownColumn(table.logicalName(), entry.getKey());
                }
                continue; // derived: the server knows better
            }
            Column column = table.storedColumn(slot);
            boolean writable = create ? column.validForCreate() : column.validForUpdate();
            if (!writable && !transaction.isServer()) {
                continue; // the real servers ignore read-only columns without a word
            }
            Object kept = ValueCheck.kept(table, column, entry.getValue());
            if (kept instanceof Reference) {
                mustExist(table, column, kept);
            }
            slots[slot] = kept;
        }
    }

    private void mustExist(Table table, Column column, Object value) {
        Reference reference = (Reference) value;
        boolean known = store.schemaInside().table(reference.table()).isPresent();
        if (!known || transaction.find(reference.table(), reference.id()) == null) {
            throw new InvalidValue(
                    table.logicalName(),
                    column.logicalName(),
                    value,
                    Reason.TARGET_NOT_FOUND,
                    "there is no " + reference);
        }
    }

    private static void stateOfNew(Table table, WritePlan plan, @Nullable Object[] slots) {
        if (plan.state() < 0) {
            return;
        }
        Column state = table.storedColumn(plan.state());
        if (plan.status() >= 0 && slots[plan.state()] == null && slots[plan.status()] != null) {
            slots[plan.state()] = stateOf(table, plan, slots);
        }
        if (slots[plan.state()] == null) {
            slots[plan.state()] = state.options().get(0).value();
        }
        if (plan.status() >= 0) {
            if (slots[plan.status()] == null) {
                slots[plan.status()] = firstStatus(table, plan, slots);
            }
            statusMustFit(table, plan, slots);
        }
    }

    private void stateOfOld(
            Table table,
            WritePlan plan,
            @Nullable Object[] slots,
            Row old,
            Map<String, ? extends @Nullable Object> values) {
        if (plan.state() < 0) {
            return;
        }
        if (slots[plan.state()] == null) {
            slots[plan.state()] = old.slot(plan.state());
        }
        if (plan.status() < 0) {
            return;
        }
        boolean stateChanged = !Objects.equals(slots[plan.state()], old.slot(plan.state()));
        boolean statusSent =
                values.containsKey(table.storedColumn(plan.status()).logicalName());
        if (slots[plan.status()] == null || stateChanged && !statusSent) {
            slots[plan.status()] = firstStatus(table, plan, slots);
        }
        statusMustFit(table, plan, slots);
        if (table.enforceStateTransitions() && !transaction.isServer()) {
            mustFollow(table, plan, slots, old);
        }
    }

    private static void mustFollow(Table table, WritePlan plan, @Nullable Object[] slots, Row old) {
        Object from = old.slot(plan.status());
        Object to = slots[plan.status()];
        if (from == null || to == null || from.equals(to)) {
            return;
        }
        Column status = table.storedColumn(plan.status());
        if (!status.option((Integer) from).map(Option::next).orElse(List.of()).contains((Integer) to)) {
            throw new InvalidValue(
                    table.logicalName(),
                    status.logicalName(),
                    to,
                    Objects.equals(slots[plan.state()], old.slot(plan.state()))
                            ? Reason.STATUS_TRANSITION
                            : Objects.equals(slots[plan.state()], 0) ? Reason.ACTIVATION : Reason.DEACTIVATION,
                    "the status reason does not follow " + from);
        }
    }

    private static @Nullable Object stateOf(Table table, WritePlan plan, @Nullable Object[] slots) {
        return table.storedColumn(plan.status())
                .option((Integer) Objects.requireNonNull(slots[plan.status()]))
                .map(Option::stateOrNull)
                .orElse(null);
    }

    private static @Nullable Object firstStatus(Table table, WritePlan plan, @Nullable Object[] slots) {
        for (Option option : table.storedColumn(plan.status()).options()) {
            if (Objects.equals(option.stateOrNull(), slots[plan.state()])) {
                return option.value();
            }
        }
        return null;
    }

    private static void statusMustFit(Table table, WritePlan plan, @Nullable Object[] slots) {
        Object status = slots[plan.status()];
        if (status != null && !Objects.equals(stateOf(table, plan, slots), slots[plan.state()])) {
            throw new InvalidValue(
                    table.logicalName(),
                    table.storedColumn(plan.status()).logicalName(),
                    status,
                    Reason.STATUS_NOT_IN_STATE,
                    "the status reason does not belong to the state");
        }
    }

    private void applyRule(
            Table table, @Nullable Object[] slots, Map<String, ? extends @Nullable Object> values, @Nullable Row old) {
        WriteRule rule = table.writeRule();
        if (rule != null) {
            rule.apply(new SlotDraft(transaction, old, table, slots, values.keySet(), store.now()));
        }
    }

    /** Numbers of the server: the sequence is that of the row versions, so it has holes, but no number comes twice. */
    private void number(Table table, WritePlan plan, @Nullable Object[] slots) {
        for (int slot : plan.numbered()) {
            if (slots[slot] == null) {
                slots[slot] = AutoNumber.format(table.storedColumn(slot).autoNumber(), store.currentRowVersion() + 1);
            }
        }
    }

    private void stampNew(WritePlan plan, @Nullable Object[] slots) {
        Instant now = store.now();
        int overridden = plan.slot(Automatic.OVERRIDDEN_CREATED_ON);
        Object created = overridden >= 0 && slots[overridden] != null ? slots[overridden] : now;
        setIfEmpty(slots, plan.slot(Automatic.CREATED_ON), created);
        setIfEmpty(slots, plan.slot(Automatic.MODIFIED_ON), now);
        setIfEmpty(slots, plan.slot(Automatic.CREATED_BY), transaction.caller().orElse(null));
        setIfEmpty(slots, plan.slot(Automatic.MODIFIED_BY), transaction.caller().orElse(null));
        setIfEmpty(slots, plan.slot(Automatic.OWNER), transaction.caller().orElse(null));
        setIfEmpty(
                slots,
                plan.slot(Automatic.CREATED_ON_BEHALF_BY),
                transaction.delegate().orElse(null));
        setIfEmpty(
                slots,
                plan.slot(Automatic.MODIFIED_ON_BEHALF_BY),
                transaction.delegate().orElse(null));
    }

    private void stamp(
            WritePlan plan, @Nullable Object[] slots, Map<String, ? extends @Nullable Object> values, Table table) {
        int modifiedOn = plan.slot(Automatic.MODIFIED_ON);
        if (modifiedOn >= 0 && !sent(table, modifiedOn, values)) {
            slots[modifiedOn] = store.now();
        }
        int modifiedBy = plan.slot(Automatic.MODIFIED_BY);
        if (modifiedBy >= 0 && !sent(table, modifiedBy, values)) {
            slots[modifiedBy] = transaction.caller().orElse(null);
        }
        int onBehalf = plan.slot(Automatic.MODIFIED_ON_BEHALF_BY);
        if (onBehalf >= 0 && !sent(table, onBehalf, values)) {
            slots[onBehalf] = transaction.delegate().orElse(null);
        }
    }

    private boolean sent(Table table, int slot, Map<String, ? extends @Nullable Object> values) {
        return transaction.isServer()
                && values.containsKey(table.storedColumn(slot).logicalName());
    }

    private static void setIfEmpty(@Nullable Object[] slots, int slot, @Nullable Object value) {
        if (slot >= 0 && slots[slot] == null) {
            slots[slot] = value;
        }
    }

    private void own(Table table, WritePlan plan, @Nullable Object[] slots) {
        int ownerSlot = plan.slot(Automatic.OWNER);
        if (ownerSlot < 0 || !(slots[ownerSlot] instanceof Reference owner)) {
            return;
        }
        ownedBy(table, slots, plan.slot(Automatic.OWNING_USER), owner);
        ownedBy(table, slots, plan.slot(Automatic.OWNING_TEAM), owner);
        int unitSlot = plan.slot(Automatic.OWNING_BUSINESS_UNIT);
        Row ownerRow = transaction.find(owner.table(), owner.id());
        if (unitSlot >= 0 && ownerRow != null) {
            String unitTable = table.storedColumn(unitSlot).targets().get(0);
            // Users and teams name their unit in a lookup called like the unit's primary id.
            int unitOfOwner =
                    ownerRow.table().slot(store.data(unitTable).table().primaryId());
            slots[unitSlot] = unitOfOwner < 0 ? null : ownerRow.slot(unitOfOwner);
        }
    }

    private static void ownedBy(Table table, @Nullable Object[] slots, int slot, Reference owner) {
        if (slot >= 0) {
            slots[slot] = table.storedColumn(slot).targets().contains(owner.table()) ? owner : null;
        }
    }

    private static boolean moneyChanged(WritePlan plan, @Nullable Object[] slots, Row old) {
        int currency = plan.slot(Automatic.CURRENCY);
        if (currency < 0) {
            return false;
        }
        boolean changed = slots[currency] != old.slot(currency);
        for (int slot : plan.money()) {
            changed |= slots[slot] != old.slot(slot);
        }
        return changed;
    }

    private void convert(Table table, WritePlan plan, @Nullable Object[] slots) {
        int currency = plan.slot(Automatic.CURRENCY);
        int rate = plan.slot(Automatic.EXCHANGE_RATE);
        if (currency < 0 || rate < 0) {
            return;
        }
        for (int slot : plan.money()) {
            if (slots[slot] != null) {
                setIfEmpty(slots, currency, store.organization().currency());
            }
        }
        if (slots[currency] instanceof Reference reference) {
            Row row = transaction.find(reference.table(), reference.id());
            slots[rate] = row == null ? null : row.get(table.storedColumn(rate).logicalName());
        } else {
            slots[rate] = null;
        }
    }

    /** What the server fills on creation is not asked for then, but it cannot be taken away either. */
    private static void checkNotEmptied(Table table, WritePlan plan, @Nullable Object[] slots, Row old) {
        for (int slot : plan.required()) {
            if (slots[slot] == null && old.slot(slot) != null) {
                throw missing(table, slot);
            }
        }
    }

    private static void checkRequired(Table table, WritePlan plan, @Nullable Object[] slots) {
        for (int slot : plan.required()) {
            if (slots[slot] == null && table.storedColumn(slot).automatic() == Automatic.NONE) {
                throw missing(table, slot);
            }
        }
    }

    private static InvalidValue missing(Table table, int slot) {
        return new InvalidValue(
                table.logicalName(),
                table.storedColumn(slot).logicalName(),
                null,
                Reason.REQUIRED,
                "a value is required");
    }
}
