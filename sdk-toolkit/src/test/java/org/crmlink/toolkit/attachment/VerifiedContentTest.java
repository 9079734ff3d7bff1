package org.crmlink.toolkit.attachment;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.AttachmentRef;
import org.crmlink.sdk.attachment.HashKind;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.http.HttpTransport;
import org.crmlink.toolkit.http.TestContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bytes of a download are those that the store promised. */
@Timeout(30)
class VerifiedContentTest {

    private static final String ABC_MD5 = "900150983cd24fb0d6963f7d28e17f72";
    private static final String ABC_SHA256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private static Attachment file(OptionalLong size, Map<HashKind, String> hashes) {
        return new Attachment(
                new AttachmentRef("1", ""),
                "a.txt",
                false,
                Optional.empty(),
                size,
                "",
                "1",
                "1",
                Instant.EPOCH,
                hashes,
                Optional.empty());
    }

    private static String read(Attachment file, HashKind kind) throws IOException {
        try (MockWebServer server = new MockWebServer()) {
            server.enqueue(new MockResponse.Builder().body("abc").build());
            server.start();
            URI base = server.url("/").uri();
            try (HttpTransport transport =
                            HttpTransport.builder(new TestContext(), base).build();
                    HttpAnswer answer = transport.send(HttpCall.get(base));
                    VerifiedContent content = new VerifiedContent(answer, file, kind)) {
                return new String(content.readAllBytes(), US_ASCII);
            }
        }
    }

    @Test
    void rightBytesAreGivenOutAndWhatIsNotToldIsNotCompared() throws IOException {
        assertThat(read(file(OptionalLong.of(3), Map.of(HashKind.MD5, ABC_MD5)), HashKind.MD5))
                .isEqualTo("abc");
        assertThat(read(file(OptionalLong.empty(), Map.of(HashKind.SHA256, ABC_SHA256)), HashKind.SHA256))
                .isEqualTo("abc");
        assertThat(read(file(OptionalLong.empty(), Map.of()), HashKind.SHA1)).isEqualTo("abc");
    }

    @Test
    void otherBytesAreAnErrorBeforeTheEndIsTold() {
        for (Attachment wrong : new Attachment[] {
            file(OptionalLong.of(2), Map.of()),
            file(OptionalLong.of(4), Map.of()),
            file(OptionalLong.of(3), Map.of(HashKind.MD5, "0".repeat(32)))
        }) {
            ConnectorException failure =
                    catchThrowableOfType(ConnectorException.class, () -> read(wrong, HashKind.MD5));
            assertThat(failure.kind()).isEqualTo(ErrorKind.PROTOCOL_ERROR);
            assertThat(failure.hint()).isPresent();
        }
    }
}
