package org.crmlink.tck.run;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A text between two processes: the number of its characters, then each. Exact for every text, where {@link DataOutputStream#writeUTF} ends at 65,535
 * bytes, which a sync token may exceed.
 */
final class LongText {

    /** More than any value of a record that the kit makes; a number beyond it is no length. */
    private static final int LONGEST = 64 << 20;

    private LongText() {}

    static void write(DataOutputStream out, String text) throws IOException {
        if (text.length() > LONGEST) {
            throw new IOException("a text of " + text.length() + " characters is longer than " + LONGEST);
        }
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * Character.BYTES);
        bytes.asCharBuffer().put(text);
        out.writeInt(text.length());
        out.write(bytes.array());
    }

    static String read(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LONGEST) {
            throw new IOException("no text begins here: its length would be " + length);
        }
        byte[] bytes = in.readNBytes(length * Character.BYTES);
        if (bytes.length < length * Character.BYTES) {
            throw new EOFException(
                    "the text ends after " + bytes.length + " of " + length * Character.BYTES + " bytes");
        }
        return ByteBuffer.wrap(bytes).asCharBuffer().toString();
    }
}
