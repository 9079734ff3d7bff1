package org.crmlink.tck.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongTextTest {

    private static byte[] written(String... texts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (String text : texts) {
                LongText.write(out, text);
            }
        }
        return bytes.toByteArray();
    }

    private static DataInputStream reading(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "\u0000\u00e4\u20ac", "\ud83d\ude00", "\ud83d alone"})
    void comesBackAsItWas(String text) throws IOException {
        DataInputStream in = reading(written(text, "next"));
        assertThat(LongText.read(in)).isEqualTo(text);
        assertThat(LongText.read(in)).isEqualTo("next");
    }

    @Test
    void mayBeLongerThanATextOfTheJdkFormat() throws IOException {
        String token = "\u20ac".repeat(70_000);
        assertThat(LongText.read(reading(written(token)))).isEqualTo(token);
    }

    @Test
    void aTextCutOffAndALengthThatIsNoneAreErrors() throws IOException {
        byte[] bytes = written("sixteen");
        assertThatIOException()
                .isThrownBy(() -> LongText.read(reading(Arrays.copyOf(bytes, bytes.length - 1))))
                .withMessageContaining("ends after 13 of 14 bytes");
        assertThatIOException()
                .isThrownBy(() -> LongText.read(reading(new byte[] {-1, 0, 0, 0})))
                .withMessageContaining("no text begins here");
    }
}
