package dev.quittance.signer.journal;

import dev.quittance.protocol.Bytes32;

/** What the journal says to a wish to sign. */
public sealed interface Recording {
    /**
     * The same request was permitted before; what was permitted then is what may be signed.
     *
     * @param validBefore Unix seconds of the transfer as first permitted; 0 when the entry moves no money
     */
    record Repeated(Bytes32 signingDigest, long validBefore) implements Recording {}

    /**
     * Nothing stands in the way.
     *
     * @param revision under which the entry is to be written
     */
    record Free(int revision) implements Recording {}

    /** Another request has this nonce already, and may not be replaced by this one. */
    record Taken() implements Recording {}
}
