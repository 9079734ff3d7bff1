package org.crmlink.sandbox.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.crmlink.sandbox.schema.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Committed transactions, one record each, appended to a file. A record is in the operating system's hands when {@link #append} returns,
 * so it survives the death of this process, not that of the machine. A last record that was cut off is dropped on reading: its writer
 * was never told that it is there. Guarded by the store's write lock.
 */
final class Journal implements Closeable {

    private static final long MAGIC = 0x43524d4c4a524e31L; // CRMLJRN1
    private static final int HEADER = 2 * Long.BYTES;
    private static final int RECORD_HEADER = 2 * Integer.BYTES;
    private static final byte COMMIT = 1;
    private static final byte LAYOUT = 2;

    private final FileChannel channel;
    private final Path file;
    private long end;
    private @Nullable Schema writtenUnder;
    private Layout layout = Layout.of(Schema.builder().build());

    private Journal(FileChannel channel, Path file, long end) {
        this.channel = channel;
        this.file = file;
        this.end = end;
    }

    /** Opens or starts the journal of this generation and brings the store to its end. */
    static Journal open(Path file, long generation, Store store) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            Journal journal = new Journal(channel, file, HEADER);
            if (channel.size() < HEADER) {
                journal.start(generation);
            } else {
                journal.replay(generation, store);
            }
            return journal;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void start(long generation) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER).putLong(MAGIC).putLong(generation);
        channel.truncate(0);
        writeFully(header.flip(), 0);
    }

    private void replay(long generation, Store store) throws IOException {
        ByteBuffer header = read(0, HEADER);
        if (header.getLong() != MAGIC || header.getLong() != generation) {
            throw new StoreFileException(file + " is not the journal of this store");
        }
        long size = channel.size();
        ValueCodec codec = new ValueCodec();
        while (end + RECORD_HEADER <= size) {
            ByteBuffer head = read(end, RECORD_HEADER);
            int length = head.getInt();
            int checksum = head.getInt();
            long next = end + RECORD_HEADER + length;
            if (length <= 0 || next > size) {
                break;
            }
            byte[] payload = read(end + RECORD_HEADER, length).array();
            if (checksum(payload) != checksum) {
                if (next < size) {
                    throw new StoreFileException(file + " is damaged at byte " + end);
                }
                break;
            }
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload))) {
                replayRecord(in, codec, store);
            }
            end = next;
        }
        channel.truncate(end);
    }

    private void replayRecord(DataInputStream in, ValueCodec codec, Store store) throws IOException {
        byte kind = in.readByte();
        if (kind == LAYOUT) {
            layout = Layout.read(in);
            return;
        }
        if (kind != COMMIT) {
            throw new StoreFileException(file + " has a record of unknown kind " + kind);
        }
        store.raiseCounter(in.readLong());
        Schema schema = store.schema();
        List<Row> rows = new ArrayList<>();
        int rowCount = in.readInt();
        for (int i = 0; i < rowCount; i++) {
            Row row = layout.readRow(in, codec, schema);
            if (row != null) {
                rows.add(row);
            }
        }
        List<Tombstone> tombstones = new ArrayList<>();
        int tombstoneCount = in.readInt();
        for (int i = 0; i < tombstoneCount; i++) {
            tombstones.add(Layout.readTombstone(in, codec));
        }
        tombstones.removeIf(tombstone -> schema.table(tombstone.table()).isEmpty());
        store.apply(rows, tombstones);
    }

    /** Appends a transaction; if that fails, the file is as before. */
    void append(Schema schema, long counter, List<Row> rows, List<Tombstone> tombstones) throws IOException {
        long before = end;
        try {
            if (schema != writtenUnder) {
                layout = Layout.of(schema);
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (DataOutputStream out = new DataOutputStream(bytes)) {
                    out.writeByte(LAYOUT);
                    layout.write(out);
                }
                appendRecord(bytes.toByteArray());
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                out.writeByte(COMMIT);
                out.writeLong(counter);
                out.writeInt(rows.size());
                for (Row row : rows) {
                    layout.writeRow(out, row);
                }
                out.writeInt(tombstones.size());
                for (Tombstone tombstone : tombstones) {
                    Layout.writeTombstone(out, tombstone);
                }
            }
            appendRecord(bytes.toByteArray());
            writtenUnder = schema;
        } catch (IOException e) {
            end = before;
            writtenUnder = null;
            try {
                channel.truncate(before);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private void appendRecord(byte[] payload) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(RECORD_HEADER + payload.length)
                .putInt(payload.length)
                .putInt(checksum(payload))
                .put(payload)
                .flip();
        int length = record.remaining();
        writeFully(record, end);
        end += length;
    }

    /** Bytes in the file. */
    long size() {
        return end;
    }

    boolean isEmpty() {
        return end == HEADER;
    }

    private ByteBuffer read(long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new StoreFileException(file + " became shorter while it was read");
            }
        }
        return buffer.flip();
    }

    private void writeFully(ByteBuffer buffer, long position) throws IOException {
        long at = position;
        while (buffer.hasRemaining()) {
            at += channel.write(buffer, at);
        }
    }

    private static int checksum(byte[] payload) {
        CRC32 crc = new CRC32();
        crc.update(payload);
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
