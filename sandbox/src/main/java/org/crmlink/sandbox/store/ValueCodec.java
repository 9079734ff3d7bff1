package org.crmlink.sandbox.store;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes and reads single values with a tag for their Java type. Reading shares equal small objects, as rows made live do. */
final class ValueCodec {

    private static final int STRING = 1;
    private static final int INTEGER = 2;
    private static final int LONG = 3;
    private static final int DECIMAL = 4;
    private static final int DOUBLE = 5;
    private static final int TRUE = 6;
    private static final int FALSE = 7;
    private static final int INSTANT = 8;
    private static final int DATE = 9;
    private static final int REFERENCE = 10;
    private static final int GUID = 11;
    private static final int TEXT_ID = 12;
    private static final int OPTIONS = 13;
    private static final int BYTES = 14;

    private static final int SHARED_LIMIT = 200_000;
    private static final int SHARED_LENGTH = 100;
    private static final int STEP = 1 << 16;

    private final Map<Object, Object> shared = new HashMap<>();

    static void write(DataOutput out, Object value) throws IOException {
        if (value instanceof String text) {
            out.writeByte(STRING);
            writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof Integer number) {
            out.writeByte(INTEGER);
            out.writeInt(number);
        } else if (value instanceof Long number) {
            out.writeByte(LONG);
            out.writeLong(number);
        } else if (value instanceof BigDecimal number) {
            out.writeByte(DECIMAL);
            out.writeInt(number.scale());
            writeBytes(out, number.unscaledValue().toByteArray());
        } else if (value instanceof Double number) {
            out.writeByte(DOUBLE);
            out.writeDouble(number);
        } else if (value instanceof Boolean flag) {
            out.writeByte(flag ? TRUE : FALSE);
        } else if (value instanceof Instant instant) {
            out.writeByte(INSTANT);
            out.writeLong(instant.getEpochSecond());
        } else if (value instanceof LocalDate date) {
            out.writeByte(DATE);
            out.writeLong(date.toEpochDay());
        } else if (value instanceof Reference reference) {
            out.writeByte(REFERENCE);
            out.writeUTF(reference.table());
            write(out, reference.id());
        } else if (value instanceof RecordId.Guid guid) {
            out.writeByte(GUID);
            out.writeLong(guid.most());
            out.writeLong(guid.least());
        } else if (value instanceof RecordId.Text id) {
            out.writeByte(TEXT_ID);
            out.writeUTF(id.text());
        } else if (value instanceof List<?> options) {
            out.writeByte(OPTIONS);
            out.writeInt(options.size());
            for (Object option : options) {
                out.writeInt((Integer) option);
            }
        } else if (value instanceof byte[] bytes) {
            out.writeByte(BYTES);
            writeBytes(out, bytes);
        } else {
            throw new IllegalArgumentException("no value of a row: " + value.getClass());
        }
    }

    Object read(DataInput in) throws IOException {
        int tag = in.readUnsignedByte();
        return switch (tag) {
            case STRING -> {
                String text = new String(readBytes(in), StandardCharsets.UTF_8);
                yield text.length() <= SHARED_LENGTH ? share(text) : text;
            }
            case INTEGER -> share(in.readInt());
            case LONG -> in.readLong();
            case DECIMAL -> {
                int scale = in.readInt();
                yield share(new BigDecimal(new BigInteger(readBytes(in)), scale));
            }
            case DOUBLE -> in.readDouble();
            case TRUE -> true;
            case FALSE -> false;
            case INSTANT -> share(Instant.ofEpochSecond(in.readLong()));
            case DATE -> share(LocalDate.ofEpochDay(in.readLong()));
            case REFERENCE -> {
                String table = (String) share(in.readUTF());
                yield share(new Reference(table, readId(in)));
            }
            case GUID -> new RecordId.Guid(in.readLong(), in.readLong());
            case TEXT_ID -> new RecordId.Text(in.readUTF());
            case OPTIONS -> {
                int count = in.readInt();
                List<Integer> options = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    options.add(in.readInt());
                }
                yield List.copyOf(options);
            }
            case BYTES -> readBytes(in);
            default -> throw new StoreFileException("unknown kind of value " + tag);
        };
    }

    RecordId readId(DataInput in) throws IOException {
        if (read(in) instanceof RecordId id) {
            return id;
        }
        throw new StoreFileException("an id is expected");
    }

    static void writeNullable(DataOutput out, @Nullable Reference reference) throws IOException {
        out.writeBoolean(reference != null);
        if (reference != null) {
            write(out, reference);
        }
    }

    @Nullable
    Reference readNullable(DataInput in) throws IOException {
        return in.readBoolean() && read(in) instanceof Reference reference ? reference : null;
    }

    private Object share(Object value) {
        Object known = shared.get(value);
        if (known == null && shared.size() < SHARED_LIMIT) {
            shared.put(value, value);
        }
        return known == null ? value : known;
    }

    private static void writeBytes(DataOutput out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0) {
            throw new StoreFileException("a length below zero");
        }
        // In steps: a damaged length must not ask for gigabytes before the end of the file is met.
        byte[] bytes = new byte[Math.min(length, STEP)];
        in.readFully(bytes);
        while (bytes.length < length) {
            int have = bytes.length;
            bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * have));
            in.readFully(bytes, have, bytes.length - have);
        }
        return bytes;
    }
}
