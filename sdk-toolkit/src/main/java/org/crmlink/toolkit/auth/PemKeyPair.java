package org.crmlink.toolkit.auth;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.crmlink.sdk.config.Secret;

/** A private key (PKCS #8) and its certificate out of PEM text (RFC 7468). The first certificate is the client's own, as in every chain file. */
record PemKeyPair(PrivateKey key, X509Certificate certificate) {

    private static final String CONVERT = "convert the key with: openssl pkcs8 -topk8 -v2 aes-256-cbc -in key.pem";

    static PemKeyPair read(String pem, Secret password) {
        byte[] certificate = block(pem, "CERTIFICATE")
                .orElseThrow(() -> ClientCertificate.invalid(
                        "the PEM text holds no certificate", "put certificate and private key into one file", null));
        try {
            return new PemKeyPair(key(pem, password), (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate)));
        } catch (GeneralSecurityException e) {
            throw ClientCertificate.invalid("the PEM text cannot be read", "check the file and its password", e);
        }
    }

    private static PrivateKey key(String pem, Secret password) throws GeneralSecurityException {
        Optional<byte[]> plain = block(pem, "PRIVATE KEY");
        if (plain.isPresent()) {
            return rsa(new PKCS8EncodedKeySpec(plain.get()));
        }
        Optional<byte[]> encrypted = block(pem, "ENCRYPTED PRIVATE KEY");
        if (encrypted.isPresent()) {
            return rsa(decrypt(encrypted.get(), password));
        }
        if (pem.contains("-----BEGIN RSA PRIVATE KEY-----")) {
            throw ClientCertificate.invalid("the private key is in the old PKCS #1 form", CONVERT, null);
        }
        throw ClientCertificate.invalid(
                "the PEM text holds no private key", "put certificate and private key into one file", null);
    }

    private static PrivateKey rsa(PKCS8EncodedKeySpec spec) throws GeneralSecurityException {
        return KeyFactory.getInstance("RSA").generatePrivate(spec);
    }

    private static PKCS8EncodedKeySpec decrypt(byte[] encrypted, Secret password) throws GeneralSecurityException {
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encrypted);
            // getAlgName() says PBES2 only; the parameters' text is the name that key factory and cipher want
            String algorithm = info.getAlgParameters().toString();
            SecretKey key = SecretKeyFactory.getInstance(algorithm)
                    .generateSecret(new PBEKeySpec(password.reveal().toCharArray()));
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
            return info.getKeySpec(cipher);
        } catch (IOException e) {
            throw ClientCertificate.invalid(
                    "the private key is encrypted in a way that Java does not read", CONVERT, e);
        }
    }

    private static Optional<byte[]> block(String pem, String label) {
        Pattern pattern =
                Pattern.compile("-----BEGIN " + label + "-----([A-Za-z0-9+/=\\s]*)-----END " + label + "-----");
        Matcher matcher = pattern.matcher(pem);
        if (!matcher.find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getMimeDecoder().decode(matcher.group(1)));
        } catch (IllegalArgumentException e) {
            throw ClientCertificate.invalid("a block of the PEM text is damaged", "export the file again", e);
        }
    }

    @Override
    public String toString() {
        return "PemKeyPair";
    }
}
