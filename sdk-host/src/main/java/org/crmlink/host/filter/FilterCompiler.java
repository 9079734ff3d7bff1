package org.crmlink.host.filter;

import java.util.List;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;

/** Compiles filters of one entity. */
record FilterCompiler(EntityType entity, List<String> fields, FilterEnvironment environment) {

    Condition compile(Filter filter) {
        if (filter instanceof Filter.And and) {
            Condition[] parts = compileAll(and.parts());
            return values -> {
                for (Condition part : parts) {
                    if (!part.matches(values)) {
                        return false;
                    }
                }
                return true;
            };
        }
        if (filter instanceof Filter.Or or) {
            Condition[] parts = compileAll(or.parts());
            return values -> {
                for (Condition part : parts) {
                    if (part.matches(values)) {
                        return true;
                    }
                }
                return false;
            };
        }
        if (filter instanceof Filter.Not not) {
            Condition inside = compile(not.inside());
            return values -> !inside.matches(values);
        }
        if (filter instanceof Filter.Comparison comparison) {
            return comparison(comparison);
        }
        if (filter instanceof Filter.In in) {
            return in(in);
        }
        return leaf(filter);
    }

    private Condition[] compileAll(List<Filter> parts) {
        return parts.stream().map(this::compile).toArray(Condition[]::new);
    }

    private Condition leaf(Filter filter) {
        if (filter instanceof Filter.TextMatch match) {
            return textMatch(match);
        }
        if (filter instanceof Filter.IsNull isNull) {
            int index = index(isNull.field());
            return values -> values[index] == null;
        }
        if (filter instanceof Filter.RelativeDate date) {
            int index = index(date.field());
            CellTest test = RelativeDates.compile(date, field(date.field()), environment.clock());
            return values -> values[index] != null && test.matches(values[index]);
        }
        if (filter instanceof Filter.CurrentUser user) {
            Field lookup = field(user.field());
            require(lookup.type() == FieldType.LOOKUP, user.field(), "currentuser needs a lookup");
            int index = index(user.field());
            CellTest test = CellTests.equalTo(lookup, environment.currentUser());
            return values -> values[index] != null && test.matches(values[index]);
        }
        if (filter instanceof Filter.Related related) {
            return related(related);
        }
        return values -> true;
    }

    private Condition comparison(Filter.Comparison comparison) {
        Field field = field(comparison.field());
        int index = index(comparison.field());
        Object value = comparison.value();
        requireBound(field, value);
        return switch (comparison.operator()) {
            case EQ -> present(index, CellTests.equalTo(field, value));
            // the negation of EQ, so a null field matches
            case NE -> {
                CellTest equal = CellTests.equalTo(field, value);
                yield values -> values[index] == null || !equal.matches(values[index]);
            }
            case LT -> present(index, CellTests.ordered(field, value, sign -> sign < 0));
            case LE -> present(index, CellTests.ordered(field, value, sign -> sign <= 0));
            case GT -> present(index, CellTests.ordered(field, value, sign -> sign > 0));
            case GE -> present(index, CellTests.ordered(field, value, sign -> sign >= 0));
        };
    }

    private Condition in(Filter.In in) {
        Field field = field(in.field());
        in.values().forEach(value -> requireBound(field, value));
        return present(index(in.field()), CellTests.oneOf(field, in.values()));
    }

    private Condition textMatch(Filter.TextMatch match) {
        Field field = field(match.field());
        require(field.type() == FieldType.TEXT, match.field(), "startswith and contains need a text field");
        return present(index(match.field()), CellTests.textMatch(field, match.match(), match.text()));
    }

    private Condition related(Filter.Related related) {
        Field lookup = field(related.field());
        require(lookup.type() == FieldType.LOOKUP, related.field(), "related needs a lookup");
        EntityType target = environment
                .types()
                .apply(related.target())
                .orElseThrow(() -> new IllegalArgumentException(
                        "entity '" + related.target() + "' of a semi-join is not described"));
        List<String> needed = List.copyOf(related.inside().fields());
        Condition inside = new FilterCompiler(target, needed, environment).compile(related.inside());
        RelatedRecords records = environment.related();
        CellTest test = CellTests.reference(
                lookup,
                ref -> ref.entity().equals(related.target())
                        && records.find(ref.entity(), ref.id(), needed)
                                .map(inside::matches)
                                .orElse(false));
        return present(index(related.field()), test);
    }

    private static Condition present(int index, CellTest test) {
        return values -> {
            Object value = values[index];
            return value != null && test.matches(value);
        };
    }

    private int index(String name) {
        int index = fields.indexOf(name);
        require(index >= 0, name, "the rows do not hold this field");
        return index;
    }

    private Field field(String name) {
        return entity.field(name)
                .orElseThrow(() ->
                        new IllegalArgumentException("entity '" + entity.name() + "' has no field '" + name + "'"));
    }

    private void requireBound(Field field, Object value) {
        require(field.type() != FieldType.BINARY, field.name(), "binary data can only be compared with null");
        Class<?> wanted = switch (field.type()) {
            case LOOKUP, LOOKUP_LIST, MULTI_CHOICE -> String.class;
            default -> field.type().javaType();
        };
        require(
                wanted.isInstance(value),
                field.name(),
                "the filter is not bound: a " + value.getClass().getSimpleName() + " stands where a "
                        + wanted.getSimpleName() + " belongs");
    }

    private void require(boolean holds, String field, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(entity.name() + "." + field + ": " + problem);
        }
    }
}
