package org.crmlink.toolkit.auth;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collections;
import org.crmlink.sdk.config.Secret;

/** The first private key of a PKCS #12 file and its certificate. */
record Pkcs12KeyPair(PrivateKey key, X509Certificate certificate) {

    static Pkcs12KeyPair read(byte[] pkcs12, Secret password) {
        char[] characters = password.reveal().toCharArray();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(pkcs12), characters);
            for (String alias : Collections.list(store.aliases())) {
                if (store.getKey(alias, characters) instanceof PrivateKey key
                        && store.getCertificate(alias) instanceof X509Certificate certificate) {
                    return new Pkcs12KeyPair(key, certificate);
                }
            }
        } catch (GeneralSecurityException | IOException e) {
            throw ClientCertificate.invalid("the PKCS #12 file cannot be opened", "check the file and its password", e);
        }
        throw ClientCertificate.invalid(
                "the PKCS #12 file holds no private key", "export the certificate together with its key", null);
    }

    @Override
    public String toString() {
        return "Pkcs12KeyPair";
    }
}
