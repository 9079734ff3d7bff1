package org.crmlink.paper.server;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.zip.CRC32;

/** Places in change feeds as opaque texts, which end after a time or when told to. Thread-safe. */
final class Cursors {

    static final Duration LIFE = Duration.ofDays(30);

    private final Supplier<Instant> clock;
    private final LongSupplier head;
    private volatile int epoch = 1;

    Cursors(Supplier<Instant> clock, LongSupplier head) {
        this.clock = clock;
        this.head = head;
    }

    /**
     * A place.
     *
     * @param removalsAfter removals up to this number are of no interest: the reader began later
     */
    record Place(long seq, long removalsAfter) {}

    synchronized void expire() {
        epoch = epoch + 1;
    }

    Place start() {
        return new Place(0, head.getAsLong());
    }

    String write(long seq, long removalsAfter) {
        String text =
                epoch + "." + seq + "." + removalsAfter + "." + clock.get().getEpochSecond();
        return text + "." + check(text);
    }

    Place read(String cursor) {
        int dot = cursor.lastIndexOf('.');
        String[] parts = cursor.split("\\.", -1);
        if (parts.length != 5 || !parts[4].equals(check(cursor.substring(0, dot)))) {
            throw new Refusal(400, "BAD_CURSOR", "the cursor is damaged");
        }
        Place place = new Place(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        if (Integer.parseInt(parts[0]) < epoch
                || Instant.ofEpochSecond(Long.parseLong(parts[3])).plus(LIFE).isBefore(clock.get())) {
            throw new Refusal(410, "CURSOR_EXPIRED", "the cursor is too old");
        }
        if (place.seq() > head.getAsLong()) {
            throw new Refusal(400, "BAD_CURSOR", "the cursor is of the future");
        }
        return place;
    }

    private static String check(String text) {
        CRC32 crc = new CRC32();
        crc.update(("paper" + text).getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }
}
