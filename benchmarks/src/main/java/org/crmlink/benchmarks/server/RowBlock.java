package org.crmlink.benchmarks.server;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.crmlink.benchmarks.data.ByteSink;
import org.crmlink.benchmarks.data.Selection;

/**
 * The records of a list as bytes, made once and kept: a page is a slice of them, whatever its size. Thread-safe.
 *
 * <p>Generation 0 is what is there at first; in generation 1 every hundredth record has changed.
 */
final class RowBlock {

    private static final int CHUNK = 1_000;
    private static final int CHANGED = 100;

    /** Each record begins with the comma that separates it from the one before. */
    private record Chunk(byte[] bytes, int[] starts) {}

    private final Selection selection;
    private final int generation;
    private final int rows;
    private final AtomicReferenceArray<Chunk> chunks;

    /** @param records of the whole entity */
    RowBlock(Selection selection, int generation, int records) {
        this.selection = selection;
        this.generation = generation;
        this.rows = switch (generation) {
            case 0 -> records;
            case 1 -> (records + CHANGED - 1) / CHANGED;
            default -> 0;
        };
        this.chunks = new AtomicReferenceArray<>((rows + CHUNK - 1) / CHUNK);
    }

    int rows() {
        return rows;
    }

    /** Makes all of it, so that no request has to. */
    RowBlock prepare() {
        IntStream.range(0, chunks.length()).parallel().forEach(this::chunk);
        return this;
    }

    long size(int from, int to) {
        long size = 0;
        for (int at = from; at < to; ) {
            Chunk chunk = chunk(at / CHUNK);
            int last = Math.min(to, (at / CHUNK + 1) * CHUNK);
            size += chunk.starts[last - at / CHUNK * CHUNK] - chunk.starts[at % CHUNK];
            at = last;
        }
        return from < to ? size - 1 : 0;
    }

    void write(OutputStream out, int from, int to) throws IOException {
        for (int at = from; at < to; ) {
            Chunk chunk = chunk(at / CHUNK);
            int last = Math.min(to, (at / CHUNK + 1) * CHUNK);
            int begin = chunk.starts[at % CHUNK] + (at == from ? 1 : 0);
            out.write(chunk.bytes, begin, chunk.starts[last - at / CHUNK * CHUNK] - begin);
            at = last;
        }
    }

    private Chunk chunk(int index) {
        Chunk chunk = chunks.get(index);
        if (chunk == null) {
            chunk = make(index);
            chunks.set(index, chunk);
        }
        return chunk;
    }

    private Chunk make(int index) {
        int first = index * CHUNK;
        int count = Math.min(CHUNK, rows - first);
        ByteSink out = new ByteSink(count * 900);
        int[] starts = new int[count + 1];
        for (int i = 0; i < count; i++) {
            starts[i] = out.size();
            long row = (long) (first + i) * (generation == 0 ? 1 : CHANGED);
            selection.record(out.put(','), row, generation);
        }
        starts[count] = out.size();
        return new Chunk(out.toBytes(), starts);
    }
}
