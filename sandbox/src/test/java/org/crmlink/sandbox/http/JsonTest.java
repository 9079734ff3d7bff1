package org.crmlink.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void numbersKeepTheirScale() throws IOException {
        assertThat(Json.read("{\"a\":1.50,\"b\":7}")).isEqualTo(Map.of("a", new BigDecimal("1.50"), "b", 7L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1,]", "{\"a\":1e9999999999999}", "{\"a\":1,\"a\":2}", "1 2", "{a=1}", "nul"})
    void whatIsNoDocumentIsAnErrorInPlainWords(String text) {
        assertThatIOException()
                .isThrownBy(() -> Json.read(text))
                .satisfies(e -> assertThat(e.getMessage())
                        .endsWith(".")
                        .doesNotContain("REDACTED", "StreamRead", "java", "Exception"));
    }
}
