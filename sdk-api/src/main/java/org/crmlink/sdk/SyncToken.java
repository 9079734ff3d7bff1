package org.crmlink.sdk;

import java.nio.charset.StandardCharsets;

/**
 * Where a stream of changes stands. Immutable; the text is opaque to hosts, which store it and give it back.
 *
 * <p>The text MUST describe itself (connector, format version), hold no secret, come from the server's clock or counter, and be usable in another
 * process, time zone and locale [CHG-4]. A foreign, corrupt or truncated token MUST be refused with {@link ErrorKind#INVALID_DATA}, never read
 * as "from the start" or "no changes" [CHG-5].
 *
 * @param value at most {@value #MAX_BYTES} bytes of UTF-8, never a list of ids
 */
public record SyncToken(String value) {

    /** The longest token, in bytes of UTF-8. */
    public static final int MAX_BYTES = 65_536;

    public SyncToken {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a sync token is empty");
        }
        if (value.length() > MAX_BYTES || value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new IllegalArgumentException("a sync token is longer than " + MAX_BYTES + " bytes");
        }
    }
}
