package org.crmlink.sandbox.dynamics.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.schema.Option;
import org.crmlink.sandbox.schema.TableBuilder;

/** States and status reasons of a table of a definition document: Active and Inactive unless it says more. */
final class DefinedStates {

    private DefinedStates() {}

    static void read(DefinitionNode table, TableBuilder builder, ColumnList columns) {
        boolean enforced = table.flag("enforceStateTransitions", false);
        builder.enforceStateTransitions(enforced);
        List<DefinitionNode> nodes = table.objects("states");
        if (nodes.isEmpty()) {
            if (enforced) {
                throw table.wrong(
                        "states", "transitions can only be enforced between status reasons that are given here");
            }
            columns.state(Options.ACTIVE_INACTIVE, Options.ACTIVE_INACTIVE_STATUS);
            return;
        }
        List<Option> states = new ArrayList<>();
        List<Option> statuses = new ArrayList<>();
        for (DefinitionNode node : nodes) {
            Option state = labelled(node, Option.of(node.requireWhole("value"), node.requireText("label")));
            unique(node, states, state);
            List<DefinitionNode> reasons = node.objects("statuses");
            if (reasons.isEmpty()) {
                throw node.wrong("statuses", "a state has at least one status reason");
            }
            for (DefinitionNode reason : reasons) {
                Option status = labelled(
                        reason,
                        Option.inState(state.value(), reason.requireWhole("value"), reason.requireText("label")));
                unique(reason, statuses, status);
                statuses.add(status.then(reason.numbers("next").toArray(Integer[]::new)));
                reason.done();
            }
            states.add(state);
            node.done();
        }
        for (Option status : statuses) {
            for (Integer next : status.next()) {
                if (statuses.stream().noneMatch(other -> other.value() == next)) {
                    throw table.wrong(
                            "states", "status reason " + status.value() + " names " + next + " as next, which is none");
                }
            }
        }
        columns.state(states, statuses);
    }

    private static Option labelled(DefinitionNode node, Option option) {
        Option labelled = option;
        for (Map.Entry<Integer, String> label : node.labels("labels").entrySet()) {
            labelled = labelled.translated(label.getKey(), label.getValue());
        }
        return labelled;
    }

    private static void unique(DefinitionNode node, List<Option> known, Option option) {
        if (known.stream().anyMatch(other -> other.value() == option.value())) {
            throw node.wrong("value", "the number " + option.value() + " is there twice");
        }
    }
}
