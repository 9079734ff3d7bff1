package org.crmlink.sandbox.dynamics;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Option;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.TableBuilder;
import org.jspecify.annotations.Nullable;

/** Customizing the choices of option sets, local and global, and publishing. What is customized is in force at once. */
final class OptionOperations {

    /** Where a customizer's options begin: the option prefix of the sandbox's publisher. */
    static final int FIRST_CUSTOM = 896_320_000;

    private OptionOperations() {}

    static List<Operation> list() {
        return List.of(
                onSet("InsertOptionValue")
                        .optional("Value", "Edm.Int32")
                        .parameter("Label", "mscrm.Label")
                        .optional("Description", "mscrm.Label")
                        .optional("ParentValues", "Collection(Edm.Int32)")
                        .returns("NewOptionValue", "Edm.Int32")
                        .does(in -> insert(in, null)),
                onSet("InsertStatusValue")
                        .optional("Value", "Edm.Int32")
                        .parameter("Label", "mscrm.Label")
                        .optional("Description", "mscrm.Label")
                        .parameter("StateCode", "Edm.Int32")
                        .returns("NewOptionValue", "Edm.Int32")
                        .does(in -> insert(in, in.arguments().number("StateCode", 0))),
                onSet("UpdateOptionValue")
                        .parameter("Value", "Edm.Int32")
                        .parameter("Label", "mscrm.Label")
                        .optional("Description", "mscrm.Label")
                        .parameter("MergeLabels", "Edm.Boolean")
                        .optional("ParentValues", "Collection(Edm.Int32)")
                        .does(OptionOperations::update),
                onSet("DeleteOptionValue").parameter("Value", "Edm.Int32").does(OptionOperations::delete),
                Operation.action("PublishXml")
                        .parameter("ParameterXml", "Edm.String")
                        .does(OptionOperations::publish),
                Operation.action("PublishAllXml").does(in -> Answers.noContent()));
    }

    private static Operation.Builder onSet(String name) {
        return Operation.action(name)
                .customizes()
                .type(LabelTypes.ALL)
                .optional("OptionSetName", "Edm.String")
                .optional("EntityLogicalName", "Edm.String")
                .optional("AttributeLogicalName", "Edm.String")
                .optional("SolutionUniqueName", "Edm.String");
    }

    // ------------------------------------------------------------------ which columns

    /** The columns that share the option set: one for a local set, all that use it for a global one. */
    private static List<Map.Entry<Table, Column>> columns(Invocation in) {
        Optional<String> global = in.arguments().textIfGiven("OptionSetName");
        List<Map.Entry<Table, Column>> found = new ArrayList<>();
        for (Table table : in.schema().tables()) {
            for (Column column : table.columns()) {
                boolean named = global.isPresent()
                        ? column.globalOptionSet() && column.optionSetName().equals(global.get())
                        : table.logicalName().equals(in.arguments().text("EntityLogicalName"))
                                && column.logicalName().equals(in.arguments().text("AttributeLogicalName"));
                if (named && !column.options().isEmpty()) {
                    found.add(Map.entry(table, column));
                }
            }
        }
        if (found.isEmpty()) {
            throw new ApiException(
                    400,
                    "0x80040217",
                    "Could not find an option set for "
                            + global.orElseGet(() -> in.arguments().text("EntityLogicalName") + "."
                                    + in.arguments().text("AttributeLogicalName"))
                            + ".");
        }
        return found;
    }

    private static void alter(Invocation in, UnaryOperator<List<Option>> change) {
        Map<String, TableBuilder> tables = new LinkedHashMap<>();
        for (Map.Entry<Table, Column> entry : columns(in)) {
            Table table = entry.getKey();
            Column column = entry.getValue();
            tables.computeIfAbsent(table.logicalName(), name -> table.toBuilder())
                    .column(column.toBuilder()
                            .options(change.apply(new ArrayList<>(column.options())))
                            .build());
        }
        Definitions.alter(in.store(), schema -> {
            Schema.Builder changed = schema.toBuilder();
            tables.values().forEach(table -> changed.table(table.build()));
            return changed.build();
        });
    }

    // ------------------------------------------------------------------ what is done

    private static HttpResponse insert(Invocation in, @Nullable Integer state) {
        Column first = columns(in).get(0).getValue();
        int value = in.arguments().has("Value") ? in.arguments().number("Value", 0) : next(first);
        if (first.option(value).isPresent()) {
            throw new ApiException(
                    400, "0x80048403", "The Value " + value + " is already used by another option of the option set.");
        }
        String label = LabelTypes.text(in.arguments().object("Label"));
        alter(in, options -> {
            options.add(option(value, label, state));
            return options;
        });
        return in.answer(Map.of("NewOptionValue", value));
    }

    private static Option option(int value, String label, @Nullable Integer state) {
        return state == null ? Option.of(value, label) : Option.inState(state, value, label);
    }

    private static int next(Column column) {
        OptionalInt highest = column.options().stream()
                .mapToInt(Option::value)
                .filter(value -> value >= FIRST_CUSTOM)
                .max();
        return highest.isPresent() ? highest.getAsInt() + 1 : FIRST_CUSTOM;
    }

    private static int existing(Invocation in) {
        int value = in.arguments().number("Value", 0);
        if (columns(in).get(0).getValue().option(value).isEmpty()) {
            throw new ApiException(400, "0x80048407", "The option set has no option with the value " + value + ".");
        }
        return value;
    }

    private static HttpResponse update(Invocation in) {
        int value = existing(in);
        String label = LabelTypes.text(in.arguments().object("Label"));
        alter(in, options -> {
            options.replaceAll(option -> option.value() == value
                    ? new Option(value, label, option.stateOrNull(), option.translations(), option.next())
                    : option);
            return options;
        });
        return Answers.noContent();
    }

    /** Rows keep the number of an option that is gone, as they do at the real service. */
    private static HttpResponse delete(Invocation in) {
        int value = existing(in);
        alter(in, options -> {
            options.removeIf(option -> option.value() == value);
            return options;
        });
        return Answers.noContent();
    }

    private static HttpResponse publish(Invocation in) {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        byte[] xml = in.arguments().text("ParameterXml").getBytes(StandardCharsets.UTF_8);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
            while (reader.hasNext()) {
                reader.next();
            }
            reader.close();
        } catch (XMLStreamException e) {
            throw ApiErrors.invalidArgument("The parameter 'ParameterXml' is no well-formed XML.");
        }
        return Answers.noContent();
    }
}
