package org.crmlink.paper.server;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The wire's filters: {@code {"op":"eq","field":"name","value":"x"}} and the like. Whatever is not known is refused. */
final class FilterTree {

    /** A condition on a record, given as a way to its fields' values. */
    @FunctionalInterface
    interface Test {
        boolean matches(Function<String, @Nullable Object> record);
    }

    /** Finds other entities for semi-joins. */
    interface World {
        Shape shape(String entity);

        boolean anyMatches(Ref ref, Test test);

        String user();
    }

    private final World world;
    private final Shape shape;

    FilterTree(World world, Shape shape) {
        this.world = world;
        this.shape = shape;
    }

    static Refusal bad(String what) {
        return new Refusal(400, "BAD_FILTER", what);
    }

    Test test(@Nullable Object tree) {
        if (!(tree instanceof Map<?, ?> node) || !(node.get("op") instanceof String op)) {
            throw bad("the filter is not understood");
        }
        return switch (op) {
            case "all" -> record -> true;
            case "and" -> {
                List<Test> parts = parts(node);
                yield record -> parts.stream().allMatch(part -> part.matches(record));
            }
            case "or" -> {
                List<Test> parts = parts(node);
                yield record -> parts.stream().anyMatch(part -> part.matches(record));
            }
            case "not" -> {
                Test inside = test(node.get("inside"));
                yield record -> !inside.matches(record);
            }
            default -> leaf(op, node);
        };
    }

    private List<Test> parts(Map<?, ?> node) {
        if (!(node.get("parts") instanceof List<?> list)) {
            throw bad("parts are missing");
        }
        List<Test> parts = new ArrayList<>();
        list.forEach(part -> parts.add(test(part)));
        return parts;
    }

    private Test leaf(String op, Map<?, ?> node) {
        if (!(node.get("field") instanceof String name)) {
            throw bad("a field is missing");
        }
        Column column = shape.column(name)
                .filter(Column::readable)
                .orElseThrow(() -> new Refusal(
                        400, "UNKNOWN_FIELD", shape.name() + " has no readable field '" + name + "'", name));
        Object given = node.get("value");
        return switch (op) {
            case "null" -> record -> record.apply(name) == null;
            case "me" ->
                record -> record.apply(name) instanceof Ref ref && ref.id().equals(world.user());
            case "eq" -> equal(column, Values.forFilter(column, given));
            case "ne" -> {
                Test equal = equal(column, Values.forFilter(column, given));
                yield record -> !equal.matches(record);
            }
            case "lt", "le", "gt", "ge" -> ordered(op, column, Values.forFilter(column, given));
            case "in" -> {
                if (!(given instanceof List<?> list)) {
                    throw bad("a list is missing");
                }
                List<Test> any = new ArrayList<>();
                list.forEach(one -> any.add(equal(column, Values.forFilter(column, one))));
                yield record -> any.stream().anyMatch(one -> one.matches(record));
            }
            case "prefix", "contains" -> text(op, column, given);
            case "related" -> related(column, node);
            default -> throw bad("there is no operator '" + op + "'");
        };
    }

    private static Test text(String op, Column column, @Nullable Object given) {
        if (!(given instanceof String wanted) || column.kind() != Kind.TEXT) {
            throw bad("'" + op + "' is for texts");
        }
        int length = wanted.length();
        return record -> {
            if (!(record.apply(column.name()) instanceof String text)) {
                return false;
            }
            int last = op.equals("prefix") ? 0 : text.length() - length;
            for (int i = 0; i <= last; i++) {
                if (text.regionMatches(true, i, wanted, 0, length)) {
                    return true;
                }
            }
            return false;
        };
    }

    private Test related(Column column, Map<?, ?> node) {
        if (column.kind() != Kind.LOOKUP
                || !(node.get("target") instanceof String target)
                || !column.targets().contains(target)) {
            throw bad("'" + column.name() + "' leads to no such entity");
        }
        Test inside = new FilterTree(world, world.shape(target)).test(node.get("inside"));
        return record -> record.apply(column.name()) instanceof Ref ref
                && ref.entity().equals(target)
                && world.anyMatches(ref, inside);
    }

    private static Test equal(Column column, Object wanted) {
        return record -> same(column, record.apply(column.name()), wanted);
    }

    private static boolean same(Column column, @Nullable Object value, Object wanted) {
        if (value == null) {
            return false;
        }
        return switch (column.kind()) {
            case TEXT, CHOICE -> ((String) value).equalsIgnoreCase((String) wanted);
            case ID -> sameId((String) value, (String) wanted);
            case LOOKUP -> value instanceof Ref ref && sameId(ref.id(), (String) wanted);
            case LOOKUP_LIST ->
                ((List<?>) value).stream().anyMatch(one -> one instanceof Ref ref && sameId(ref.id(), (String) wanted));
            case MULTI_CHOICE ->
                ((List<?>) value).stream().anyMatch(one -> ((String) one).equalsIgnoreCase((String) wanted));
            case BINARY -> throw bad("'" + column.name() + "' is not compared");
            default -> compare(value, wanted) == 0;
        };
    }

    private static boolean sameId(String one, String other) {
        // UUIDs are equal without case, all other ids only with it
        return one.equals(other) || one.length() == 36 && one.indexOf('-') == 8 && one.equalsIgnoreCase(other);
    }

    private static Test ordered(String op, Column column, Object wanted) {
        switch (column.kind()) {
            case ID, CHOICE, MULTI_CHOICE, LOOKUP, LOOKUP_LIST, BINARY ->
                throw bad("'" + column.name() + "' has no order");
            default -> {}
        }
        return record -> {
            Object value = record.apply(column.name());
            if (value == null || value instanceof Double number && number.isNaN()) {
                return false;
            }
            int sign = compare(value, wanted);
            return switch (op) {
                case "lt" -> sign < 0;
                case "le" -> sign <= 0;
                case "gt" -> sign > 0;
                default -> sign >= 0;
            };
        };
    }

    /** Numbers by value, texts without case, everything else by its own order. */
    @SuppressWarnings("unchecked")
    static int compare(Object one, Object other) {
        if (one instanceof String text) {
            return text.compareToIgnoreCase((String) other);
        }
        if (one instanceof Double number) {
            double right = (Double) other;
            return number < right ? -1 : number > right ? 1 : 0;
        }
        if (one instanceof BigDecimal number) {
            return number.compareTo((BigDecimal) other);
        }
        return ((Comparable<Object>) one).compareTo(other);
    }
}
