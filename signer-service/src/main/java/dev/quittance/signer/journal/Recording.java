package dev.quittance.signer.journal;

import dev.quittance.protocol.Bytes32;

/** What the journal says to a wish to sign. */
public sealed interface Recording {
    /**
     * The entry stands, written now or for the same request before; what was permitted first is what may be signed.
     *
     * @param signingDigest what may be signed
     * @param validBefore Unix seconds of the transfer as first permitted; 0 when the entry moves no money
     */
    record Permitted(Bytes32 signingDigest, long validBefore) implements Recording {}

    /** Another request has this nonce already, and may not be replaced by this one. */
    record Taken() implements Recording {}
}
