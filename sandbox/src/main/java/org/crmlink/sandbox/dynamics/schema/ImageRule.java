package org.crmlink.sandbox.dynamics.schema;

import java.util.UUID;
import org.crmlink.sandbox.schema.WriteRule;
import org.crmlink.sandbox.store.RecordId;

/** Gives a new row image an id and a time stamp in .NET ticks, and takes both away with the image. */
final class ImageRule implements WriteRule {

    static final ImageRule INSTANCE = new ImageRule();

    private static final long TICKS_PER_SECOND = 10_000_000;
    private static final long TICKS_AT_1970 = 621_355_968_000_000_000L;

    private ImageRule() {}

    @Override
    public void apply(Draft draft) {
        if (!draft.isSent("entityimage")) {
            return;
        }
        if (draft.get("entityimage") instanceof byte[] image) {
            long ticks = TICKS_AT_1970 + draft.now().getEpochSecond() * TICKS_PER_SECOND;
            draft.set("entityimageid", RecordId.of(UUID.nameUUIDFromBytes(image)));
            draft.set("entityimage_timestamp", ticks);
        } else {
            draft.set("entityimageid", null);
            draft.set("entityimage_timestamp", null);
        }
    }
}
