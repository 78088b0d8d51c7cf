package dev.quittance.devstack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quittance.protocol.Hex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The contracts of the local chain, compiled by {@code contracts/compile.mjs}. */
public enum Contract {
    /** The dollar's code, behind {@link #PROXY}. */
    DOLLAR_TOKEN("DollarToken"),
    /** EIP-1967 proxy in front of the dollar. */
    PROXY("Proxy"),
    /** Linked into the dollar: ECDSA for keys, ERC-1271 for accounts with code. */
    SIGNATURE_CHECKER("SignatureChecker"),
    MULTICALL3("Multicall3"),
    /** SignatureTransfer of Permit2, for one token at a time. */
    PERMIT2("Permit2"),
    /** x402's spender of Permit2 signatures, {@code exact}. */
    EXACT_PERMIT2_PROXY("ExactPermit2Proxy"),
    /** x402's spender of Permit2 signatures, {@code upto}. */
    UPTO_PERMIT2_PROXY("UptoPermit2Proxy"),
    /** Makes {@link #CONTRACT_WALLET}s at addresses known before (CREATE2): {@code createWallet(address owner, uint256 salt)}. */
    WALLET_FACTORY("WalletFactory"),
    /** ERC-1271 wallet of one owner key; also an EIP-7702 delegate. Constructor: {@code (address owner)}. */
    CONTRACT_WALLET("ContractWallet");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String file;

    Contract(String name) {
        this.file = "contracts/" + name + ".json";
    }

    /** ABI in its usual JSON form. */
    public JsonNode abi() {
        return artifact().path("abi");
    }

    /** Code to deploy; constructor arguments are appended to it. */
    public byte[] creation() {
        return Hex.decode(artifact().path("creation").asText());
    }

    /** Code as it stands on chain. */
    public byte[] runtime() {
        return Hex.decode(artifact().path("runtime").asText());
    }

    private JsonNode artifact() {
        try (var in = Objects.requireNonNull(Contract.class.getResourceAsStream(file), file)) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
