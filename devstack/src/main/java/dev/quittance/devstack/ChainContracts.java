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

    /** Canonical on every chain. */
    static final Address PERMIT2 = Address.parse("0x000000000022D473030F116dDEE9F6B43aC78BA3");

    /** The spender of x402's {@code exact} scheme where stock clients know it. */
    static final Address EXACT_PROXY = Address.parse("0x402085c248EeA27D92E8b30b2C58ed07f9E20001");

    /** The spender of x402's {@code upto} scheme where stock clients know it. */
    static final Address UPTO_PROXY = Address.parse("0x4020A4f3b7b90ccA423B9fabCc0CE57C6C240002");

    /** Linked into the token's code by compile.mjs. */
    static final Address CHECKER = Address.parse("0x00000000000000000000000000000000d0110001");

    static final Address IMPLEMENTATION = Address.parse("0x00000000000000000000000000000000d0110002");

    /** Holds every role of the token. Nobody has its key; the node sends in its name. */
    static final Address OWNER = Address.parse("0x00000000000000000000000000000000d0110003");

    static final Address ADMIN = Address.parse("0x00000000000000000000000000000000d0110004");

    /** What ERC-6492 signatures may name here as the maker of a wallet. */
    static final Address WALLET_FACTORY = Address.parse("0x00000000000000000000000000000000d0110005");

    /** What accounts may name in an EIP-7702 authorization: code that answers ERC-1271 for the account's own key. */
    static final Address DELEGATE = Address.parse("0x00000000000000000000000000000000d0110006");

    /** Contracts that need nothing but their code. */
    private static final Map<Address, Contract> PLAIN = Map.of(
            MULTICALL, Contract.MULTICALL3,
            CHECKER, Contract.SIGNATURE_CHECKER,
            IMPLEMENTATION, Contract.DOLLAR_TOKEN,
            PERMIT2, Contract.PERMIT2,
            EXACT_PROXY, Contract.EXACT_PERMIT2_PROXY,
            UPTO_PROXY, Contract.UPTO_PERMIT2_PROXY,
            WALLET_FACTORY, Contract.WALLET_FACTORY,
            DELEGATE, Contract.CONTRACT_WALLET);

    private static final BigInteger OWNER_WEI = BigInteger.TEN.pow(27);

    private ChainContracts() {}

    /** The token comes last: when it has code, it is in place. What a kept chain of an older release lacks is added. */
    static void install(JsonRpc rpc) {
        PLAIN.forEach((where, contract) -> {
            if (isEmpty(rpc, where)) {
                setCode(rpc, where, contract);
            }
        });
        if (isEmpty(rpc, TOKEN)) {
            setSlot(rpc, proxySlot("implementation"), IMPLEMENTATION);
            setSlot(rpc, proxySlot("admin"), ADMIN);
            rpc.call("anvil_setBalance", OWNER.toString(), "0x" + OWNER_WEI.toString(16));
            setCode(rpc, TOKEN, Contract.PROXY);
        }
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

    private static boolean isEmpty(JsonRpc rpc, Address where) {
        return rpc.call("eth_getCode", where.toString(), "latest").asText().equals("0x");
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
