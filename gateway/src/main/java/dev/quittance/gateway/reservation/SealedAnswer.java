package dev.quittance.gateway.reservation;

/**
 * An answer as it is kept: encrypted, so that the database alone tells nobody what was sold.
 *
 * @param keyId the master its key is derived from
 * @param nonce 12 bytes
 * @param sealed ciphertext and tag
 */
@SuppressWarnings("ArrayRecordComponent") // Written and read, never compared.
public record SealedAnswer(String keyId, byte[] nonce, byte[] sealed) {
    @Override
    public String toString() {
        return "SealedAnswer[" + keyId + ", " + sealed.length + " bytes]";
    }
}
