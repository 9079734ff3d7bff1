package org.crmlink.toolkit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.junit.jupiter.api.Test;

/** A 401 renews the login once and sends the call once more; nothing else does. */
class UnauthorizedTest {

    private static final class Counting implements CredentialProvider {
        private final AtomicInteger renewals = new AtomicInteger();
        private final boolean renews;

        Counting(boolean renews) {
            this.renews = renews;
        }

        @Override
        public Authorization authorize(HttpCall call) {
            return Authorization.bearer("t" + renewals.get());
        }

        @Override
        public boolean renew(Authorization refused, Challenge challenge) {
            assertThat(refused.sameAs(Authorization.bearer("t" + renewals.get())))
                    .isTrue();
            assertThat(challenge.schemes()).containsExactly("Bearer realm=\"x\"");
            renewals.incrementAndGet();
            return renews;
        }
    }

    private static RawServer server(int status, String... good) throws IOException {
        return new RawServer((request, socket, out) -> {
            for (String token : good) {
                if (("Bearer " + token).equals(request.headers().get("authorization"))) {
                    RawServer.answer(out, 200, "ok");
                    return;
                }
            }
            RawServer.answer(out, status, "no", "WWW-Authenticate: Bearer realm=\"x\"");
        });
    }

    @Test
    void aRefusedWriteIsSentOnceMoreWithTheNewProofAndTheSameBody() throws IOException {
        Counting credentials = new Counting(true);
        TestContext context = new TestContext();
        try (RawServer server = server(401, "t1");
                HttpTransport transport = HttpTransport.builder(context, server.url("/"))
                        .credentials(credentials)
                        .build();
                HttpAnswer answer = transport.send(
                        HttpCall.write("POST", server.url("/write")).body(HttpBody.json("{\"a\":1}")))) {
            assertThat(answer.text()).isEqualTo("ok");
            assertThat(server.requests())
                    .hasSize(2)
                    .allSatisfy(request -> assertThat(new String(request.body(), StandardCharsets.UTF_8))
                            .isEqualTo("{\"a\":1}"));
            assertThat(credentials.renewals).hasValue(1);
            assertThat(context.events()).hasSize(2);
        }
    }

    @Test
    void aSecondRefusalIsTheAnswer() throws IOException {
        Counting credentials = new Counting(true);
        try (RawServer server = server(401);
                HttpTransport transport = HttpTransport.builder(new TestContext(), server.url("/"))
                        .credentials(credentials)
                        .build();
                HttpAnswer answer = transport.send(HttpCall.get(server.url("/")))) {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.failure("").build().kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
            assertThat(server.requests()).hasSize(2);
            assertThat(credentials.renewals).hasValue(1);
        }
    }

    @Test
    void withoutANewProofTheRefusalItselfIsTheAnswer() throws IOException {
        try (RawServer server = server(401);
                HttpTransport transport = HttpTransport.builder(new TestContext(), server.url("/"))
                        .credentials(new Counting(false))
                        .build();
                HttpAnswer answer = transport.send(HttpCall.get(server.url("/")))) {
            assertThat(answer.text()).isEqualTo("no");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void AUTH_4_aMissingRightRenewsNothing() throws IOException {
        Counting credentials = new Counting(true);
        try (RawServer server = server(403);
                HttpTransport transport = HttpTransport.builder(new TestContext(), server.url("/"))
                        .credentials(credentials)
                        .build();
                HttpAnswer answer = transport.send(HttpCall.get(server.url("/")))) {
            assertThat(answer.status()).isEqualTo(403);
            assertThat(server.requests()).hasSize(1);
            assertThat(credentials.renewals).hasValue(0);
        }
    }

    @Test
    void ifTheRenewalFailsItsFailureIsTold() throws IOException {
        TestContext context = new TestContext();
        CredentialProvider failing = new CredentialProvider() {
            @Override
            public Authorization authorize(HttpCall call) {
                return Authorization.bearer("old");
            }

            @Override
            public boolean renew(Authorization refused, Challenge challenge) {
                throw ConnectorException.of(ErrorKind.UNAVAILABLE, "no login now")
                        .build();
            }
        };
        try (RawServer server = server(401);
                HttpTransport transport = HttpTransport.builder(context, server.url("/"))
                        .credentials(failing)
                        .build()) {
            ConnectorException failure = catchThrowableOfType(
                    ConnectorException.class, () -> transport.send(HttpCall.write("POST", server.url("/"))));
            assertThat(failure.getMessage()).isEqualTo("no login now");
            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(context.events()).as("the refused attempt has ended").hasSize(1);
        }
    }
}
