package dev.quittance.gateway.facilitator;

import dev.quittance.devstack.Chain;
import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.eip712.Eip712Domain;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;

/**
 * A payment by a new payer, rightly signed.
 *
 * @param offered what the offer asks, in atomic units
 */
record OnChainPayment(TransferAuthorization authorization, Signature signature, String network, BigInteger offered) {
    static final String NETWORK = "eip155:84532";
    static final BigInteger PRICE = BigInteger.valueOf(1000);

    private static final Address TOKEN = Address.parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");
    private static final Address PAYEE = Address.parse("0xa0Ee7A142d267C1f36714E4a8F75612F20a79720");
    private static final Address SENDER = Address.parse("0x00000000000000000000000000000000000a11ce");
    private static final BigInteger FAR = BigInteger.valueOf(4_000_000_000L);
    private static final Secp256k1 SECP256K1 = Secp256k1.create();
    private static final SecureRandom RANDOM = new SecureRandom();

    static OnChainPayment fresh() {
        return of(PRICE, FAR);
    }

    static OnChainPayment of(BigInteger value, BigInteger validBefore) {
        PrivateKey key = PrivateKey.generate(RANDOM);
        byte[] nonce = new byte[Bytes32.LENGTH];
        RANDOM.nextBytes(nonce);
        var authorization = new TransferAuthorization(
                SECP256K1.address(key), PAYEE, value, BigInteger.ZERO, validBefore, new Bytes32(nonce));
        var domain = new Eip712Domain("USDC", "2", 84532, TOKEN);
        return new OnChainPayment(authorization, SECP256K1.sign(authorization.digest(domain), key), NETWORK, PRICE);
    }

    OnChainPayment on(String otherNetwork) {
        return new OnChainPayment(authorization, signature, otherNetwork, offered);
    }

    Address payer() {
        return authorization.from();
    }

    FacilitatorRequest request() {
        var offer = new PaymentRequirements(
                "exact", network, offered, TOKEN.toString(), PAYEE.toString(), 300, JsonObject.EMPTY);
        var payload = JsonObject.builder()
                .put("authorization", authorization.toJson())
                .put("signature", "0x" + "11".repeat(65))
                .build();
        return new FacilitatorRequest(new PaymentPayload(Optional.empty(), offer, payload, JsonObject.EMPTY), offer);
    }

    /** Puts the transfer on chain, as a facilitator would; the transaction's hash. */
    String settle(Chain chain) {
        chain.mint(payer(), BigInteger.valueOf(1_000_000));
        chain.setEtherBalance(SENDER, BigInteger.TEN.pow(18));
        chain.rpc("anvil_impersonateAccount", SENDER.toString());
        var call = new Eip3009Token(chain.token()).transferWithAuthorization(authorization, signature);
        String hash = chain.rpc(
                        "eth_sendTransaction",
                        Map.of(
                                "from",
                                SENDER.toString(),
                                "to",
                                chain.token().toString(),
                                "data",
                                call.data().hex()))
                .asText();
        chain.receipt(Bytes32.parse(hash));
        return hash;
    }
}
