package dev.quittance.protocol.token;

import dev.quittance.protocol.MalformedException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a caller shows to a signer that demands a certificate before it listens. */
public final class ClientCertificate {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private final List<X509Certificate> chain;
    private final PrivateKey key;

    private ClientCertificate(List<X509Certificate> chain, PrivateKey key) {
        this.chain = List.copyOf(chain);
        this.key = key;
    }

    /**
     * Reads the two parts.
     *
     * @param certificates PEM: the caller's own certificate, and those between it and an authority
     * @param key PEM: PKCS #8, not encrypted
     * @throws MalformedException when one of them is something else
     */
    public static ClientCertificate parse(String certificates, String key) {
        List<X509Certificate> chain = SignerTrust.certificates(certificates);
        Matcher pem = KEY.matcher(key);
        if (!pem.find()) {
            throw new MalformedException("no private key in PEM (PKCS #8)");
        }
        try {
            var encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
            String algorithm = chain.getFirst().getPublicKey().getAlgorithm();
            return new ClientCertificate(
                    chain, KeyFactory.getInstance(algorithm).generatePrivate(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Without the cause, which may quote the key.
            throw new MalformedException("the private key in PEM is not the certificate's");
        }
    }

    X509Certificate[] chain() {
        return chain.toArray(X509Certificate[]::new);
    }

    PrivateKey key() {
        return key;
    }

    @Override
    public String toString() {
        return "ClientCertificate[key not shown]";
    }
}
