package org.crmlink.benchmarks.contestant;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.crmlink.benchmarks.data.Kind;
import org.crmlink.benchmarks.data.Property;

/**
 * A stretch of an answer and where in it the cells of the accounts are. The scanner expects the members in the order in which the server writes them and
 * compares names only to be sure. One-at-a-time.
 */
final class CellBatch {

    static final int NULL = -1;

    private static final int BYTES = 256 * 1024;
    private static final int LEAST_ROW = 300;

    private static final int COLUMNS = Table.COLUMNS.size();
    private static final byte[] ETAG = JvmLimit.ascii("{\"@odata.etag\":\"");
    private static final byte[] LIST = JvmLimit.ascii("\"value\":[");

    /** Member names in the order of an answer, with the comma before and the colon behind; annotations among them. */
    private static final byte[][] NAMES;

    /** The column of each of {@link #NAMES}, or -1 for an annotation that is not stored. */
    private static final int[] TARGETS;

    /** Which of {@link #NAMES} an answer leaves out if the value is null. */
    private static final boolean[] OPTIONAL;

    static {
        List<Property> properties = Table.PROPERTIES;
        int references = (int) properties.stream().filter(Property::isReference).count();
        NAMES = new byte[properties.size() + references][];
        TARGETS = new int[NAMES.length];
        OPTIONAL = new boolean[NAMES.length];
        int member = 0;
        for (Property property : properties) {
            if (property.isReference()) {
                NAMES[member] = JvmLimit.ascii(",\"" + property.annotation() + "\":");
                TARGETS[member] = property.kind() == Kind.OWNER ? Table.COLUMNS.indexOf(Table.OWNER_ENTITY) : -1;
                OPTIONAL[member] = true;
                member++;
            }
            NAMES[member] = JvmLimit.ascii(",\"" + property.wire() + "\":");
            TARGETS[member] = Table.COLUMNS.indexOf(property.column());
            member++;
        }
    }

    private byte[] bytes;
    private int limit;
    private int at;
    private int rows;
    private boolean ended;
    private final int[] starts;
    private final int[] lengths;

    CellBatch() {
        this(BYTES, BYTES / LEAST_ROW * COLUMNS, BYTES / LEAST_ROW * COLUMNS);
    }

    CellBatch(int size, int cells, int sameCells) {
        this.bytes = new byte[size];
        this.starts = new int[cells];
        this.lengths = new int[sameCells];
    }

    void clear() {
        limit = 0;
        at = 0;
        rows = 0;
        ended = false;
    }

    /** Reads until it is full; false at the end of the stream. */
    boolean fill(InputStream in) throws IOException {
        if (limit == bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        while (limit < bytes.length) {
            int count = in.read(bytes, limit, bytes.length - limit);
            if (count < 0) {
                return false;
            }
            limit += count;
        }
        return true;
    }

    /** Begins with what another could not finish. */
    void takeRest(CellBatch other, int from) {
        limit = other.limit - from;
        if (limit > bytes.length) {
            bytes = new byte[limit * 2];
        }
        System.arraycopy(other.bytes, from, bytes, 0, limit);
    }

    void skipHead() throws IOException {
        for (int i = 0; i < limit - LIST.length; i++) {
            if (Arrays.equals(bytes, i, i + LIST.length, LIST, 0, LIST.length)) {
                at = i + LIST.length;
                return;
            }
        }
        throw new IOException("the answer has no list");
    }

    /** Finds the cells of all whole records and returns where the first one begins that is not whole. */
    int scan() throws IOException {
        while (true) {
            int begin = at;
            if (at < limit && bytes[at] == ']') {
                ended = true;
                return at;
            }
            if (at < limit && bytes[at] == ',') {
                at++;
            }
            if (!record()) {
                return begin;
            }
            rows++;
        }
    }

    boolean ended() {
        return ended;
    }

    /** What follows the records. */
    String rest() {
        return new String(bytes, at, limit - at, StandardCharsets.UTF_8);
    }

    int rows() {
        return rows;
    }

    byte[] bytes() {
        return bytes;
    }

    int start(int row, int column) {
        return starts[row * COLUMNS + column];
    }

    int length(int row, int column) {
        return lengths[row * COLUMNS + column];
    }

    private boolean record() throws IOException {
        int p = at + ETAG.length;
        int cell = rows * COLUMNS;
        if (p >= limit || cell + COLUMNS > starts.length) {
            return false;
        }
        // the version's quotes are escaped: \"123\"
        while (p < limit && bytes[p] != '"' || p < limit && bytes[p - 1] == '\\') {
            p++;
        }
        p++;
        for (int member = 0; member < NAMES.length; member++) {
            byte[] name = NAMES[member];
            int there = Math.min(name.length, limit - p);
            if (there <= 0) {
                return false;
            }
            if (!Arrays.equals(bytes, p, p + there, name, 0, there)) {
                if (!OPTIONAL[member]) {
                    throw new IOException("expected " + new String(name, StandardCharsets.US_ASCII));
                }
                put(cell, TARGETS[member], 0, NULL);
                continue;
            }
            if (p + name.length >= limit) {
                return false;
            }
            p += name.length;
            p = bytes[p] == '"' ? text(p + 1, cell, TARGETS[member]) : literal(p, cell, TARGETS[member]);
            if (p < 0) {
                return false;
            }
        }
        if (p >= limit) {
            return false;
        }
        at = p + 1;
        return true;
    }

    private void put(int cell, int target, int start, int length) {
        if (target >= 0) {
            starts[cell + target] = start;
            lengths[cell + target] = length;
        }
    }

    private int literal(int from, int cell, int target) {
        int p = from;
        while (p < limit && bytes[p] != ',' && bytes[p] != '}') {
            p++;
        }
        if (p >= limit) {
            return -1;
        }
        put(cell, target, from, bytes[from] == 'n' ? NULL : p - from);
        return p;
    }

    private int text(int from, int cell, int target) {
        int p = from;
        while (p < limit && bytes[p] != '"' && bytes[p] != '\\') {
            p++;
        }
        if (p < limit && bytes[p] == '\\') {
            return escaped(from, p, cell, target);
        }
        if (p >= limit) {
            return -1;
        }
        put(cell, target, from, p - from);
        return p + 1;
    }

    /** Looks for the end first: what is unescaped in its place cannot be scanned again. */
    private int escaped(int from, int firstEscape, int cell, int target) {
        int end = firstEscape;
        while (end < limit && bytes[end] != '"') {
            end += bytes[end] == '\\' ? 2 : 1;
        }
        // the whole record must be there, or it would come once more in the next batch
        int close = end;
        while (close < limit && bytes[close] != '}') {
            close++;
        }
        if (close >= limit) {
            return -1;
        }
        int to = firstEscape;
        for (int p = firstEscape; p < end; p++) {
            byte b = bytes[p];
            if (b == '\\') {
                p++;
                b = switch (bytes[p]) {
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    case 'b' -> '\b';
                    case 'f' -> '\f';
                    default -> bytes[p];
                };
            }
            bytes[to++] = b;
        }
        put(cell, target, from, to - from);
        return end + 1;
    }
}
