package org.crmlink.tck.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.crmlink.sdk.attachment.HashKind;
import org.junit.jupiter.api.Test;

/** Checksums that the kit computes by itself. */
class ContentHashTest {

    /** The vectors of rclone's implementation of Microsoft's algorithm. */
    @Test
    void quickXorHashIsMicrosofts() {
        assertThat(quickXor("")).isEqualTo("AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
        assertThat(quickXor("Sg==")).isEqualTo("SgAAAAAAAAAAAAAAAQAAAAAAAAA=");
        assertThat(quickXor("tbQ=")).isEqualTo("taAFAAAAAAAAAAAAAgAAAAAAAAA=");
        assertThat(quickXor("0pZP")).isEqualTo("0rDEEwAAAAAAAAAAAwAAAAAAAAA=");
    }

    private static String quickXor(String base64) {
        return ContentHash.of(HashKind.QUICK_XOR, Base64.getDecoder().decode(base64))
                .orElseThrow();
    }

    @Test
    void dropboxHashesTheHashesOfBlocks() {
        byte[] content = new byte[4 * 1024 * 1024 + 1];
        byte[] first = ContentHash.digest("SHA-256").digest(new byte[4 * 1024 * 1024]);
        byte[] second = ContentHash.digest("SHA-256").digest(new byte[1]);
        var whole = ContentHash.digest("SHA-256");
        whole.update(first);
        assertThat(ContentHash.of(HashKind.DROPBOX, content)).contains(ContentHash.hex(whole.digest(second)));
    }
}
