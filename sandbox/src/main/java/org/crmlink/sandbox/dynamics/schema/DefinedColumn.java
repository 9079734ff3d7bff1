package org.crmlink.sandbox.dynamics.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.schema.ColumnBuilder;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.DateBehavior;
import org.crmlink.sandbox.schema.Option;
import org.crmlink.sandbox.schema.RequiredLevel;
import org.jspecify.annotations.Nullable;

/**
 * One column of a definition document.
 *
 * @param node where it stands
 * @param schemaName its name
 * @param type the word for its type
 * @param builder the column so far
 * @param targets for a lookup: where it leads
 * @param formula for a calculated column
 * @param rollup for a rollup column
 */
record DefinedColumn(
        DefinitionNode node,
        String schemaName,
        String type,
        ColumnBuilder builder,
        List<Target> targets,
        Optional<Formula> formula,
        Optional<Rollup> rollup) {

    static final Map<String, RequiredLevel> REQUIRED = Map.of(
            "none",
            RequiredLevel.NONE,
            "recommended",
            RequiredLevel.RECOMMENDED,
            "application",
            RequiredLevel.APPLICATION_REQUIRED,
            "system",
            RequiredLevel.SYSTEM_REQUIRED);
    private static final Map<String, String> TYPES = words(
            "string",
            "memo",
            "boolean",
            "integer",
            "bigInt",
            "decimal",
            "double",
            "money",
            "dateTime",
            "choice",
            "choices",
            "lookup",
            "customer",
            "uniqueIdentifier",
            "image",
            "file");
    private static final Map<String, DateBehavior> BEHAVIORS = Map.of(
            "userLocal",
            DateBehavior.USER_LOCAL,
            "dateOnly",
            DateBehavior.DATE_ONLY,
            "timeZoneIndependent",
            DateBehavior.TIME_ZONE_INDEPENDENT);
    private static final Map<String, RollupEffect.Aggregate> AGGREGATES = Map.of(
            "count",
            RollupEffect.Aggregate.COUNT,
            "sum",
            RollupEffect.Aggregate.SUM,
            "min",
            RollupEffect.Aggregate.MIN,
            "max",
            RollupEffect.Aggregate.MAX,
            "avg",
            RollupEffect.Aggregate.AVG);

    /** Where a lookup leads: the node has the particulars of the relationship. */
    record Target(DefinitionNode node, String table) {}

    /** What a rollup column aggregates. */
    record Rollup(
            DefinitionNode node,
            String table,
            String lookup,
            @Nullable String column,
            RollupEffect.Aggregate aggregate) {}

    private static Map<String, String> words(String... words) {
        Map<String, String> map = new LinkedHashMap<>();
        for (String word : words) {
            map.put(word, word);
        }
        return map;
    }

    String logicalName() {
        return schemaName.toLowerCase(java.util.Locale.ROOT);
    }

    static DefinedColumn read(DefinitionNode node, Map<String, List<Option>> globalChoices) {
        String name = node.schemaName();
        String label = node.text("label").orElse(name);
        String type = node.word("type", TYPES, null);
        ColumnBuilder column = start(node, type, name, label, globalChoices).custom();
        node.labels("labels").forEach(column::translated);
        node.text("description").ifPresent(column::description);
        column.required(node.word("required", REQUIRED, RequiredLevel.NONE));
        if (node.flag("readOnly", false)) {
            column.readOnly();
        }
        List<Target> targets = new ArrayList<>();
        if (type.equals("lookup")) {
            node.objects("targets").forEach(target -> targets.add(new Target(target, target.requireText("table"))));
            if (targets.isEmpty()) {
                throw node.wrong("targets", "a lookup leads to at least one table");
            }
            column.targets(targets.stream().map(Target::table).toArray(String[]::new));
        }
        if (type.equals("customer")) {
            targets.add(new Target(node, "account"));
            targets.add(new Target(node, "contact"));
            column.targets("account", "contact");
        }
        boolean computable = List.of("string", "memo", "integer", "decimal", "double", "money")
                .contains(type);
        Optional<Formula> formula =
                computable ? node.raw("formula").map(json -> Formula.read(node, "formula", json)) : Optional.empty();
        Optional<Rollup> rollup = computable && !type.equals("string") && !type.equals("memo")
                ? node.object("rollup").map(DefinedColumn::rollup)
                : Optional.empty();
        if (formula.isPresent() && rollup.isPresent()) {
            throw node.wrong("rollup", "a column is either calculated or a rollup");
        }
        if (!type.equals("customer")) {
            node.done();
        }
        return new DefinedColumn(node, name, type, column, targets, formula, rollup);
    }

    private static Rollup rollup(DefinitionNode node) {
        RollupEffect.Aggregate aggregate = node.word("aggregate", AGGREGATES, null);
        String column = node.text("column").orElse(null);
        if (column == null && aggregate != RollupEffect.Aggregate.COUNT) {
            throw node.wrong("column", "this member is required, except to count rows");
        }
        Rollup rollup = new Rollup(node, node.requireText("table"), node.requireText("lookup"), column, aggregate);
        node.done();
        return rollup;
    }

    private static ColumnBuilder start(
            DefinitionNode node, String type, String name, String label, Map<String, List<Option>> globalChoices) {
        return switch (type) {
            case "string" -> {
                ColumnBuilder column = ColumnBuilder.string(name, label, node.whole("maxLength", 100, 1, 4_000));
                node.text("format")
                        .ifPresent(format -> column.format(node.word(
                                "format", words("Text", "Email", "Url", "Phone", "TextArea", "TickerSymbol"), "Text")));
                node.text("autoNumber").ifPresent(column::autoNumber);
                yield withDefault(node, column, String.class);
            }
            case "memo" -> ColumnBuilder.memo(name, label, node.whole("maxLength", 2_000, 1, 1_048_576));
            case "boolean" -> {
                ColumnBuilder column = ColumnBuilder.bool(name, label)
                        .options(
                                Option.of(0, node.text("falseLabel").orElse("No")),
                                Option.of(1, node.text("trueLabel").orElse("Yes")));
                yield column.defaultValue(node.flag("default", false));
            }
            case "integer" -> {
                ColumnBuilder column = ranged(node, ColumnBuilder.integer(name, label));
                node.number("default").ifPresent(number -> column.defaultValue(number.intValue()));
                yield column;
            }
            case "bigInt" -> ColumnBuilder.bigInt(name, label);
            case "decimal" -> ranged(node, ColumnBuilder.decimal(name, label, node.whole("precision", 2, 0, 10)));
            case "double" -> ranged(node, ColumnBuilder.floating(name, label, node.whole("precision", 2, 0, 5)));
            case "money" -> ranged(node, ColumnBuilder.money(name, label).precision(node.whole("precision", 2, 0, 4)));
            case "dateTime" -> {
                DateBehavior behavior = node.word("behavior", BEHAVIORS, DateBehavior.USER_LOCAL);
                String format = node.word(
                        "format",
                        Map.of("dateOnly", "DateOnly", "dateAndTime", "DateAndTime"),
                        behavior == DateBehavior.DATE_ONLY ? "DateOnly" : "DateAndTime");
                if (behavior == DateBehavior.DATE_ONLY && !format.equals("DateOnly")) {
                    throw node.wrong("format", "a calendar day has the format dateOnly");
                }
                yield ColumnBuilder.dateTime(name, label).dateBehavior(behavior).format(format);
            }
            case "choice", "choices" -> choice(node, type, name, label, globalChoices);
            case "lookup" -> ColumnBuilder.lookup(name, label);
            case "customer" -> ColumnBuilder.of(ColumnType.CUSTOMER, name, label);
            case "uniqueIdentifier" -> ColumnBuilder.guid(name, label);
            case "image" ->
                ColumnBuilder.of(ColumnType.IMAGE, name, label)
                        .maxSizeInKb(node.whole("maxSizeInKB", 10_240, 1, 30_720));
            default ->
                ColumnBuilder.of(ColumnType.FILE, name, label)
                        .maxSizeInKb(node.whole("maxSizeInKB", 32_768, 1, 10_485_760))
                        .readOnly();
        };
    }

    private static ColumnBuilder withDefault(DefinitionNode node, ColumnBuilder column, Class<?> type) {
        Optional<Object> value = node.raw("default");
        if (value.isPresent() && !type.isInstance(value.get())) {
            throw node.wrong("default", "the default has not the type of the column");
        }
        value.ifPresent(column::defaultValue);
        return column;
    }

    private static ColumnBuilder ranged(DefinitionNode node, ColumnBuilder column) {
        Optional<BigDecimal> min = node.number("min");
        Optional<BigDecimal> max = node.number("max");
        if (min.isPresent() || max.isPresent()) {
            BigDecimal low = min.orElseGet(
                    () -> Optional.ofNullable(column.build().min()).orElse(BigDecimal.ZERO));
            BigDecimal high = max.orElseGet(
                    () -> Optional.ofNullable(column.build().max()).orElse(BigDecimal.ZERO));
            if (low.compareTo(high) > 0) {
                throw node.wrong("min", "the smallest number is above the largest");
            }
            column.range(low, high);
        }
        return column;
    }

    private static ColumnBuilder choice(
            DefinitionNode node, String type, String name, String label, Map<String, List<Option>> globalChoices) {
        Optional<String> global = node.text("globalChoice");
        List<DefinitionNode> own = node.objects("options");
        if (global.isPresent() != own.isEmpty()) {
            throw node.wrong("options", "a choice has either options of its own or the name of a globalChoice");
        }
        List<Option> options = global.isPresent() ? globalChoices.get(global.get()) : options(own);
        if (options == null) {
            throw node.wrong("globalChoice", DefinitionNode.unknown(global.orElse(""), globalChoices.keySet()));
        }
        ColumnBuilder column = type.equals("choice")
                ? ColumnBuilder.picklist(name, label).options(options)
                : ColumnBuilder.multiSelect(name, label).options(options);
        global.ifPresent(column::globalOptionSet);
        if (type.equals("choice") && node.has("default")) {
            int value = node.requireWhole("default");
            if (options.stream().noneMatch(option -> option.value() == value)) {
                throw node.wrong("default", "no option has the number " + value);
            }
            column.defaultValue(value);
        }
        return column;
    }

    static List<Option> options(List<DefinitionNode> nodes) {
        List<Option> options = new ArrayList<>();
        for (DefinitionNode node : nodes) {
            Option option = Option.of(node.requireWhole("value"), node.requireText("label"));
            for (Map.Entry<Integer, String> label : node.labels("labels").entrySet()) {
                option = option.translated(label.getKey(), label.getValue());
            }
            int value = option.value();
            if (options.stream().anyMatch(other -> other.value() == value)) {
                throw node.wrong("value", "two options have the number " + value);
            }
            node.done();
            options.add(option);
        }
        return options;
    }
}
