package org.crmlink.sdk.metadata;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A field of an entity. Immutable. The flags are what the server enforces for this caller; they MUST be true [META-3]. */
public final class Field {

    private final String name;
    private final LocalizedText label;
    private final FieldType type;
    private final boolean nullable;
    private final boolean readable;
    private final boolean creatable;
    private final boolean updatable;
    private final boolean required;
    private final boolean computed;
    private final OptionalInt maxLength;
    private final OptionalInt precision;
    private final OptionalInt scale;
    private final Optional<Comparable<?>> min;
    private final Optional<Comparable<?>> max;
    private final List<Option> options;
    private final Optional<String> optionSet;
    private final List<String> targets;
    private final Set<Normalisation> normalisations;

    private Field(Builder builder) {
        this.name = builder.name;
        this.type = builder.type;
        this.label = builder.label;
        this.nullable = builder.nullable;
        this.readable = builder.readable;
        this.creatable = builder.creatable;
        this.updatable = builder.updatable;
        this.required = builder.required;
        this.computed = builder.computed;
        this.maxLength = builder.maxLength;
        this.precision = builder.precision;
        this.scale = builder.scale;
        this.min = Optional.ofNullable(builder.min);
        this.max = Optional.ofNullable(builder.max);
        this.options = List.copyOf(builder.options);
        this.optionSet = Optional.ofNullable(builder.optionSet);
        this.targets = List.copyOf(builder.targets);
        this.normalisations = Set.copyOf(builder.normalisations);
    }

    /** Starts a field that is nullable and readable and cannot be written. */
    public static Builder of(String name, FieldType type) {
        return new Builder(name, type);
    }

    /** Name in queries, rows and uploads; the backend's own spelling. */
    public String name() {
        return name;
    }

    public LocalizedText label() {
        return label;
    }

    public FieldType type() {
        return type;
    }

    /** Whether a row may hold null. */
    public boolean nullable() {
        return nullable;
    }

    /** Whether a query may ask for it. */
    public boolean readable() {
        return readable;
    }

    /** Whether a create may set it. */
    public boolean creatable() {
        return creatable;
    }

    /** Whether an update may set it. */
    public boolean updatable() {
        return updatable;
    }

    /** Whether a create without it is refused. */
    public boolean required() {
        return required;
    }

    /** Whether the server computes it, so that it may change without a write to it. */
    public boolean computed() {
        return computed;
    }

    /** Text: the most UTF-16 units. Binary: the most bytes. */
    public OptionalInt maxLength() {
        return maxLength;
    }

    /** Decimals: the most digits in all. */
    public OptionalInt precision() {
        return precision;
    }

    /** Decimals: digits behind the point. */
    public OptionalInt scale() {
        return scale;
    }

    /** The least value that the server accepts, in the field's Java type. */
    public Optional<Comparable<?>> min() {
        return min;
    }

    /** The greatest value that the server accepts, in the field's Java type. */
    public Optional<Comparable<?>> max() {
        return max;
    }

    /** Choices: the options in their order; a record may still hold another value. */
    public List<Option> options() {
        return options;
    }

    /** Choices: the name of the list of options that several fields share; empty if the list is the field's own. */
    public Optional<String> optionSet() {
        return optionSet;
    }

    /** Lookups: the entities that it may point to; more than one makes it polymorphic. */
    public List<String> targets() {
        return targets;
    }

    /** What the server does to accepted values. */
    public Set<Normalisation> normalisations() {
        return normalisations;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Field that
                && name.equals(that.name)
                && label.equals(that.label)
                && type == that.type
                && nullable == that.nullable
                && readable == that.readable
                && creatable == that.creatable
                && updatable == that.updatable
                && required == that.required
                && computed == that.computed
                && maxLength.equals(that.maxLength)
                && precision.equals(that.precision)
                && scale.equals(that.scale)
                && min.equals(that.min)
                && max.equals(that.max)
                && options.equals(that.options)
                && optionSet.equals(that.optionSet)
                && targets.equals(that.targets)
                && normalisations.equals(that.normalisations);
    }

    @Override
    public int hashCode() {
        return name.hashCode() * 31 + type.hashCode();
    }

    @Override
    public String toString() {
        return name + " " + type;
    }

    /** Builds a {@link Field}. One-at-a-time. */
    public static final class Builder {
        private final String name;
        private final FieldType type;
        private LocalizedText label;
        private boolean nullable = true;
        private boolean readable = true;
        private boolean creatable;
        private boolean updatable;
        private boolean required;
        private boolean computed;
        private OptionalInt maxLength = OptionalInt.empty();
        private OptionalInt precision = OptionalInt.empty();
        private OptionalInt scale = OptionalInt.empty();
        private @Nullable Comparable<?> min;
        private @Nullable Comparable<?> max;
        private List<Option> options = List.of();
        private @Nullable String optionSet;
        private List<String> targets = List.of();
        private Set<Normalisation> normalisations = Set.of();

        private Builder(String name, FieldType type) {
            this.name = requireNonNull(name, "name is null");
            this.type = requireNonNull(type, "type is null");
            this.label = LocalizedText.of(name);
        }

        public Builder label(LocalizedText label) {
            this.label = requireNonNull(label, "label is null");
            return this;
        }

        public Builder nullable(boolean nullable) {
            this.nullable = nullable;
            return this;
        }

        public Builder readable(boolean readable) {
            this.readable = readable;
            return this;
        }

        public Builder creatable(boolean creatable) {
            this.creatable = creatable;
            return this;
        }

        public Builder updatable(boolean updatable) {
            this.updatable = updatable;
            return this;
        }

        public Builder required(boolean required) {
            this.required = required;
            return this;
        }

        public Builder computed(boolean computed) {
            this.computed = computed;
            return this;
        }

        public Builder maxLength(int maxLength) {
            this.maxLength = OptionalInt.of(maxLength);
            return this;
        }

        public Builder precision(int precision) {
            this.precision = OptionalInt.of(precision);
            return this;
        }

        public Builder scale(int scale) {
            this.scale = OptionalInt.of(scale);
            return this;
        }

        public Builder min(Comparable<?> min) {
            this.min = requireNonNull(min, "min is null");
            return this;
        }

        public Builder max(Comparable<?> max) {
            this.max = requireNonNull(max, "max is null");
            return this;
        }

        public Builder options(List<Option> options) {
            this.options = requireNonNull(options, "options is null");
            return this;
        }

        /** @param optionSet the backend's own name of a list of options that fields share */
        public Builder optionSet(String optionSet) {
            this.optionSet = requireNonNull(optionSet, "optionSet is null");
            return this;
        }

        public Builder targets(List<String> targets) {
            this.targets = requireNonNull(targets, "targets is null");
            return this;
        }

        public Builder normalisations(Set<Normalisation> normalisations) {
            this.normalisations = requireNonNull(normalisations, "normalisations is null");
            return this;
        }

        public Field build() {
            return new Field(this);
        }
    }
}
