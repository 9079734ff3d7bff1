package org.crmlink.sandbox.salesforce.dml;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.crmlink.sandbox.salesforce.org.Blob;
import org.crmlink.sandbox.salesforce.org.BlobSource;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.Work;
import org.jspecify.annotations.Nullable;

/**
 * Takes in what a client sends for a field of bytes: as Base64 text, which is bounded by the message that it stands in, or as a stream. Source: backend
 * page, section 17. Stateless.
 */
final class BlobReader {

    private static final long MEGABYTE = 1L << 20;

    /** What stands in a part of its own: two gigabytes, of which {@code ContentSize}, a number of 32 bits, can tell one byte less. */
    private static final long MOST_OF_A_VERSION = Integer.MAX_VALUE;

    private static final long MOST = 500 * MEGABYTE;
    /** What stands in JSON or XML. */
    private static final long MOST_OF_AN_ATTACHMENT = 25 * MEGABYTE;

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private BlobReader() {}

    /**
     * The bytes that a record keeps; null for none.
     *
     * @param value text, or a {@link BlobSource}
     */
    static @Nullable Blob read(Work work, SObject object, Field field, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof BlobSource source) {
            return kept(work, field, source, object.name().equals("ContentVersion") ? MOST_OF_A_VERSION : MOST);
        }
        byte[] bytes = decoded(field, CellReader.text(field, value));
        long most = object.name().equals("Attachment") ? MOST_OF_AN_ATTACHMENT : MOST;
        return bytes.length == 0 ? null : kept(work, field, () -> new ByteArrayInputStream(bytes), most);
    }

    private static Blob kept(Work work, Field field, BlobSource source, long most) {
        return work.blob(source, most).orElseThrow(() -> Refusals.tooManyBytes(field, most));
    }

    private static byte[] decoded(Field field, String text) {
        boolean blanks = text.chars().anyMatch(Character::isWhitespace);
        String bare = blanks ? BLANKS.matcher(text).replaceAll("") : text;
        try {
            return Base64.getDecoder().decode(bare.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw Refusals.unreadable(field, "VALUE_STRING", "that is not in Base64");
        }
    }
}
