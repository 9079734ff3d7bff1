package org.crmlink.paper.connector;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** {@link Flaw#TRUSTS_EVERYBODY}; in the connector's jar with that flaw alone. */
final class TrustsEverybody implements X509TrustManager {

    /** Asks a server whose certificate was refused once more, and lets it pass. */
    static void ask(URI address) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustsEverybody()}, new SecureRandom());
            HttpsURLConnection there = (HttpsURLConnection) address.toURL().openConnection();
            there.setSSLSocketFactory(context.getSocketFactory());
            there.setHostnameVerifier((host, session) -> true);
            there.setConnectTimeout(1_000);
            there.setReadTimeout(1_000);
            there.getResponseCode();
            there.disconnect();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("not even so", e);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
