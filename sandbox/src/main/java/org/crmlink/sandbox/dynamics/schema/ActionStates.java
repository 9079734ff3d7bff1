package org.crmlink.sandbox.dynamics.schema;

import java.util.Map;
import java.util.Objects;
import org.crmlink.sandbox.schema.WriteRule;
import org.crmlink.sandbox.store.StoreException;

/**
 * States that an update cannot reach because an action of their own leads there. The words are those of the real service; the code is
 * public for opportunities (CannotUseOpportunitySetStateMessage) and our assumption for the others (InvalidState, dynamics.md §3.5).
 * Rows that are created in such a state, as imports do, are left alone.
 */
final class ActionStates implements WriteRule {

    private static final String INVALID_STATE = "0x80040233";

    static final ActionStates OPPORTUNITY = new ActionStates(
            "opportunity", "0x80100005", Map.of(1, new String[] {"won", "won"}, 2, new String[] {"lost", "lost"}));
    static final ActionStates INCIDENT =
            new ActionStates("incident", INVALID_STATE, Map.of(1, new String[] {"Resolved", "CloseIncidentRequest"}));
    static final ActionStates QUOTE = new ActionStates(
            "quote",
            INVALID_STATE,
            Map.of(2, new String[] {"Won", "WinQuoteRequest"}, 3, new String[] {"Closed", "CloseQuoteRequest"}));
    static final ActionStates ORDER = new ActionStates(
            "salesorder",
            INVALID_STATE,
            Map.of(
                    2, new String[] {"Canceled", "CancelSalesOrderRequest"},
                    3, new String[] {"Fulfilled", "FulfillSalesOrderRequest"}));

    private final String table;
    private final String code;
    /** By state: its name, and that of the message. */
    private final Map<Integer, String[]> messages;

    private ActionStates(String table, String code, Map<Integer, String[]> messages) {
        this.table = table;
        this.code = code;
        this.messages = messages;
    }

    @Override
    public void apply(Draft draft) {
        if (draft.isCreate() || draft.isServer()) {
            return;
        }
        Object state = draft.get("statecode");
        String[] message = state instanceof Integer number ? messages.get(number) : null;
        if (message != null && !Objects.equals(state, draft.before("statecode"))) {
            throw new StoreException.Refused(
                    table,
                    code,
                    "This message can not be used to set the state of " + table + " to " + message[0]
                            + ". In order to set state of " + table + " to " + message[0] + ", use the " + message[1]
                            + " message instead.");
        }
    }
}
