package org.crmlink.toolkit.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.config.Secret;
import org.crmlink.toolkit.auth.ClientAuthentication.AssertionAlgorithm;
import org.jspecify.annotations.Nullable;

/** An RSA key and its certificate. Immutable, thread-safe; its text form shows nothing of the key. */
public final class ClientCertificate {

    private final PrivateKey key;
    private final X509Certificate certificate;

    private ClientCertificate(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /**
     * Reads PEM text that holds a PKCS #8 private key, encrypted or not, and its certificate.
     *
     * @param password of an encrypted key; an empty secret if it is not encrypted
     * @throws ConnectorException of kind CONFIG_INVALID saying what is wrong
     */
    public static ClientCertificate fromPem(String pem, Secret password) {
        PemKeyPair pair = PemKeyPair.read(pem, password);
        return checked(pair.key(), pair.certificate());
    }

    /**
     * Reads a PKCS #12 file's content; its first private key counts.
     *
     * @throws ConnectorException of kind CONFIG_INVALID saying what is wrong
     */
    public static ClientCertificate fromPkcs12(byte[] pkcs12, Secret password) {
        Pkcs12KeyPair pair = Pkcs12KeyPair.read(pkcs12, password);
        return checked(pair.key(), pair.certificate());
    }

    private static ClientCertificate checked(PrivateKey key, X509Certificate certificate) {
        if (!(key instanceof RSAPrivateKey)
                || !certificate.getPublicKey().getAlgorithm().equals("RSA")) {
            throw invalid("the key is not an RSA key", "use a certificate with an RSA key", null);
        }
        ClientCertificate result = new ClientCertificate(key, certificate);
        byte[] probe = {1, 2, 3};
        try {
            Signature signature = signature(AssertionAlgorithm.RS256);
            signature.initVerify(certificate);
            signature.update(probe);
            if (!signature.verify(result.sign(AssertionAlgorithm.RS256, probe))) {
                throw invalid(
                        "private key and certificate do not belong together", "use the pair as it was issued", null);
            }
        } catch (GeneralSecurityException e) {
            throw invalid("the certificate cannot be used for signatures", "use a certificate with an RSA key", e);
        }
        return result;
    }

    static ConnectorException invalid(String message, String hint, @Nullable Throwable cause) {
        return ConnectorException.of(ErrorKind.CONFIG_INVALID, "certificate: " + message)
                .operation("configure")
                .hint(hint)
                .cause(cause)
                .build();
    }

    byte[] sign(AssertionAlgorithm algorithm, byte[] data) {
        try {
            Signature signature = signature(algorithm);
            signature.initSign(key);
            signature.update(data);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java signs with RSA", e);
        }
    }

    private static Signature signature(AssertionAlgorithm algorithm) throws GeneralSecurityException {
        return switch (algorithm) {
            case PS256 -> pss();
            case RS256 -> Signature.getInstance("SHA256withRSA");
        };
    }

    private static Signature pss() throws GeneralSecurityException {
        Signature signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        return signature;
    }

    /** The certificate's digest in base64url, as JOSE headers name it. */
    String thumbprint(String digest) {
        try {
            return ClientAssertion.base64(MessageDigest.getInstance(digest).digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + digest, e);
        }
    }

    @Override
    public String toString() {
        return "certificate " + thumbprint("SHA-256");
    }
}
