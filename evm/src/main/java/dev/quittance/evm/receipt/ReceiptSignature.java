package dev.quittance.evm.receipt;

import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.receipt.ReceiptDocument;
import java.util.Optional;

/** Checks a receipt's signature with nothing but the receipt. */
public final class ReceiptSignature {
    private ReceiptSignature() {}

    /** The address that signed the document's quittance; empty when no key can have made this signature. */
    public static Optional<Address> recover(Secp256k1 curve, ReceiptDocument document) {
        try {
            var signature = Signature.parse(Hex.decode(document.signature(), Signature.LENGTH));
            return curve.recover(document.quittance().digest(), signature);
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    /** Whether the signature is the named signer's; whether that signer may be trusted is another question. */
    public static boolean isGenuine(Secp256k1 curve, ReceiptDocument document) {
        return recover(curve, document).filter(document.signer()::equals).isPresent();
    }
}
