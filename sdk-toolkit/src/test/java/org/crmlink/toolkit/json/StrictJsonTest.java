package org.crmlink.toolkit.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.crmlink.sdk.ErrorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void aDocumentThatIsNestedTooDeeplyIsAProtocolError(String level) {
        IOException failure = catchThrowableOfType(IOException.class, () -> readAll(level.repeat(100_000)));

        assertThat(failure).isNotNull();
        assertThat(StrictJson.failure(failure).kind()).isEqualTo(ErrorKind.PROTOCOL_ERROR);
    }

    @Test
    void whatIsNoJsonIsAProtocolErrorThatNamesThePlace() {
        IOException failure = catchThrowableOfType(IOException.class, () -> readAll("{\"a\":nonsense}"));

        assertThat(StrictJson.failure(failure)).hasMessageContaining("line 1");
    }

    private static void readAll(String text) throws IOException {
        try (JsonParser json = StrictJson.parser(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
            while (json.nextToken() != null) {
                json.currentToken();
            }
        }
    }
}
