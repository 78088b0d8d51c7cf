package dev.quittance.devstack;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.Keccak256;
import java.math.BigInteger;
import java.util.Map;

/** Puts the contracts in their places on a fresh chain. Code is set, not deployed: the addresses are other chains' own. */
final class ChainContracts {
    /** Base Sepolia's USDC: stock x402 clients refuse tokens they do not know. */
    static final Address TOKEN = Address.parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");

    static final Address MULTICALL = Address.parse("0xcA11bde05977b3631167028862bE2a173976CA11");

    /** Linked into the token's code by compile.mjs. */
    static final Address CHECKER = Address.parse("0x00000000000000000000000000000000d0110001");

    static final Address IMPLEMENTATION = Address.parse("0x00000000000000000000000000000000d0110002");

    /** Holds every role of the token. Nobody has its key; the node sends in its name. */
    static final Address OWNER = Address.parse("0x00000000000000000000000000000000d0110003");

    static final Address ADMIN = Address.parse("0x00000000000000000000000000000000d0110004");

    private static final BigInteger OWNER_WEI = BigInteger.TEN.pow(27);

    private ChainContracts() {}

    /** The token comes last: when it has code, all is in place. */
    static void install(JsonRpc rpc) {
        if (!rpc.call("eth_getCode", TOKEN.toString(), "latest").asText().equals("0x")) {
            return;
        }
        setCode(rpc, MULTICALL, Contract.MULTICALL3);
        setCode(rpc, CHECKER, Contract.SIGNATURE_CHECKER);
        setCode(rpc, IMPLEMENTATION, Contract.DOLLAR_TOKEN);
        setSlot(rpc, proxySlot("implementation"), IMPLEMENTATION);
        setSlot(rpc, proxySlot("admin"), ADMIN);
        rpc.call("anvil_setBalance", OWNER.toString(), "0x" + OWNER_WEI.toString(16));
        setCode(rpc, TOKEN, Contract.PROXY);
    }

    /** Calls {@code initialize(owner)}; the caller sees that it is mined. */
    static Map<String, Object> initialization() {
        return call(TOKEN, "initialize(address)", OWNER.toWord());
    }

    /** A transaction or a call without sender: function signature and static arguments, each one ABI word. */
    static Map<String, Object> call(Address target, String signature, Bytes32... words) {
        byte[] data = new byte[4 + Bytes32.LENGTH * words.length];
        System.arraycopy(Keccak256.hash(signature).toByteArray(), 0, data, 0, 4);
        for (int i = 0; i < words.length; i++) {
            System.arraycopy(words[i].toByteArray(), 0, data, 4 + Bytes32.LENGTH * i, Bytes32.LENGTH);
        }
        return Map.of("to", target.toString(), "data", Hex.encode(data));
    }

    /** EIP-1967: one below the hash of the name. */
    private static Bytes32 proxySlot(String name) {
        BigInteger hash = Keccak256.hash("eip1967.proxy." + name).toUnsigned();
        return Bytes32.of(hash.subtract(BigInteger.ONE));
    }

    private static void setCode(JsonRpc rpc, Address where, Contract contract) {
        rpc.call("anvil_setCode", where.toString(), Hex.encode(contract.runtime()));
    }

    private static void setSlot(JsonRpc rpc, Bytes32 slot, Address value) {
        rpc.call(
                "anvil_setStorageAt",
                TOKEN.toString(),
                slot.toString(),
                value.toWord().toString());
    }
}
