package org.crmlink.sandbox.schema;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;

/** Names and the ids that follow from them. */
final class Names {

    private Names() {}

    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** An id that depends on the name only, so that it is the same in each run. */
    static UUID metadataId(String kind, String name) {
        return UUID.nameUUIDFromBytes((kind + ":" + name).getBytes(StandardCharsets.UTF_8));
    }
}
