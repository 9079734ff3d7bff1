package org.crmlink.connector.dynamics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.toolkit.odata.BatchPart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ERR: every code of the reference is classified, by its code and not by the status beside it. */
class ErrorCodesTest {

    private static ConnectorException error(int status, String code, String... headers) {
        String body = "{\"error\":{\"code\":\"" + code + "\",\"message\":\"anything\"}}";
        Map<String, String> all = headers.length == 0 ? Map.of() : Map.of(headers[0], headers[1]);
        return DynamicsErrors.of(new BatchPart(status, all, body.getBytes(UTF_8)), Instant.EPOCH)
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "0x80040217, NOT_FOUND, NEVER",
        "0x80060891, NOT_FOUND, NEVER",
        "0x80060890, INVALID_DATA, NEVER",
        "0x8006089D, INVALID_DATA, NEVER",
        "0x8006088a, SCHEMA_CHANGED, NEVER",
        "0x80060888, SCHEMA_CHANGED, NEVER",
        "0x80048d19, INVALID_DATA, NEVER",
        "0x80041103, SCHEMA_CHANGED, NEVER",
        "0x80041102, SCHEMA_CHANGED, NEVER",
        "0x80060882, CONFLICT, NEVER",
        "0x80060883, INVALID_DATA, NEVER",
        "0x8006088D, UNSUPPORTED, NEVER",
        "0x80040237, ALREADY_EXISTS, NEVER",
        "0x80060892, ALREADY_EXISTS, NEVER",
        "0x80040333, ALREADY_EXISTS, NEVER",
        "0x80040220, FORBIDDEN, NEVER",
        "0x80048405, FORBIDDEN, NEVER",
        "0x80048306, FORBIDDEN, NEVER",
        "0x80040299, FORBIDDEN, NEVER",
        "0x80040225, FORBIDDEN, NEVER",
        "0x80042F09, FORBIDDEN, NEVER",
        "0x80072560, FORBIDDEN, NEVER",
        "0x8004A110, FORBIDDEN, NEVER",
        "0x8004F507, FORBIDDEN, NEVER",
        "0x8004A104, FORBIDDEN, NEVER",
        "0x80072322, RATE_LIMITED, LATER",
        "0x80072321, RATE_LIMITED, LATER",
        "0x80072326, RATE_LIMITED, LATER",
        "0x8005F103, RATE_LIMITED, LATER",
        "0x80048544, UNAVAILABLE, LATER",
        "0x80044352, RESYNC_REQUIRED, NEVER",
        "0x80072491, UNSUPPORTED, NEVER",
        "0x80072492, UNSUPPORTED, NEVER",
        "0x80040227, INVALID_DATA, NEVER",
        "0x8004F857, INVALID_DATA, NEVER",
        "0x8004F858, INVALID_DATA, NEVER",
        "0x80040800, UNSUPPORTED, NEVER",
        "0x8004430C, LIMIT_EXCEEDED, NEVER",
        "0x80040203, INVALID_DATA, NEVER",
        "0x80040265, INVALID_DATA, NEVER",
        "0x80040224, INVALID_DATA, NEVER",
        "0x80040233, INVALID_DATA, NEVER",
        "0x80048408, INVALID_DATA, NEVER",
        "0x80044331, LIMIT_EXCEEDED, NEVER",
        "0x80044330, INVALID_DATA, NEVER",
        "0x8004432F, INVALID_DATA, NEVER",
        "0x8004431A, INVALID_DATA, NEVER",
        "0x80044150, UNAVAILABLE, LATER",
        "0x80044151, TIMEOUT, LATER",
        "0x8004E023, LIMIT_EXCEEDED, NEVER",
        "0x8004430D, LIMIT_EXCEEDED, NEVER",
        "0x80044a02, LIMIT_EXCEEDED, NEVER",
        "0x80043E09, INVALID_DATA, NEVER",
        "0x80040353, INVALID_DATA, NEVER",
        "0x8004A101, UNAUTHENTICATED, AFTER_LOGIN",
        "0x8005F101, UNAUTHENTICATED, AFTER_LOGIN",
    })
    void aCodeDecidesWhateverTheStatus(String code, ErrorKind kind, RetryAdvice.When retry) {
        for (int status : new int[] {400, 404, 412, 500}) {
            for (String spelling : new String[] {code, code.toLowerCase(Locale.ROOT)}) {
                ConnectorException error = error(status, spelling);
                assertThat(error.kind()).isEqualTo(kind);
                assertThat(error.retryAdvice().when()).isEqualTo(retry);
                assertThat(error.hint())
                        .hasValueSatisfying(hint -> assertThat(hint).isNotBlank());
                assertThat(error.vendorCode()).contains(code.toLowerCase(Locale.ROOT));
            }
        }
    }

    /** 0x80040216 is "unexpected" and says nothing; 8.x writes no code at all. */
    @ParameterizedTest
    @CsvSource({
        "400, INVALID_DATA",
        "401, UNAUTHENTICATED",
        "403, FORBIDDEN",
        "404, NOT_FOUND",
        "405, UNSUPPORTED",
        "412, CONFLICT",
        "413, LIMIT_EXCEEDED",
        "429, RATE_LIMITED",
        "500, UNAVAILABLE",
        "501, UNSUPPORTED",
        "503, UNAVAILABLE",
        "504, TIMEOUT",
    })
    void withoutAMeaningfulCodeTheStatusDecides(int status, ErrorKind kind) {
        for (String code : new String[] {"", "0x0", "0x80040216", "0x8fffffff"}) {
            assertThat(error(status, code).kind()).as(code).isEqualTo(kind);
        }
    }

    @Test
    void theServersDelayIsPassedOn() {
        assertThat(error(429, "0x80072322", "retry-after", "17").retryAdvice().delay())
                .contains(Duration.ofSeconds(17));
    }
}
