package dev.quittance.protocol.challenge;

import dev.quittance.protocol.MalformedException;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The code that says who wrote something (RFC 2104, FIPS 198-1). */
final class HmacSha256 {
    private static final String ALGORITHM = "HmacSHA256";
    /** Only ever cloned: looking the algorithm up takes as long as the code of a request. */
    private static final Mac FRESH = fresh();

    private HmacSha256() {}

    /**
     * The code of all parts, one after the other.
     *
     * @throws MalformedException when the key is empty
     */
    static byte[] of(byte[] key, byte[]... parts) {
        try {
            var mac = (Mac) FRESH.clone();
            mac.init(new SecretKeySpec(key, ALGORITHM));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new MalformedException("the key cannot be used", e);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's HMAC can be cloned", e);
        }
    }

    private static Mac fresh() {
        try {
            return Mac.getInstance(ALGORITHM);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has HMAC with SHA-256", e);
        }
    }
}
