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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Permit2 and the x402 proxies as a payer and a relayer use them. */
final class Permits {
    static final String EXACT_WITNESS = "Witness(address to,uint256 validAfter)";
    static final String UPTO_WITNESS = "Witness(address to,address facilitator,uint256 validAfter)";

    private static final String TOKEN = "TokenPermissions(address token,uint256 amount)";
    private static final String FIELDS = "(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline";
    private static final String PERMIT = "((address,uint256),uint256,uint256)";
    private static final String BY_EIP2612 = "(uint256,uint256,bytes32,bytes32,uint8)";

    /** What a payer signs for Permit2, without the spender, who is whoever calls. */
    record Permit(Address token, long amount, BigInteger nonce, long deadline) {
        Bytes32[] words() {
            return new Bytes32[] {token.toWord(), word(amount), Bytes32.of(nonce), word(deadline)};
        }
    }

    /** The proxies' witnesses in one: the exact one has no facilitator. */
    record Witness(String type, List<Bytes32> words) {
        static Witness exact(Address to, long validAfter) {
            return new Witness(EXACT_WITNESS, List.of(to.toWord(), word(validAfter)));
        }

        static Witness upto(Address to, Address facilitator, long validAfter) {
            return new Witness(UPTO_WITNESS, List.of(to.toWord(), facilitator.toWord(), word(validAfter)));
        }

        Bytes32 hash() {
            return Keccak256.hash(Keccak256.hash(type).toByteArray(), Calldata.words(array()));
        }

        Bytes32[] array() {
            return words.toArray(Bytes32[]::new);
        }

        String tuple() {
            return words.size() == 2 ? "(address,uint256)" : "(address,address,uint256)";
        }
    }

    final Dollar dollar;
    private int nonces;

    Permits(Dollar dollar) {
        this.dollar = dollar;
    }

    Permit permit(long amount) {
        // Beyond one word of the bitmap, as the clients' random nonces are.
        var nonce = Keccak256.hash("permit " + System.nanoTime() + nonces++).toUnsigned();
        return new Permit(dollar.chain.token(), amount, nonce, dollar.now() + 3600);
    }

    /** Lets Permit2 take whatever the payer signs for. */
    void approve(Address owner) {
        dollar.send(owner, Calldata.call("approve(address,uint256)", Chain.PERMIT2.toWord(), word(Long.MAX_VALUE)));
    }

    TestKey.Signature sign(TestKey key, Address spender, Permit permit) {
        return key.sign(digest("PermitTransferFrom" + FIELDS + ")" + TOKEN, spender, permit));
    }

    TestKey.Signature sign(TestKey key, Address spender, Permit permit, Witness witness) {
        String type = "PermitWitnessTransferFrom" + FIELDS + ",Witness witness)" + TOKEN + witness.type();
        return key.sign(digest(type, spender, permit, witness.hash()));
    }

    byte[] transferFrom(Permit permit, Address to, long amount, Address owner, byte[] signature) {
        return Calldata.callWithBytes(
                "permitTransferFrom(" + PERMIT + ",(address,uint256),address,bytes)",
                signature,
                words(permit.words(), to.toWord(), word(amount), owner.toWord()));
    }

    byte[] settleExact(Permit permit, Address owner, Witness witness, byte[] signature) {
        return Calldata.callWithBytes(
                "settle(" + PERMIT + ",address," + witness.tuple() + ",bytes)",
                signature,
                words(permit.words(), words(new Bytes32[] {owner.toWord()}, witness.array())));
    }

    byte[] settleUpto(Permit permit, long amount, Address owner, Witness witness, byte[] signature) {
        return Calldata.callWithBytes(
                "settle(" + PERMIT + ",uint256,address," + witness.tuple() + ",bytes)",
                signature,
                words(permit.words(), words(new Bytes32[] {word(amount), owner.toWord()}, witness.array())));
    }

    byte[] settleExactBy(Bytes32[] eip2612, Permit permit, Address owner, Witness witness, byte[] signature) {
        return Calldata.callWithBytes(
                "settleWithPermit(" + BY_EIP2612 + "," + PERMIT + ",address," + witness.tuple() + ",bytes)",
                signature,
                words(words(eip2612, permit.words()), words(new Bytes32[] {owner.toWord()}, witness.array())));
    }

    byte[] settleUptoBy(
            Bytes32[] eip2612, Permit permit, long amount, Address owner, Witness witness, byte[] signature) {
        return Calldata.callWithBytes(
                "settleWithPermit(" + BY_EIP2612 + "," + PERMIT + ",uint256,address," + witness.tuple() + ",bytes)",
                signature,
                words(
                        words(eip2612, permit.words()),
                        words(new Bytes32[] {word(amount), owner.toWord()}, witness.array())));
    }

    /** The payer's EIP-2612 permit for Permit2, in the order in which the proxies take its parts. */
    Bytes32[] eip2612(TestKey owner, long value, long nonce) {
        long deadline = dollar.now() + 3600;
        var signature = owner.sign(dollar.digest(
                "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)",
                owner.address().toWord(),
                Chain.PERMIT2.toWord(),
                word(value),
                word(nonce),
                word(deadline)));
        return new Bytes32[] {word(value), word(deadline), signature.r(), signature.s(), word(signature.v())};
    }

    /** What a contract answers, or with what error it refuses: a selector, or the text of {@code Error(string)}. */
    String refusal(Address sender, Address target, byte[] data) {
        var call = Map.of("from", sender.toString(), "to", target.toString(), "data", Hex.encode(data));
        try {
            dollar.chain.rpc("eth_call", call, "latest");
            return "";
        } catch (RpcException e) {
            byte[] answer = Hex.decode(e.data().orElse("0x"));
            if (Hex.encode(Arrays.copyOf(answer, 4)).equals("0x08c379a0")) {
                int length = new BigInteger(1, Arrays.copyOfRange(answer, 36, 68)).intValueExact();
                return new String(answer, 68, length, StandardCharsets.UTF_8);
            }
            return Hex.encode(answer);
        }
    }

    /** An error's data: its selector and its words. */
    static String error(String signature, Bytes32... words) {
        return Hex.encode(Calldata.call(signature, words));
    }

    static boolean emitted(JsonNode receipt, Address where, String event) {
        String topic = Keccak256.hash(event).toString();
        for (JsonNode log : receipt.path("logs")) {
            if (log.path("address").asText().equalsIgnoreCase(where.toString())
                    && log.path("topics").get(0).asText().equals(topic)) {
                return true;
            }
        }
        return false;
    }

    private Bytes32 digest(String type, Address spender, Permit permit, Bytes32... more) {
        Bytes32 token = Keccak256.hash(
                Keccak256.hash(TOKEN).toByteArray(),
                Calldata.words(permit.token().toWord(), word(permit.amount())));
        byte[] struct = Keccak256.hash(
                        Keccak256.hash(type).toByteArray(),
                        Calldata.words(words(
                                new Bytes32[] {
                                    token, spender.toWord(), Bytes32.of(permit.nonce()), word(permit.deadline())
                                },
                                more)))
                .toByteArray();
        byte[] domain = Keccak256.hash(
                        Keccak256.hash("EIP712Domain(string name,uint256 chainId,address verifyingContract)")
                                .toByteArray(),
                        Calldata.words(Keccak256.hash("Permit2"), word(Chain.CHAIN_ID), Chain.PERMIT2.toWord()))
                .toByteArray();
        return Keccak256.hash(new byte[] {0x19, 0x01}, domain, struct);
    }

    private static Bytes32[] words(Bytes32[] first, Bytes32... then) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(then)).toArray(Bytes32[]::new);
    }
}
