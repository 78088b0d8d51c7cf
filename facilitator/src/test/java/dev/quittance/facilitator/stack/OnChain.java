package dev.quittance.facilitator.stack;

import dev.quittance.devstack.Chain;
import dev.quittance.devstack.Contract;
import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import java.math.BigInteger;
import java.util.Map;

/** What others do on chain, past the facilitator. */
public final class OnChain {
    private static final Address SENDER = Address.parse("0x00000000000000000000000000000000000a11ce");

    private OnChain() {}

    /** Somebody uses the authorization. */
    public static void transfer(Offer offer) {
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
    public static Offer blacklisted(Offer offer) {
        FacilitatorStack.chain()
                .asTokenOwner("blacklist(address)", offer.payer().toWord());
        return offer;
    }

    /** Gives an account code that asks an owner's key about signatures (ERC-1271), as a contract wallet's. */
    public static Address wallet(Address owner) {
        return FacilitatorStack.chain().deploy(Contract.CONTRACT_WALLET, owner.toWord());
    }
}
