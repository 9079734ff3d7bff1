package org.crmlink.toolkit.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.X509CertUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Date;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.config.Secret;
import org.crmlink.toolkit.auth.ClientAuthentication.AssertionAlgorithm;
import org.crmlink.toolkit.http.TestContext;
import org.crmlink.toolkit.http.TestKeys;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The signed statement of a client, judged by code that is not ours. */
class ClientCertificateTest {

    private static final Secret NO_PASSWORD = Secret.of("");
    private static TestKeys keys;
    private static TestKeys otherKeys;

    @BeforeAll
    static void makeKeys(@TempDir Path folder) throws Exception {
        keys = TestKeys.make(folder);
        otherKeys = TestKeys.make(folder);
    }

    private static String pem(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    private static String certificatePem() throws Exception {
        return pem("CERTIFICATE", keys.certificate().getEncoded());
    }

    private static String keyPem() throws Exception {
        return pem("PRIVATE KEY", keys.privateKey().getEncoded());
    }

    private static String encryptedKeyPem(String password) throws Exception {
        String algorithm = "PBEWithHmacSHA256AndAES_256";
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray())));
        byte[] encrypted = cipher.doFinal(keys.privateKey().getEncoded());
        // EncryptedPrivateKeyInfo (RFC 5958); Java reads PBES2 but does not write it
        byte[] pbes2 = HexFormat.of().parseHex("06092a864886f70d01050d");
        byte[] parameters = cipher.getParameters().getEncoded();
        byte[] algorithmIdentifier = indexOf(parameters, pbes2) >= 0 ? parameters : der(0x30, pbes2, parameters);
        return pem("ENCRYPTED PRIVATE KEY", der(0x30, algorithmIdentifier, der(0x04, encrypted)));
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        String latin = new String(bytes, StandardCharsets.ISO_8859_1);
        return latin.indexOf(new String(part, StandardCharsets.ISO_8859_1));
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        if (content.size() < 128) {
            whole.write(content.size());
        } else {
            whole.write(0x82);
            whole.write(content.size() >> 8);
            whole.write(content.size());
        }
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }

    private static ClientCertificate certificate() throws Exception {
        return ClientCertificate.fromPem(certificatePem() + keyPem(), NO_PASSWORD);
    }

    @ParameterizedTest
    @EnumSource
    void theAssertionSaysAndProvesWhoIsCalling(AssertionAlgorithm algorithm) throws Exception {
        TestContext context = new TestContext();
        try (LoginServer server = new LoginServer();
                TokenEndpoint endpoint = TokenEndpoint.builder(context, server.address(), "client-1")
                        .authentication(ClientAuthentication.certificate(certificate(), algorithm))
                        .build()) {
            TokenFlow flow = OAuth2.clientCredentials(endpoint, "s");
            Set<String> ids = new HashSet<>();
            for (int i = 0; i < 2; i++) {
                server.then(200, "{'access_token':'a'}");
                flow.fetch("");
                Map<String, String> form = server.form(i);
                assertThat(form)
                        .containsEntry("client_id", "client-1")
                        .containsEntry(
                                "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                        .doesNotContainKey("client_secret");
                JWTClaimsSet claims = verified(form.get("client_assertion"), algorithm);
                assertThat(claims.getAudience())
                        .containsExactly(server.address().toString());
                assertThat(claims.getIssuer()).isEqualTo("client-1");
                assertThat(claims.getSubject()).isEqualTo("client-1");
                Instant now = context.clock().instant();
                assertThat(claims.getIssueTime()).isEqualTo(Date.from(now));
                assertThat(claims.getNotBeforeTime()).isEqualTo(Date.from(now));
                assertThat(claims.getExpirationTime())
                        .isBetween(Date.from(now.plusSeconds(300)), Date.from(now.plusSeconds(600)));
                ids.add(claims.getJWTID());
            }
            assertThat(ids).as("no assertion is used twice").hasSize(2);
        }
    }

    private static JWTClaimsSet verified(String assertion, AssertionAlgorithm algorithm) throws Exception {
        SignedJWT jwt = SignedJWT.parse(assertion);
        assertThat(jwt.verify(
                        new RSASSAVerifier((RSAPublicKey) keys.certificate().getPublicKey())))
                .isTrue();
        assertThat(jwt.getHeader().getType()).hasToString("JWT");
        if (algorithm == AssertionAlgorithm.PS256) {
            assertThat(jwt.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.PS256);
            assertThat(jwt.getHeader().getX509CertSHA256Thumbprint())
                    .isEqualTo(X509CertUtils.computeSHA256Thumbprint(keys.certificate()));
        } else {
            assertThat(jwt.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
            byte[] sha1 =
                    MessageDigest.getInstance("SHA-1").digest(keys.certificate().getEncoded());
            assertThat(jwt.getHeader().toJSONObject())
                    .containsEntry(
                            "x5t", Base64.getUrlEncoder().withoutPadding().encodeToString(sha1));
        }
        return jwt.getJWTClaimsSet();
    }

    @Test
    void aWrongClockIsCorrectedOnceFromTheServersDate() throws Exception {
        TestContext context = new TestContext();
        Instant serverTime = context.clock().instant().plus(Duration.ofMinutes(30));
        String date = "Date: "
                + DateTimeFormatter.RFC_1123_DATE_TIME
                        .withLocale(Locale.ROOT)
                        .format(serverTime.atOffset(ZoneOffset.UTC));
        try (LoginServer server = new LoginServer();
                TokenEndpoint endpoint = TokenEndpoint.builder(context, server.address(), "client-1")
                        .authentication(ClientAuthentication.certificate(certificate(), AssertionAlgorithm.PS256))
                        .build()) {
            TokenFlow flow = OAuth2.clientCredentials(endpoint, "s");
            String refusal = "{'error':'invalid_client','error_codes':[700024]}";
            server.then(401, refusal, date).then(200, "{'access_token':'a','expires_in':3600}", date);
            AccessToken token = flow.fetch("");
            assertThat(token.expires())
                    .as("by our clock")
                    .contains(context.clock().instant().plusSeconds(3600));
            JWTClaimsSet second = verified(server.form(1).get("client_assertion"), AssertionAlgorithm.PS256);
            assertThat(second.getIssueTime()).isEqualTo(Date.from(serverTime));

            server.then(401, refusal, date);
            assertThatThrownBy(() -> flow.fetch("")).isInstanceOf(ConnectorException.class);
            assertThat(server.requestCount())
                    .as("with the right time there is no second try")
                    .isEqualTo(3);
        }
    }

    @Test
    void keysAreReadFromPemEncryptedPemAndPkcs12() throws Exception {
        String thumbprint = certificate().thumbprint("SHA-256");
        assertThat(ClientCertificate.fromPem(keyPem() + certificatePem().replace("\n", "\r\n"), NO_PASSWORD)
                        .thumbprint("SHA-256"))
                .isEqualTo(thumbprint);
        assertThat(ClientCertificate.fromPkcs12(keys.pkcs12(), Secret.of(TestKeys.PASSWORD))
                        .thumbprint("SHA-256"))
                .isEqualTo(thumbprint);
        String ascii = "password";
        assertThat(ClientCertificate.fromPem(certificatePem() + encryptedKeyPem(ascii), Secret.of(ascii))
                        .thumbprint("SHA-256"))
                .isEqualTo(thumbprint);
    }

    private static void assertInvalid(String part, String pem, Secret password) {
        assertThatThrownBy(() -> ClientCertificate.fromPem(pem, password))
                .isInstanceOfSatisfying(ConnectorException.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(ErrorKind.CONFIG_INVALID);
                    assertThat(failure.hint()).isPresent();
                })
                .hasMessageContaining(part)
                .hasMessageNotContaining("canary");
    }

    @Test
    void whatCannotBeUsedIsSaidClearly() throws Exception {
        assertInvalid("no certificate", keyPem(), NO_PASSWORD);
        assertInvalid("no private key", certificatePem(), NO_PASSWORD);
        assertInvalid("PKCS #1", certificatePem() + pem("RSA PRIVATE KEY", new byte[] {1}), NO_PASSWORD);
        assertInvalid("cannot be read", certificatePem() + encryptedKeyPem("password"), Secret.of("canary"));
        assertInvalid("cannot be read", certificatePem() + pem("PRIVATE KEY", new byte[] {1, 2}), NO_PASSWORD);
        assertInvalid(
                "do not belong together",
                certificatePem() + pem("PRIVATE KEY", otherKeys.privateKey().getEncoded()),
                NO_PASSWORD);
        assertThatThrownBy(() -> ClientCertificate.fromPkcs12(keys.pkcs12(), Secret.of("canary")))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("cannot be opened")
                .hasMessageNotContaining("canary");
    }
}
