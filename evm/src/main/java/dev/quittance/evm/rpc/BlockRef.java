package dev.quittance.evm.rpc;

import dev.quittance.protocol.Bytes32;

/** Which block a question is about. */
public sealed interface BlockRef {
    /** A moving head. */
    enum Tag implements BlockRef {
        /** The newest block. */
        LATEST("latest"),
        /** With what waits in the node's pool. */
        PENDING("pending"),
        /** The newest block that is unlikely to be reorganised. */
        SAFE("safe"),
        /** The newest block that cannot be reorganised. */
        FINALIZED("finalized");

        private final String text;

        Tag(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** A height on the chain that the node holds for the right one. */
    record Height(long number) implements BlockRef {}

    /** One block and no other at its height (EIP-1898). */
    record Hash(Bytes32 hash) implements BlockRef {}
}
