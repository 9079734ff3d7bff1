package org.crmlink.tck.bench;

import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes this process trust the kit's authority, and nobody else, until it is closed: by the system property of the trust store, which clients read
 * when they are made, and by the process's default context, which was perhaps made long ago. One at a time.
 */
public final class TrustedAuthority implements AutoCloseable {

    private static final String STORE = "javax.net.ssl.trustStore";
    private static final String STORE_PASSWORD = "javax.net.ssl.trustStorePassword";
    private static final String STORE_TYPE = "javax.net.ssl.trustStoreType";

    private final @Nullable String store = System.getProperty(STORE);
    private final @Nullable String password = System.getProperty(STORE_PASSWORD);
    private final @Nullable String type = System.getProperty(STORE_TYPE);
    private final SSLContext context;
    private final SSLSocketFactory sockets;

    /** @param directory where the trust store is written */
    public TrustedAuthority(Path directory) {
        try {
            context = SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
        sockets = HttpsURLConnection.getDefaultSSLSocketFactory();
        Path file = directory.resolve("trusted.p12");
        TlsCertificates.write(file);
        System.setProperty(STORE, file.toString());
        System.setProperty(STORE_PASSWORD, TlsCertificates.PASSWORD);
        System.setProperty(STORE_TYPE, "PKCS12");
        SSLContext trusting = TlsCertificates.client();
        SSLContext.setDefault(trusting);
        HttpsURLConnection.setDefaultSSLSocketFactory(trusting.getSocketFactory());
    }

    @Override
    public void close() {
        SSLContext.setDefault(context);
        HttpsURLConnection.setDefaultSSLSocketFactory(sockets);
        restore(STORE, store);
        restore(STORE_PASSWORD, password);
        restore(STORE_TYPE, type);
    }

    private static void restore(String name, @Nullable String value) {
        if (value == null) {
            System.clearProperty(name);
        } else {
            System.setProperty(name, value);
        }
    }
}
