package org.crmlink.sandbox.store;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.jspecify.annotations.Nullable;

/**
 * Which tables and columns the numbers in a file stand for. A file outlives the schema it was written under: columns are found again by
 * name, those that are gone are left out.
 */
final class Layout {

    private final List<String> tables = new ArrayList<>();
    private final List<List<String>> columns = new ArrayList<>();
    private final Map<String, Integer> numbers = new LinkedHashMap<>();

    static Layout of(Schema schema) {
        Layout layout = new Layout();
        for (Table table : schema.tables()) {
            List<String> names = new ArrayList<>();
            for (Column column : table.storedColumns()) {
                names.add(column.logicalName());
            }
            layout.add(table.logicalName(), names);
        }
        return layout;
    }

    private void add(String table, List<String> names) {
        numbers.put(table, tables.size());
        tables.add(table);
        columns.add(names);
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(tables.size());
        for (int i = 0; i < tables.size(); i++) {
            out.writeUTF(tables.get(i));
            out.writeInt(columns.get(i).size());
            for (String column : columns.get(i)) {
                out.writeUTF(column);
            }
        }
    }

    static Layout read(DataInput in) throws IOException {
        Layout layout = new Layout();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            String table = in.readUTF();
            int width = in.readInt();
            List<String> names = new ArrayList<>();
            for (int c = 0; c < width; c++) {
                names.add(in.readUTF());
            }
            layout.add(table, names);
        }
        return layout;
    }

    /** Writes a row with its table's number. */
    void writeRow(DataOutput out, Row row) throws IOException {
        Integer number = numbers.get(row.table().logicalName());
        if (number == null) {
            throw new IllegalStateException(
                    "layout does not know table " + row.table().logicalName());
        }
        out.writeShort(number);
        ValueCodec.write(out, row.id());
        out.writeLong(row.version());
        @Nullable Object[] slots = row.bySlot();
        int count = 0;
        for (Object value : slots) {
            count += value == null ? 0 : 1;
        }
        out.writeShort(count);
        for (int slot = 0; slot < slots.length; slot++) {
            Object value = slots[slot];
            if (value != null) {
                out.writeShort(slot);
                ValueCodec.write(out, value);
            }
        }
    }

    /** Reads a row; null if its table is gone. */
    @Nullable
    Row readRow(DataInput in, ValueCodec codec, Schema schema) throws IOException {
        int number = in.readUnsignedShort();
        if (number >= tables.size()) {
            throw new StoreFileException("a row of an unknown table");
        }
        Table table = schema.table(tables.get(number)).orElse(null);
        List<String> names = columns.get(number);
        RecordId id = codec.readId(in);
        long version = in.readLong();
        int count = in.readUnsignedShort();
        @Nullable Object[] slots = new @Nullable Object[table == null ? 0 : table.slotCount()];
        for (int i = 0; i < count; i++) {
            int stored = in.readUnsignedShort();
            Object value = codec.read(in);
            if (stored >= names.size()) {
                throw new StoreFileException("a value of an unknown column");
            }
            int slot = table == null ? -1 : table.slot(names.get(stored));
            if (slot >= 0) {
                slots[slot] = value;
            }
        }
        return table == null ? null : new Row(table, id, version, slots);
    }

    static void writeTombstone(DataOutput out, Tombstone tombstone) throws IOException {
        out.writeUTF(tombstone.table());
        ValueCodec.write(out, tombstone.id());
        out.writeLong(tombstone.version());
        ValueCodec.write(out, tombstone.deletedOn());
    }

    static Tombstone readTombstone(DataInput in, ValueCodec codec) throws IOException {
        String table = in.readUTF();
        RecordId id = codec.readId(in);
        long version = in.readLong();
        if (codec.read(in) instanceof Instant deletedOn) {
            return new Tombstone(table, id, version, deletedOn);
        }
        throw new StoreFileException("a deletion without a time");
    }
}
