package org.crmlink.toolkit.odata;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmlink.sdk.change.Removal;
import org.crmlink.toolkit.json.CellDecoder;
import org.jspecify.annotations.Nullable;

/**
 * What each JSON name of a row means, worked out once for a query, so that nothing of it is decided per row. Immutable.
 */
public final class RowLayout {

    /** What a JSON member is beside a cell. */
    enum Role {
        CELL,
        ID,
        MODIFIED,
        SEQUENCE
    }

    /** One JSON member of interest. */
    static final class Slot {
        final String wireName;
        final CellDecoder decoder;
        Role role = Role.CELL;
        int[] cells = {};
        /** Index of the cells that this annotation belongs to; then nothing else counts. */
        int[] annotates = {};

        Slot(String wireName, CellDecoder decoder) {
            this.wireName = wireName;
            this.decoder = decoder;
        }
    }

    private final Map<String, Slot> slots;
    private final String[] fieldNames;
    private final String[] wireNames;
    private final @Nullable CellFinisher[] finishers;
    private final List<String> select;
    private final boolean absentIsNull;
    private final boolean annotated;
    private final boolean finished;
    private final Removal.Reason removalReason;
    private final CellDecoder idDecoder;

    private RowLayout(Builder builder) {
        this.slots = Map.copyOf(builder.slots);
        this.fieldNames = builder.fieldNames;
        this.wireNames = builder.wireNames;
        this.finishers = builder.finishers.clone();
        this.select = List.copyOf(builder.select);
        this.absentIsNull = builder.absentIsNull;
        this.annotated = builder.annotated;
        this.finished = Arrays.stream(finishers).anyMatch(finisher -> finisher != null);
        this.removalReason = builder.removalReason;
        this.idDecoder = builder.idDecoder;
    }

    /**
     * Starts a layout.
     *
     * @param fields names of the query's fields, the order of a row's values
     * @param idName JSON name of the key property
     * @param idDecoder reads the key and makes it normal; the result must be a text
     */
    public static Builder of(List<String> fields, String idName, CellDecoder idDecoder) {
        return new Builder(fields, idName, idDecoder);
    }

    /** The JSON names that a request has to select, the key included, each once. */
    public List<String> select() {
        return select;
    }

    int width() {
        return fieldNames.length;
    }

    @Nullable
    Slot slot(String jsonName) {
        return slots.get(jsonName);
    }

    int slots() {
        return slots.size();
    }

    String fieldName(int cell) {
        return fieldNames[cell];
    }

    String wireName(int cell) {
        return wireNames[cell];
    }

    @Nullable
    CellFinisher finisher(int cell) {
        return finishers[cell];
    }

    boolean absentIsNull() {
        return absentIsNull;
    }

    boolean annotated() {
        return annotated;
    }

    boolean finished() {
        return finished;
    }

    Removal.Reason removalReason() {
        return removalReason;
    }

    CellDecoder idDecoder() {
        return idDecoder;
    }

    /** Builds a {@link RowLayout}. One-at-a-time. */
    public static final class Builder {
        private final Map<String, Slot> slots = new HashMap<>();
        private final Set<String> select = new LinkedHashSet<>();
        private final String[] fieldNames;
        private final String[] wireNames;
        private final @Nullable CellFinisher[] finishers;
        private final CellDecoder idDecoder;
        private boolean absentIsNull;
        private boolean annotated;
        private Removal.Reason removalReason = Removal.Reason.DELETED;

        private Builder(List<String> fields, String idName, CellDecoder idDecoder) {
            this.fieldNames = fields.toArray(String[]::new);
            this.wireNames = new String[fieldNames.length];
            this.finishers = new CellFinisher[fieldNames.length];
            this.idDecoder = idDecoder;
            select.add(idName);
            slot(idName, idDecoder).role = Role.ID;
        }

        private Slot slot(String wireName, CellDecoder decoder) {
            return slots.computeIfAbsent(wireName, name -> new Slot(name, decoder));
        }

        /** The cell of the field at {@code index} is the JSON member {@code wireName}. */
        public Builder cell(int index, String wireName, CellDecoder decoder) {
            requireNonNull(wireName, "wireName is null");
            wireNames[index] = wireName;
            select.add(wireName);
            Slot slot = slot(wireName, decoder);
            slot.cells = append(slot.cells, index);
            return this;
        }

        /** The cell at {@code index} is finished at the end of the row. */
        public Builder finisher(int index, CellFinisher finisher) {
            finishers[index] = finisher;
            return this;
        }

        /** The JSON member {@code jsonName} is an annotation whose text the finisher of the cell at {@code index} gets. */
        public Builder annotation(int index, String jsonName) {
            annotated = true;
            Slot slot = slot(jsonName, parser -> parser.getText());
            slot.annotates = append(slot.annotates, index);
            return this;
        }

        /** The JSON member that holds the instant of the last change; the decoder must make an Instant. */
        public Builder modified(String wireName, CellDecoder decoder) {
            select.add(wireName);
            slot(wireName, decoder).role = Role.MODIFIED;
            return this;
        }

        /** The JSON member whose greatest value of a page is told, such as a row version; the decoder must make a Long. */
        public Builder sequence(String wireName, CellDecoder decoder) {
            select.add(wireName);
            slot(wireName, decoder).role = Role.SEQUENCE;
            return this;
        }

        /** Whether a server leaves nulls out; otherwise a row without a selected member is unreadable. */
        public Builder absentIsNull(boolean absent) {
            this.absentIsNull = absent;
            return this;
        }

        /** What a removal that says "deleted" means here. */
        public Builder removalReason(Removal.Reason reason) {
            this.removalReason = requireNonNull(reason, "reason is null");
            return this;
        }

        public RowLayout build() {
            for (int i = 0; i < wireNames.length; i++) {
                if (wireNames[i] == null) {
                    throw new IllegalStateException("field '" + fieldNames[i] + "' has no cell");
                }
            }
            return new RowLayout(this);
        }

        private static int[] append(int[] list, int value) {
            int[] longer = Arrays.copyOf(list, list.length + 1);
            longer[list.length] = value;
            return longer;
        }
    }
}
