package org.crmlink.sandbox.dynamics.schema;

import java.util.UUID;
import org.crmlink.sandbox.schema.WriteRule;
import org.crmlink.sandbox.store.RecordId;

/** Gives a new row image an id and a time stamp in .NET ticks, and takes both away with the image. */
final class ImageRule implements WriteRule {

    static final ImageRule INSTANCE = new ImageRule("entityimage");

    private static final long TICKS_PER_SECOND = 10_000_000;
    private static final long TICKS_AT_1970 = 621_355_968_000_000_000L;

    private final String column;

    /** A rule for the column that holds the image. */
    ImageRule(String column) {
        this.column = column;
    }

    @Override
    public void apply(Draft draft) {
        if (!draft.isSent(column)) {
            return;
        }
        if (draft.get(column) instanceof byte[] image) {
            long ticks = TICKS_AT_1970 + draft.now().getEpochSecond() * TICKS_PER_SECOND;
            draft.set(column + "id", RecordId.of(UUID.nameUUIDFromBytes(image)));
            draft.set(column + "_timestamp", ticks);
        } else {
            draft.set(column + "id", null);
            draft.set(column + "_timestamp", null);
        }
    }
}
