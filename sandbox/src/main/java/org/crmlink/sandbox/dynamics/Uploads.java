package org.crmlink.sandbox.dynamics;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.crmlink.sandbox.schema.Column;

/**
 * Transfers that take several requests, by the token that the client repeats. They end with the sandbox, and the oldest ends when
 * there are too many. Thread-safe.
 */
final class Uploads {

    private static final int MOST = 1_000;

    /** A file on its way in. */
    static final class Upload {
        private final Optional<Rows> address;
        private final Optional<Column> column;
        private final String name;
        private final Map<String, byte[]> blocks = new LinkedHashMap<>();
        private long size;

        /**
         * An upload of which nothing has come yet.
         *
         * @param address the row that gets it; empty for a note that may not exist yet
         * @param column the column; empty for notes and attachments
         * @param name name of the file
         */
        Upload(Optional<Rows> address, Optional<Column> column, String name) {
            this.address = address;
            this.column = column;
            this.name = name;
        }

        Optional<Rows> address() {
            return address;
        }

        Optional<Column> column() {
            return column;
        }

        String name() {
            return name;
        }

        /** Bytes that have come so far. */
        synchronized long size() {
            return size;
        }

        /** Keeps a block; one of the same name takes the place of the other. */
        synchronized void add(String id, byte[] bytes) {
            byte[] before = blocks.put(id, bytes);
            size += bytes.length - (before == null ? 0 : before.length);
        }

        /** The named blocks, one after the other. */
        synchronized byte[] joined(List<String> ids) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (String id : ids) {
                byte[] block = blocks.get(id);
                if (block == null) {
                    throw ApiErrors.invalidArgument(
                            "The block list names a block that was not uploaded: '" + id + "'.");
                }
                all.writeBytes(block);
            }
            return all.toByteArray();
        }

        /** All blocks in the order in which they came. */
        synchronized byte[] joined() {
            return joined(new ArrayList<>(blocks.keySet()));
        }
    }

    private final Map<String, Object> transfers = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Object> eldest) {
            return size() > MOST;
        }
    };

    /** Remembers a transfer and answers its token. */
    synchronized String begin(Object transfer) {
        String token = UUID.randomUUID().toString();
        transfers.put(token, transfer);
        return token;
    }

    synchronized Upload upload(String token) {
        if (transfers.get(token) instanceof Upload upload) {
            return upload;
        }
        throw unknown();
    }

    /** The bytes of a download. */
    synchronized byte[] download(String token) {
        if (transfers.get(token) instanceof byte[] bytes) {
            return bytes;
        }
        throw unknown();
    }

    synchronized void end(String token) {
        transfers.remove(token);
    }

    private static ApiException unknown() {
        // Our wording and code: no source was public for a token that is not known.
        return ApiErrors.invalidArgument("The file continuation token is not valid or has expired.");
    }
}
