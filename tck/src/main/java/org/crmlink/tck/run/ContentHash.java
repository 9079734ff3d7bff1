package org.crmlink.tck.run;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.crmlink.sdk.attachment.HashKind;

/** The checksums of stores, as the contract writes them. */
public final class ContentHash {

    private static final int DROPBOX_BLOCK = 4 * 1024 * 1024;
    private static final int QUICK_BITS = 160;
    private static final int QUICK_SHIFT = 11;

    private ContentHash() {}

    /** The checksum of some bytes; empty for a kind of which there are several and that only the store knows. */
    public static Optional<String> of(HashKind kind, byte[] content) {
        return switch (kind) {
            case MD5 -> Optional.of(hex(digest("MD5").digest(content)));
            case SHA1 -> Optional.of(hex(digest("SHA-1").digest(content)));
            case SHA256 -> Optional.of(hex(digest("SHA-256").digest(content)));
            case DROPBOX -> Optional.of(hex(dropbox(content)));
            case QUICK_XOR -> Optional.of(Base64.getEncoder().encodeToString(quickXor(content)));
            case CRC64 -> Optional.empty();
        };
    }

    static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }

    /** dropbox.com/developers/reference/content-hash: SHA-256 over the SHA-256 of each block of 4 MiB. */
    private static byte[] dropbox(byte[] content) {
        MessageDigest whole = digest("SHA-256");
        for (int from = 0; from < content.length; from += DROPBOX_BLOCK) {
            MessageDigest block = digest("SHA-256");
            block.update(content, from, Math.min(DROPBOX_BLOCK, content.length - from));
            whole.update(block.digest());
        }
        return whole.digest();
    }

    /**
     * learn.microsoft.com, "Code snippets: QuickXorHash algorithm": byte i is XORed into a ring of 160 bits at the bit 11·i, low bits first; at the end
     * the length, in 8 bytes with the lowest first, is XORed into the last 8 bytes.
     */
    private static byte[] quickXor(byte[] content) {
        byte[] ring = new byte[QUICK_BITS / 8];
        for (int i = 0; i < content.length; i++) {
            int bit = (int) ((long) i * QUICK_SHIFT % QUICK_BITS);
            int spread = (content[i] & 0xff) << (bit % 8);
            ring[bit / 8] ^= (byte) spread;
            ring[(bit / 8 + 1) % ring.length] ^= (byte) (spread >> 8);
        }
        for (int i = 0; i < 8; i++) {
            ring[ring.length - 8 + i] ^= (byte) ((long) content.length >> (8 * i));
        }
        return ring;
    }
}
