package org.crmlink.sandbox.store;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The id of a row: a GUID, or the text that other vendors use. Ordered; GUIDs as unsigned numbers, before texts. */
public sealed interface RecordId extends Comparable<RecordId> {

    /** The id in its plain form: a GUID in lower case without braces, a text as it is. */
    String text();

    /** A GUID. */
    static RecordId of(UUID uuid) {
        return new Guid(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }

    /** A GUID as clients write it: any case, with or without braces; else {@link IllegalArgumentException}. */
    static RecordId guid(String text) {
        String bare = text.startsWith("{") && text.endsWith("}") ? text.substring(1, text.length() - 1) : text;
        if (bare.length() != 36) {
            throw new IllegalArgumentException("not a GUID");
        }
        return of(UUID.fromString(bare));
    }

    /** A vendor's text id, compared exactly. */
    static RecordId text(String value) {
        return new Text(value);
    }

    /** A new random GUID; not for secrets. */
    static RecordId random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new Guid(
                (random.nextLong() & 0xffffffffffff0fffL) | 0x4000L,
                (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L);
    }

    /** 16 bytes, held inline because millions of them exist. */
    record Guid(long most, long least) implements RecordId {

        /** As {@link UUID}. */
        public UUID uuid() {
            return new UUID(most, least);
        }

        @Override
        public String text() {
            return uuid().toString();
        }

        @Override
        public int compareTo(RecordId other) {
            if (!(other instanceof Guid guid)) {
                return -1;
            }
            int high = Long.compareUnsigned(most, guid.most);
            return high != 0 ? high : Long.compareUnsigned(least, guid.least);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(most ^ Long.rotateLeft(least, 31));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Guid guid && most == guid.most && least == guid.least;
        }

        @Override
        public String toString() {
            return text();
        }
    }

    /** A vendor's text id. */
    record Text(String text) implements RecordId {

        @Override
        public int compareTo(RecordId other) {
            return other instanceof Text that ? text.compareTo(that.text) : 1;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
