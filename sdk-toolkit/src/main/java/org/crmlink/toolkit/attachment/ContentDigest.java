package org.crmlink.toolkit.attachment;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.crmlink.sdk.attachment.HashKind;

/** Number and checksum of the bytes that have gone by. One-at-a-time. */
public final class ContentDigest {

    private final MessageDigest digest;
    private long count;

    private ContentDigest(MessageDigest digest) {
        this.digest = digest;
    }

    /**
     * Begins with nothing.
     *
     * @throws IllegalArgumentException if the kind is none of MD5, SHA1 and SHA256
     */
    public static ContentDigest of(HashKind kind) {
        String algorithm = switch (kind) {
            case MD5 -> "MD5";
            case SHA1 -> "SHA-1";
            case SHA256 -> "SHA-256";
            case CRC64, QUICK_XOR, DROPBOX -> throw new IllegalArgumentException("no digest for " + kind);
        };
        try {
            return new ContentDigest(MessageDigest.getInstance(algorithm));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }

    public void update(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
        count += length;
    }

    /** Bytes so far. */
    public long count() {
        return count;
    }

    /** The checksum in lower-case hex. Afterwards the digest must not be used any more. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Whether a checksum as somebody wrote it is this one; see {@link #hex()}. */
    public boolean is(String hex) {
        return hex().equals(hex.toLowerCase(Locale.ROOT));
    }
}
