package dev.quittance.attestation;

/** Why a document is not believed; one constant names one rule. */
public enum Refusal {
    /** More bytes than any document has. */
    TOO_LARGE,
    /** No CBOR, or CBOR of another shape than a document's. */
    MALFORMED,
    /** A length that only the end tells (RFC 8949, section 3.2). */
    INDEFINITE_LENGTH,
    /** A number or length in more bytes than it needs (RFC 8949, section 4.2.1). */
    NOT_SHORTEST,
    /** One key twice in a map. */
    DUPLICATE_KEY,
    /** A key that documents do not have. */
    UNKNOWN_KEY,
    /** Bytes after the end. */
    TRAILING_BYTES,
    /** Another algorithm than ES384. */
    ALGORITHM,
    /** Not signed by the leaf certificate's key. */
    SIGNATURE,
    /** A certificate that cannot be read. */
    CERTIFICATE,
    /** Another root than the one that is trusted. */
    ROOT,
    /** The certificates do not lead from the root to the leaf. */
    CHAIN,
    /** A certificate of the chain is not valid now. */
    EXPIRED,
    /** The leaf is an authority itself, may not sign, or has no P-384 key. */
    LEAF,
    /** The module's name does not fit the root: simulated modules are named so. */
    MODULE,
    /** One of the first three registers is not there, or is no SHA-384 digest. */
    MEASUREMENT_MISSING,
    /** A register of zeros: hardware reports those in debug mode. */
    MEASUREMENT_ZERO,
    /** Something else runs than is expected. */
    MEASUREMENT,
    /** The document answers another challenge, or none. */
    NONCE,
    /** The challenge was answered before. */
    NONCE_REUSED,
    /** Older than is believed. */
    TOO_OLD,
    /** From further ahead than clocks may differ. */
    FUTURE,
    /** Names no live key, or none of Ed25519. */
    PUBLIC_KEY,
    /** User data of another form than {@link UserData}. */
    USER_DATA,
    /** The connection's TLS key is not the one that the document names: somebody is in between. */
    TLS_KEY
}
