package dev.quittance.signer.principal;

import java.security.Provider;
import java.security.Security;
import org.bouncycastle.jcajce.provider.asymmetric.ec.SignatureSpi;

/**
 * Puts BouncyCastle's ECDSA, and nothing else of it, before the JDK's: it verifies P-256 about eight times as fast, and
 * verifying tokens is the dearest part of a request. smallrye-jwt leaves the choice of provider to the JDK's order.
 */
final class FastEcdsa extends Provider {
    private static final long serialVersionUID = 1L;

    private FastEcdsa() {
        super("FastEcdsa", "1", "SHA256withECDSA by BouncyCastle");
        putService(
                new Service(this, "Signature", "SHA256withECDSA", SignatureSpi.ecDSA256.class.getName(), null, null));
    }

    /** Idempotent; the order is the whole JVM's. */
    static void install() {
        Security.insertProviderAt(new FastEcdsa(), 1);
    }
}
