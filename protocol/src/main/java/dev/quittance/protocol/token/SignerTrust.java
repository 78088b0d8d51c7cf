package dev.quittance.protocol.token;

import dev.quittance.protocol.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** How a caller and the signer-service know each other by TLS. */
public final class SignerTrust {
    private SignerTrust() {}

    /**
     * TLS that trusts these authorities only, not those that came with the JDK.
     *
     * @param pem one or more certificates, each an authority or the signer's own
     * @throws MalformedException when there is no certificate in it
     */
    public static SSLContext context(String pem) {
        return context(Optional.of(pem), Optional.empty());
    }

    /**
     * The same for a signer that demands a certificate of its callers.
     *
     * @param authorities PEM as above; absent, those of the JDK are trusted
     * @param own what is shown to the signer
     * @throws MalformedException when there is no certificate in the PEM
     */
    public static SSLContext context(Optional<String> authorities, Optional<ClientCertificate> own) {
        try {
            var context = SSLContext.getInstance("TLSv1.3");
            context.init(
                    own.isPresent() ? keys(own.get()) : null,
                    authorities.isPresent() ? trust(certificates(authorities.get())) : null,
                    null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("TLS cannot be set up", e);
        }
    }

    /** The certificates in PEM, at least one. */
    static List<X509Certificate> certificates(String pem) {
        try {
            List<X509Certificate> certificates = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (certificates.isEmpty()) {
                throw new MalformedException("no certificate in PEM");
            }
            return certificates;
        } catch (GeneralSecurityException e) {
            throw new MalformedException("no certificates in PEM");
        }
    }

    private static TrustManager @Nullable [] trust(List<X509Certificate> authorities)
            throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        for (Certificate authority : authorities) {
            store.setCertificateEntry("authority-" + store.size(), authority);
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return trust.getTrustManagers();
    }

    private static KeyManager @Nullable [] keys(ClientCertificate own) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        char[] unused = {};
        store.setKeyEntry("own", own.key(), unused, own.chain());
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, unused);
        return keys.getKeyManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }
}
