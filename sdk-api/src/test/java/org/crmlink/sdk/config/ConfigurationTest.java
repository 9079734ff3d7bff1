package org.crmlink.sdk.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {

    private enum Mode {
        READ_ONLY,
        FULL
    }

    private static final ConfigOption<URI> URL =
            ConfigOption.uri("url", "Address").required();
    private static final ConfigOption<Secret> SECRET = ConfigOption.secret("client-secret", "Secret");
    private static final ConfigOption<Duration> TIMEOUT =
            ConfigOption.duration("timeout", "Patience").withDefault("60s");
    private static final ConfigOption<Integer> PAGE = ConfigOption.integer("page-size", 1, 5000, "Records");
    private static final ConfigOption<Mode> MODE = ConfigOption.choice("mode", Mode.class, "Mode");
    private static final ConfigOption<Boolean> TRACE = ConfigOption.bool("trace", "Trace");
    private static final List<ConfigOption<?>> OPTIONS = List.of(URL, SECRET, TIMEOUT, PAGE, MODE, TRACE);

    private static Configuration of(Map<String, String> values) {
        return Configuration.of(OPTIONS, values);
    }

    @Test
    void CONF1_allProblemsAreReportedAtOnceWithDidYouMean() {
        Configuration configuration =
                of(Map.of("pagesize", "10", "page-size", "0", "mode", "ful", "timeout", "soon", "trace", "yes"));
        assertThat(configuration.problems())
                .extracting(problem -> problem.key() + ": " + problem.message())
                .containsExactly(
                        "pagesize: unknown option; did you mean 'page-size'?",
                        "url: is required: Address",
                        "timeout: 'soon' is not a duration such as 500ms, 30s, 5m, 2h or 7d",
                        "page-size: 0 is not between 1 and 5000",
                        "mode: 'ful' is not one of read-only, full; did you mean 'full'?",
                        "trace: 'yes' is neither true nor false");
    }

    @Test
    void oneExceptionNamesAllProblems() {
        ConnectorException e = ConfigProblem.toException(of(Map.of("mode", "x")).problems());
        assertThat(e.kind()).isEqualTo(ErrorKind.CONFIG_INVALID);
        assertThat(e).hasMessageContaining("url: ").hasMessageContaining("mode: ");
    }

    @Test
    void valuesHaveTheirTypesAndDefaultsHold() {
        Configuration configuration =
                of(Map.of("url", "https://a.example/x", "mode", "read-only", "page-size", "500", "trace", "true"));
        assertThat(configuration.problems()).isEmpty();
        assertThat(configuration.get(URL)).isEqualTo(URI.create("https://a.example/x"));
        assertThat(configuration.get(MODE)).isEqualTo(Mode.READ_ONLY);
        assertThat(configuration.get(PAGE)).isEqualTo(500);
        assertThat(configuration.get(TRACE)).isTrue();
        assertThat(configuration.get(TIMEOUT)).isEqualTo(Duration.ofSeconds(60));
        assertThat(configuration.find(SECRET)).isEmpty();
        assertThat(configuration.has(TIMEOUT)).isFalse();
    }

    @Test
    void aMissingOrBadValueCannotBeRead() {
        Configuration configuration = of(Map.of("page-size", "many"));
        assertThat(catchThrowableOfType(ConnectorException.class, () -> configuration.get(URL)))
                .hasMessageContaining("url: is required");
        assertThat(catchThrowableOfType(ConnectorException.class, () -> configuration.find(PAGE)))
                .hasMessageContaining("page-size: 'many' is not a whole number");
    }

    @Test
    void SEC1_aSecretShowsNowhere() {
        Configuration configuration = of(Map.of("url", "https://a.example", "client-secret", "hunter2"));
        assertThat(configuration.get(SECRET).reveal()).isEqualTo("hunter2");
        assertThat(configuration.get(SECRET)).hasToString("***").isEqualTo(Secret.of("hunter2"));
        assertThat(configuration.toString()).doesNotContain("hunter2");
        assertThat(configuration.get(SECRET)).isNotEqualTo(Secret.of("hunter3"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.example",
                "ftp://a.example",
                "https://",
                "https://u:p@a.example",
                "https://a.example/#x",
                "h ttp:"
            })
    void anAddressIsAbsoluteAndOfHttp(String text) {
        assertThat(of(Map.of("url", text)).problems()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "30s,PT30S", "5m,PT5M", "2h,PT2H", "7d,PT168H", "PT1M30S,PT1M30S"})
    void aDurationIsANumberWithAUnitOrIso(String text, String iso) {
        assertThat(of(Map.of("timeout", text)).get(TIMEOUT)).isEqualTo(Duration.parse(iso));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "-1s", "5", "s", "99999999999999999999s", "9223372036854775807d", "PT0S", "P1X"})
    void aDurationIsLongerThanZeroAndHasAUnit(String text) {
        assertThat(of(Map.of("url", "https://a.example", "timeout", text)).problems())
                .hasSize(1);
    }

    @Test
    void anEmptyValueIsAProblem() {
        assertThat(of(Map.of("url", " ")).problems()).containsExactly(new ConfigProblem("url", "is empty"));
    }

    @Test
    void aFurtherCheckSpeaksForItself() {
        ConfigOption<Integer> even = ConfigOption.integer("n", 0, 9, "N")
                .checkedBy(n -> n % 2 == 0 ? Optional.empty() : Optional.of(n + " is odd"));
        assertThat(Configuration.of(List.of(even), Map.of("n", "3")).problems())
                .containsExactly(new ConfigProblem("n", "3 is odd"));
        assertThat(Configuration.of(List.of(even), Map.of("n", "4")).problems()).isEmpty();
    }

    @Test
    void anOptionIsDescribedOnceAndItsDefaultMustParse() {
        assertThatIllegalArgumentException().isThrownBy(() -> Configuration.of(List.of(URL, URL), Map.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> PAGE.withDefault("0"));
    }
}
