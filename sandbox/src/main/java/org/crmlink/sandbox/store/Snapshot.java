package org.crmlink.sandbox.store;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UTFDataFormatException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;

/** A whole store in one compressed file: rows, tombstones, the version counter. Written beside its place and moved there at once. */
public final class Snapshot {

    private static final String MAGIC = "crmlink-sandbox-store";
    private static final int FORMAT = 2;
    private static final int END = 0x454e4421;
    private static final int BUFFER = 1 << 16;

    private Snapshot() {}

    /**
     * Saves all committed data. Writers wait only while the list of rows is taken, not while it is written.
     *
     * @throws IOException if the file cannot be written; a file that was there before is left as it was
     */
    public static void save(Store store, Path file) throws IOException {
        save(store, file, 0);
    }

    /**
     * Makes a store out of a saved one. Values of tables and columns that the schema does not have are left out.
     *
     * @throws StoreFileException if it is not such a file or damaged
     */
    public static Store load(Path file, Schema schema, Clock clock) throws IOException {
        return loadWithGeneration(file, schema, clock).store();
    }

    /** A store and the number of the journal that continues its file. */
    record Loaded(Store store, long generation) {}

    private record Content(
            Schema schema,
            Instant begun,
            Organization organization,
            long counter,
            List<Row> rows,
            List<Tombstone> tombstones) {}

    static void save(Store store, Path file, long generation) throws IOException {
        Content content = store.reading(() -> contentOf(store));
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                FastGzip gzip = new FastGzip(Channels.newOutputStream(channel));
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(gzip, BUFFER));
                write(out, content, generation);
                out.flush();
                gzip.finish();
                channel.force(true);
            }
            move(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static Content contentOf(Store store) {
        List<Row> rows = new ArrayList<>();
        List<Tombstone> tombstones = new ArrayList<>();
        for (Table table : store.schema().tables()) {
            rows.addAll(store.rowsSince(table.logicalName(), 0, Long.MAX_VALUE, Integer.MAX_VALUE));
            tombstones.addAll(store.tombstonesSince(table.logicalName(), 0, Long.MAX_VALUE, Integer.MAX_VALUE));
        }
        return new Content(
                store.schema(), store.begun(), store.organization(), store.currentRowVersion(), rows, tombstones);
    }

    private static void write(DataOutputStream out, Content content, long generation) throws IOException {
        out.writeUTF(MAGIC);
        out.writeInt(FORMAT);
        out.writeLong(generation);
        out.writeLong(content.counter());
        out.writeLong(content.begun().getEpochSecond());
        ValueCodec.writeNullable(out, content.organization().user());
        ValueCodec.writeNullable(out, content.organization().currency());
        Layout layout = Layout.of(content.schema());
        layout.write(out);
        out.writeInt(content.rows().size());
        for (Row row : content.rows()) {
            layout.writeRow(out, row);
        }
        out.writeInt(content.tombstones().size());
        for (Tombstone tombstone : content.tombstones()) {
            Layout.writeTombstone(out, tombstone);
        }
        out.writeInt(END);
    }

    static Loaded loadWithGeneration(Path file, Schema schema, Clock clock) throws IOException {
        try (DataInputStream in = new DataInputStream(
                new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file), BUFFER), BUFFER))) {
            if (!MAGIC.equals(in.readUTF())) {
                throw new StoreFileException(file + " is not a sandbox store");
            }
            int format = in.readInt();
            if (format != FORMAT) {
                throw new StoreFileException(file + " has format " + format + ", this sandbox reads " + FORMAT);
            }
            return read(in, schema, clock);
        } catch (ZipException | UTFDataFormatException e) {
            throw new StoreFileException(file + " is not a sandbox store, or damaged: " + e.getMessage(), e);
        } catch (EOFException e) {
            throw new StoreFileException(file + " is not a sandbox store, or ends in the middle", e);
        } catch (RuntimeException e) {
            // Nonsense in the middle of a file: numbers, dates, sizes that cannot be.
            throw new StoreFileException(file + " is damaged: " + e.getMessage(), e);
        } catch (StoreFileException e) {
            String message = String.valueOf(e.getMessage());
            throw message.startsWith(file.toString()) ? e : new StoreFileException(file + " is damaged: " + message, e);
        }
    }

    private static Loaded read(DataInputStream in, Schema schema, Clock clock) throws IOException {
        Store store = new Store(schema, clock);
        ValueCodec codec = new ValueCodec();
        long generation = in.readLong();
        store.raiseCounter(in.readLong());
        store.begun(Instant.ofEpochSecond(in.readLong()));
        store.organization(new Organization(codec.readNullable(in), codec.readNullable(in)));
        Layout layout = Layout.read(in);
        int rows = in.readInt();
        for (int i = 0; i < rows; i++) {
            Row row = layout.readRow(in, codec, schema);
            if (row != null) {
                store.apply(List.of(row), List.of());
            }
        }
        int tombstones = in.readInt();
        for (int i = 0; i < tombstones; i++) {
            Tombstone tombstone = Layout.readTombstone(in, codec);
            if (schema.table(tombstone.table()).isPresent()) {
                store.apply(List.of(), List.of(tombstone));
            }
        }
        if (in.readInt() != END) {
            throw new StoreFileException("the end mark is missing");
        }
        if (in.read() != -1) {
            throw new StoreFileException("there is more after the end mark");
        }
        return new Loaded(store, generation);
    }

    /** The best compression costs most of the time and saves little here. */
    private static final class FastGzip extends GZIPOutputStream {

        FastGzip(OutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
