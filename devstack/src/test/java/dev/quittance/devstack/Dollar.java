package dev.quittance.devstack;

import static dev.quittance.devstack.Calldata.word;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.Keccak256;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** The dollar as a relayer and its payers use it. */
final class Dollar {
    static final Address RELAYER = TestKey.of("relayer").address();

    private static final BigInteger WEI = BigInteger.TEN.pow(20);
    private static final String TUPLE = "address,address,uint256,uint256,uint256,bytes32";

    /** The six signed values of EIP-3009; times in seconds since the epoch. */
    record Authorization(Address from, Address to, long value, long validAfter, long validBefore, Bytes32 nonce) {
        Bytes32[] words() {
            return new Bytes32[] {from.toWord(), to.toWord(), word(value), word(validAfter), word(validBefore), nonce};
        }

        Authorization within(long after, long before) {
            return new Authorization(from, to, value, after, before, nonce);
        }
    }

    final Chain chain;
    private int nonces;

    Dollar(Chain chain) {
        this.chain = chain;
    }

    /** Valid from the beginning until an hour from now, with a nonce not used before. */
    Authorization authorization(Address from, Address to, long value) {
        return new Authorization(from, to, value, 0, now() + 3600, Keccak256.hash("nonce " + from + nonces++));
    }

    long now() {
        JsonNode head = chain.rpc("eth_getBlockByNumber", "latest", false);
        return Chain.quantity(head.path("timestamp")).longValueExact();
    }

    Bytes32 digest(String type, Bytes32... words) {
        byte[] struct = Keccak256.hash(Keccak256.hash(type).toByteArray(), Calldata.words(words))
                .toByteArray();
        byte[] domain = Keccak256.hash(
                        Keccak256.hash(
                                        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
                                .toByteArray(),
                        Calldata.words(
                                Keccak256.hash("USDC"),
                                Keccak256.hash("2"),
                                word(Chain.CHAIN_ID),
                                chain.token().toWord()))
                .toByteArray();
        return Keccak256.hash(new byte[] {0x19, 0x01}, domain, struct);
    }

    TestKey.Signature sign(TestKey key, String primaryType, Authorization authorization) {
        return key.sign(digest(
                primaryType
                        + "(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)",
                authorization.words()));
    }

    TestKey.Signature signTransfer(TestKey key, Authorization authorization) {
        return sign(key, "TransferWithAuthorization", authorization);
    }

    static byte[] byParts(String function, Authorization authorization, TestKey.Signature signature) {
        Bytes32[] words = Arrays.copyOf(authorization.words(), 9);
        words[6] = word(signature.v());
        words[7] = signature.r();
        words[8] = signature.s();
        return Calldata.call(function + "(" + TUPLE + ",uint8,bytes32,bytes32)", words);
    }

    static byte[] byBytes(String function, Authorization authorization, byte[] signature) {
        return Calldata.callWithBytes(function + "(" + TUPLE + ",bytes)", signature, authorization.words());
    }

    /** Sends to the token; the receipt tells success or failure. */
    JsonNode send(Address sender, byte[] data) {
        return send(sender, chain.token(), data);
    }

    JsonNode send(Address sender, Address target, byte[] data) {
        chain.setEtherBalance(sender, WEI);
        chain.rpc("anvil_impersonateAccount", sender.toString());
        String hash = chain.rpc(
                        "eth_sendTransaction",
                        Map.of(
                                "from", sender.toString(),
                                "to", target.toString(),
                                "data", Hex.encode(data),
                                "gas", "0x" + Integer.toHexString(16_000_000)))
                .asText();
        return chain.receipt(Bytes32.parse(hash));
    }

    /** Gas of a transaction to the token. */
    long gas(Address sender, byte[] data) {
        return gas(send(sender, data));
    }

    static long gas(JsonNode receipt) {
        return Chain.quantity(receipt.path("gasUsed")).longValueExact();
    }

    static boolean succeeded(JsonNode receipt) {
        return receipt.path("status").asText().equals("0x1");
    }

    byte[] read(byte[] data) {
        return Hex.decode(chain.rpc(
                        "eth_call",
                        Map.of("from", RELAYER.toString(), "to", chain.token().toString(), "data", Hex.encode(data)),
                        "latest")
                .asText());
    }

    /** The reason with which the token refuses, or "" when it does not. */
    String refusal(byte[] data) {
        try {
            read(data);
            return "";
        } catch (RpcException e) {
            byte[] answer = Hex.decode(e.data().orElse("0x"));
            // Error(string): selector, offset, length, text.
            int length = new BigInteger(1, Arrays.copyOfRange(answer, 36, 68)).intValueExact();
            return new String(answer, 68, length, StandardCharsets.UTF_8);
        }
    }
}
