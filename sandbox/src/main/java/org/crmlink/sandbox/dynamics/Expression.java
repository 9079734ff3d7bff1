package org.crmlink.sandbox.dynamics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@code $filter} as a tree. Immutable. */
sealed interface Expression {

    /** All of these. */
    record And(List<Expression> parts) implements Expression {}

    /** Any of these. */
    record Or(List<Expression> parts) implements Expression {}

    /** Not this. */
    record Not(Expression part) implements Expression {}

    /** Two operands compared. */
    record Compare(Operator operator, Operand left, Operand right) implements Expression {}

    /** A test of a text: contains, startswith, endswith. */
    record TextTest(TextKind kind, Path property, String text) implements Expression {}

    /** A function of the vendor's namespace, such as {@code LastXDays(PropertyName='createdon',PropertyValue=2)}. */
    record QueryFunction(String name, Path property, List<@Nullable Object> values) implements Expression {}

    /** {@code any} or {@code all} over a collection; an {@code any} without a condition asks for existence. */
    record Lambda(
            boolean all,
            Path collection,
            String variable,
            @Nullable Expression condition) implements Expression {}

    /** A boolean property alone. */
    record Truth(Path property) implements Expression {}

    /** A side of a comparison. */
    sealed interface Operand {}

    /** A property, reached over navigation properties. */
    record Path(List<String> steps) implements Operand {
        @Override
        public String toString() {
            return String.join("/", steps);
        }
    }

    /** A constant: String, BigDecimal, Boolean, UUID, LocalDate, Instant or null. */
    record Literal(@Nullable Object value) implements Operand {}

    /** Comparison operators. */
    enum Operator {
        EQ,
        NE,
        GT,
        GE,
        LT,
        LE;

        /** The operator that means the same when the sides are exchanged. */
        Operator flipped() {
            return switch (this) {
                case GT -> LT;
                case GE -> LE;
                case LT -> GT;
                case LE -> GE;
                case EQ, NE -> this;
            };
        }
    }

    /** Text tests. */
    enum TextKind {
        CONTAINS,
        STARTSWITH,
        ENDSWITH
    }
}
