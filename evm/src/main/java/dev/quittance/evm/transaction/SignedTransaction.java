package dev.quittance.evm.transaction;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.MalformedException;
import java.util.Optional;

/** A transaction with its sender's signature: what is stored, then sent. */
public record SignedTransaction(Eip1559Transaction transaction, Signature signature) {

    /**
     * Reads raw bytes as {@code eth_sendRawTransaction} takes them, in their one canonical form.
     *
     * @throws MalformedException when they are not an EIP-1559 transaction, are spelled otherwise than {@link #raw} would,
     *     create a contract, carry an access list, or exceed 128 KiB
     */
    public static SignedTransaction decode(Bytes raw) {
        return TransactionCodec.decode(raw.toByteArray());
    }

    /** The bytes that go to the node. */
    public Bytes raw() {
        return Bytes.of(TransactionCodec.encode(this));
    }

    /** The transaction hash, by which receipts are found. */
    public Bytes32 hash() {
        return Keccak256.hash(TransactionCodec.encode(this));
    }

    /** The account that signed; empty when no key can have made the signature. */
    public Optional<Address> sender(Secp256k1 curve) {
        return curve.recover(transaction.signingHash(), signature);
    }
}
