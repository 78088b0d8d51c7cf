package dev.quittance.attestation;

/** What became of a document. */
public sealed interface Verification {
    /**
     * It is believed.
     *
     * @param measurement what runs; one of those expected
     * @param liveKey Ed25519, SubjectPublicKeyInfo in DER
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares keys as records
    record Attested(AttestationDocument document, Measurement measurement, byte[] liveKey, UserData userData)
            implements Verification {}

    record Refused(Refusal refusal) implements Verification {}
}
