package org.crmlink.tck.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** The kit's own authority and what it signs. Made once a process. */
final class TlsCertificates {

    static final String PASSWORD = "changeit";

    private static final HeldCertificate AUTHORITY = new HeldCertificate.Builder()
            .commonName("crmlink certification kit")
            .certificateAuthority(0)
            .build();

    private TlsCertificates() {}

    /** The server side of a trap. */
    static SSLContext server(TlsTrap trap) {
        return new HandshakeCertificates.Builder()
                .heldCertificate(held(trap))
                .build()
                .sslContext();
    }

    private static HeldCertificate held(TlsTrap trap) {
        Instant now = Instant.now();
        HeldCertificate.Builder builder = new HeldCertificate.Builder().commonName("server of the kit");
        if (trap == TlsTrap.WRONG_HOST) {
            builder.addSubjectAlternativeName("another-host.example");
        } else {
            builder.addSubjectAlternativeName("localhost").addSubjectAlternativeName("127.0.0.1");
        }
        if (trap == TlsTrap.EXPIRED) {
            builder.validityInterval(
                    now.minus(Duration.ofDays(9)).toEpochMilli(),
                    now.minus(Duration.ofDays(1)).toEpochMilli());
        }
        if (trap != TlsTrap.SELF_SIGNED) {
            builder.signedBy(AUTHORITY);
        }
        return builder.build();
    }

    /** A client side that trusts the kit's authority. */
    static SSLContext client() {
        return new HandshakeCertificates.Builder()
                .addTrustedCertificate(AUTHORITY.certificate())
                .build()
                .sslContext();
    }

    /** Writes a trust store with the kit's authority alone. */
    static void write(Path file) {
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("kit", AUTHORITY.certificate());
            store.store(out, PASSWORD.toCharArray());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("no trust store could be written", e);
        }
    }
}
