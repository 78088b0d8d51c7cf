package dev.quittance.facilitator;

import dev.quittance.devstack.Chain;
import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.facilitator.stack.FacilitatorStack;
import dev.quittance.facilitator.stack.Offer;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import java.math.BigInteger;
import java.util.Map;

/** What others do on chain, past the facilitator. */
final class OnChain {
    private static final Address SENDER = Address.parse("0x00000000000000000000000000000000000a11ce");

    private OnChain() {}

    /** Somebody uses the authorization. */
    static void transfer(Offer offer) {
        Chain chain = FacilitatorStack.chain();
        chain.setEtherBalance(SENDER, BigInteger.TEN.pow(18));
        chain.rpc("anvil_impersonateAccount", SENDER.toString());
        var call = new Eip3009Token(chain.token())
                .transferWithAuthorization(offer.authorization(), Signature.parse(Hex.decode(offer.signature())));
        var hash = chain.rpc(
                "eth_sendTransaction",
                Map.of(
                        "from",
                        SENDER.toString(),
                        "to",
                        chain.token().toString(),
                        "data",
                        call.data().hex()));
        chain.receipt(Bytes32.parse(hash.asText()));
    }

    /** The token's blacklister stops the payer. */
    static Offer blacklisted(Offer offer) {
        FacilitatorStack.chain()
                .asTokenOwner("blacklist(address)", offer.payer().toWord());
        return offer;
    }
}
