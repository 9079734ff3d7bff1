package org.crmlink.sandbox.salesforce.query;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.query.Aggregation.Group;
import org.crmlink.sandbox.salesforce.soql.Operand;
import org.jspecify.annotations.Nullable;

/** COUNT, COUNT_DISTINCT, SUM, AVG, MIN and MAX of a group. Stateless. */
final class Aggregates {

    private static final Set<String> NAMES = Set.of("COUNT", "COUNT_DISTINCT", "SUM", "AVG", "MIN", "MAX", "GROUPING");

    private Aggregates() {}

    static boolean isOne(Operand.Call call) {
        return NAMES.contains(call.name());
    }

    static Reading<Group> of(Operand.Call call, RowReadings readings) {
        if (call.name().equals("COUNT") && call.arguments().isEmpty()) {
            return Reading.of(whole(), group -> BigDecimal.valueOf(group.rows().size()));
        }
        if (call.arguments().size() != 1) {
            throw readings.text().malformed(call.at(), "the function " + call.name() + " has one argument");
        }
        Reading<Row> inside = readings.of(call.arguments().get(0));
        Field field = inside.field();
        boolean sums = call.name().equals("SUM") || call.name().equals("AVG");
        if (sums && !field.type().isNumber() || !field.aggregatable() && field.type() != FieldType.ID) {
            throw readings.text()
                    .malformed(
                            call.at(), "field " + field.name() + " does not support aggregate operator " + call.name());
        }
        Function<Group, Stream<Object>> values =
                group -> group.rows().stream().map(inside::value).filter(Objects::nonNull);
        return switch (call.name()) {
            case "COUNT" ->
                Reading.of(
                        whole(), group -> BigDecimal.valueOf(values.apply(group).count()));
            case "COUNT_DISTINCT" ->
                Reading.of(
                        whole(),
                        group -> BigDecimal.valueOf(values.apply(group)
                                .map(Aggregates::folded)
                                .distinct()
                                .count()));
            case "SUM" -> Reading.of(field, group -> sum(values.apply(group)));
            case "AVG" ->
                Reading.of(
                        Field.of(field.name(), field.label(), FieldType.DOUBLE).build(),
                        group ->
                                average(values.apply(group), values.apply(group).count()));
            case "MIN" -> Reading.of(field, group -> extreme(field, values.apply(group), -1));
            default -> Reading.of(field, group -> extreme(field, values.apply(group), 1));
        };
    }

    private static Field whole() {
        return Field.of("COUNT", "Count", FieldType.INT).build();
    }

    private static @Nullable BigDecimal sum(Stream<Object> values) {
        return values.map(BigDecimal.class::cast).reduce(BigDecimal::add).orElse(null);
    }

    private static @Nullable BigDecimal average(Stream<Object> values, long count) {
        BigDecimal sum = sum(values);
        return sum == null ? null : sum.divide(BigDecimal.valueOf(count), MathContext.DECIMAL64);
    }

    private static @Nullable Object extreme(Field field, Stream<Object> values, int direction) {
        Optional<Object> found = values.reduce((a, b) ->
                direction * Values.compare(Values.comparable(field, a), Values.comparable(field, b)) >= 0 ? a : b);
        return found.orElse(null);
    }

    /** What values that count as one have in common. */
    static @Nullable Object folded(@Nullable Object value) {
        if (value instanceof String written) {
            return written.toLowerCase(Locale.ROOT);
        }
        return value instanceof BigDecimal number ? number.stripTrailingZeros() : value;
    }
}
