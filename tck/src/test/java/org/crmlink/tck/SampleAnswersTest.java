package org.crmlink.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.crmlink.paper.PaperFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleAnswersTest {

    private static SampleAnswers read(String json) throws IOException {
        return SampleAnswers.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aFixtureHasTheAnswersOfTheFileBesideItsClass() {
        PaperFixture fixture = new PaperFixture();
        assertThat(fixture.throttled())
                .containsExactly(new Answer(
                        429,
                        Map.of("Content-Type", "application/json", "Retry-After", "7"),
                        "{\"error\":{\"code\":\"SLOW_DOWN\",\"message\":\"too many requests\"}}"));
        assertThat(fixture.exhausted()).extracting(Answer::status).containsExactly(403);
        assertThat(fixture.expiredToken()).map(Answer::status).contains(410);
    }

    @Test
    void aFixtureWithoutAFileHasNone() {
        FakeFixture fixture = new FakeFixture();
        assertThat(fixture.throttled()).isEmpty();
        assertThat(fixture.exhausted()).isEmpty();
        assertThat(fixture.expiredToken()).isEmpty();
    }

    @Test
    void aTextIsABodyToo() throws IOException {
        assertThat(
                        read("{\"throttled\":[{\"status\":503,\"headers\":{\"content-type\":\"text/html\"},\"body\":\"<p>no\"}]}")
                                .throttled())
                .containsExactly(new Answer(503, Map.of("content-type", "text/html"), "<p>no"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"throtled\": []}|unknown member 'throtled'",
                "{\"throttled\": {}}|expected START_ARRAY",
                "{\"throttled\": [{\"body\": {}}]}|an answer has no status",
                "{\"expiredToken\": {\"status\": 410, \"text\": 1}}|unknown member 'text' of an answer",
                "{\"expiredToken\": {\"status\": 410, \"headers\": {\"Retry-After\": 7}}}|expected VALUE_STRING"
            })
    void aFileThatIsWrongIsNoAnswer(String json, String message) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(IOException.class).hasMessageContaining(message);
    }
}
