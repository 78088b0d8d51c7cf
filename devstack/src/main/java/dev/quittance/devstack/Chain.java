package dev.quittance.devstack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A real EVM node (anvil) with the dollar token at Base Sepolia's USDC address, and Multicall3, Permit2 and the x402
 * proxies at their canonical ones. Its chain id is Base Sepolia's, because stock x402 clients refuse tokens and networks they do not know.
 */
public final class Chain implements AutoCloseable {
    public static final long CHAIN_ID = 84532;

    /** The dollar, at Base Sepolia's own address. */
    public static final Address TOKEN = ChainContracts.TOKEN;

    /** Permit2, at the address it has on every chain. */
    public static final Address PERMIT2 = ChainContracts.PERMIT2;

    /** Spender of {@code exact} payments through Permit2, where stock clients know it. */
    public static final Address EXACT_PROXY = ChainContracts.EXACT_PROXY;

    /** Spender of {@code upto} payments through Permit2, where stock clients know it. */
    public static final Address UPTO_PROXY = ChainContracts.UPTO_PROXY;

    /** Makes wallets for ERC-6492 signatures: {@code createWallet(address owner, uint256 salt)}. */
    public static final Address WALLET_FACTORY = ChainContracts.WALLET_FACTORY;

    /** Code that EIP-7702 authorizations may name; it answers ERC-1271 for the account's own key. */
    public static final Address DELEGATE = ChainContracts.DELEGATE;

    private static final int GAS_LIMIT = 60_000_000;

    /** Told, because the node would reserve a whole block for each transaction that tells no limit. */
    private static final String MINT_GAS = "0x249f0";

    /** Told, because the node offers little more than the fee of the moment, and forgets what full blocks then outbid. */
    private static final String MINT_FEE = "0x174876e800";

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final Duration RECEIPT_LIMIT = Duration.ofSeconds(60);
    private static final long RECEIPT_POLL_MS = 20;

    private static final class Shared {
        static final Chain INSTANCE = start(ChainOptions.temporary());
    }

    private final Optional<Child> node;
    private final JsonRpc rpc;
    private final URI url;
    private final Optional<Folder> folder;
    private final Optional<ChainState> state;
    private final CountDownLatch closing = new CountDownLatch(1);

    private Chain(Optional<Child> node, JsonRpc rpc, URI url, Optional<Folder> folder, Optional<ChainState> state) {
        this.node = node;
        this.rpc = rpc;
        this.url = url;
        this.folder = folder;
        this.state = state;
    }

    /** The chain that all tests of this JVM share; started at the first call, mines each transaction at once. */
    public static Chain shared() {
        return Shared.INSTANCE;
    }

    /**
     * Starts the node, loads the state of the folder if there is one, and installs the contracts if they are missing.
     *
     * @throws DevstackException when anvil is missing or does not come up, also when the state cannot be loaded
     */
    public static Chain start(ChainOptions options) {
        var folder = Folder.of("chain", options.folder());
        var state = new ChainState(folder.path());
        boolean loads = state.exists();
        int port = options.port() == 0 ? Ports.free() : options.port();
        URI url = URI.create("http://127.0.0.1:" + port);
        var node = Child.start(
                "chain",
                command(options, port, folder.path(), state),
                Map.of(),
                options.log().orElse(folder.path().resolve("chain.log")));
        var rpc = new JsonRpc(url);
        var chain = new Chain(
                Optional.of(node),
                rpc,
                url,
                Optional.of(folder),
                options.folder().map(kept -> state));
        try {
            node.awaitReady(rpc::answers, START_LIMIT);
            if (loads) {
                // Only one block's state was kept; calls at the safe and the finalized block must work at once.
                rpc.call("anvil_mine", "0x" + Integer.toHexString(2 * options.epochSlots() + 1));
            }
            chain.install();
            chain.keepSaving(options.saveInterval());
            return chain;
        } catch (RuntimeException e) {
            node.stop(STOP_LIMIT);
            rpc.close();
            throw e;
        }
    }

    /**
     * A node that somebody else started, and ends; it keeps its own state. The contracts are installed if they are missing.
     *
     * @param url of its JSON-RPC; it has to be an anvil
     * @throws DevstackException when it does not answer
     */
    public static Chain at(URI url) {
        var chain = new Chain(Optional.empty(), new JsonRpc(url), url, Optional.empty(), Optional.empty());
        chain.install();
        return chain;
    }

    /** The same, without asking or changing anything. */
    public static Chain observed(URI url) {
        return new Chain(Optional.empty(), new JsonRpc(url), url, Optional.empty(), Optional.empty());
    }

    private static List<String> command(ChainOptions options, int port, Path folder, ChainState state) {
        var command = new ArrayList<String>(List.of(
                NodePackages.anvil().toString(),
                "--host=127.0.0.1",
                "--port=" + port,
                "--chain-id=" + CHAIN_ID,
                // No account has a key that everybody knows.
                "--accounts=0",
                "--gas-limit=" + GAS_LIMIT,
                "--slots-in-an-epoch=" + options.epochSlots(),
                "--cache-path=" + folder,
                "--no-request-size-limit",
                "--quiet"));
        options.blockTime().ifPresent(time -> command.add("--block-time=" + time.toMillis() / 1000.0));
        if (state.exists()) {
            command.add("--load-state=" + state.file());
        }
        return command;
    }

    private void install() {
        ChainContracts.install(rpc);
        rpc.call("anvil_impersonateAccount", ChainContracts.OWNER.toString());
        if (!read("owner()").toUnsigned().equals(ChainContracts.OWNER.toWord().toUnsigned())) {
            sendAsOwner(ChainContracts.initialization());
        }
    }

    /** JSON-RPC over HTTP. */
    public URI rpcUrl() {
        return url;
    }

    /** The dollar: 6 decimals, EIP-712 domain "USDC" version "2". */
    public Address token() {
        return ChainContracts.TOKEN;
    }

    public Address multicall() {
        return ChainContracts.MULTICALL;
    }

    /** The node's process; a chain that was started elsewhere has none here. */
    public Child child() {
        return node.orElseThrow();
    }

    /** Creates dollars, in atomic units; returns when they are mined. */
    public void mint(Address to, BigInteger amount) {
        sendAsOwner(ChainContracts.call(token(), "mint(address,uint256)", to.toWord(), Bytes32.of(amount)));
    }

    /** Creates dollars for many accounts, in atomic units for each; returns when all are mined. */
    public void mintAll(List<Address> accounts, BigInteger amount) {
        var owner = ChainContracts.OWNER.toString();
        BigInteger nonce = quantity(rpc.call("eth_getTransactionCount", owner, "pending"));
        var sent = new ArrayList<Bytes32>();
        for (Address account : accounts) {
            var mint = new HashMap<>(
                    ChainContracts.call(token(), "mint(address,uint256)", account.toWord(), Bytes32.of(amount)));
            mint.put("gas", MINT_GAS);
            mint.put("maxFeePerGas", MINT_FEE);
            // Told, because the node allots one twice when it mines in between.
            mint.put("nonce", "0x" + nonce.toString(16));
            nonce = nonce.add(BigInteger.ONE);
            sent.add(submitAsOwner(mint));
        }
        sent.forEach(this::succeeded);
    }

    /** Calls the token in the name of its owner, pauser and blacklister; returns when it is mined. */
    public void asTokenOwner(String signature, Bytes32... words) {
        sendAsOwner(ChainContracts.call(token(), signature, words));
    }

    /** Dollars of an account, in atomic units. */
    public BigInteger balanceOf(Address account) {
        return read("balanceOf(address)", account.toWord()).toUnsigned();
    }

    /** Sets the ether of an account, in wei. */
    public void setEtherBalance(Address account, BigInteger wei) {
        rpc.call("anvil_setBalance", account.toString(), "0x" + wei.toString(16));
    }

    /** Gives an account the designation that an EIP-7702 authorization for {@code delegate} leaves on chain. */
    public void delegate(Address account, Address delegate) {
        String designation = "0xef0100" + delegate.toString().substring(2);
        rpc.call("anvil_setCode", account.toString(), designation);
    }

    /** Where {@link #WALLET_FACTORY} puts, or has put, the wallet of an owner and a salt. */
    public Address walletOf(Address owner, BigInteger salt) {
        var call = ChainContracts.call(WALLET_FACTORY, "walletOf(address,uint256)", owner.toWord(), Bytes32.of(salt));
        return Address.fromWord(
                Bytes32.parse(rpc.call("eth_call", call, "latest").asText()));
    }

    /** Deploys code with constructor arguments appended; returns when it is mined. */
    public Address deploy(Contract contract, Bytes32... arguments) {
        byte[] creation = contract.creation();
        byte[] code = Arrays.copyOf(creation, creation.length + Bytes32.LENGTH * arguments.length);
        for (int i = 0; i < arguments.length; i++) {
            System.arraycopy(arguments[i].toByteArray(), 0, code, creation.length + Bytes32.LENGTH * i, Bytes32.LENGTH);
        }
        return Address.parse(sendAsOwner(Map.of("data", Hex.encode(code)))
                .path("contractAddress")
                .asText());
    }

    /**
     * Any JSON-RPC call; parameters are what Jackson writes as JSON.
     *
     * @throws RpcException when the node answers with an error
     */
    public JsonNode rpc(String method, Object... params) {
        return rpc.call(method, params);
    }

    /**
     * Waits for a transaction's receipt.
     *
     * @throws DevstackException when it is not mined within a minute
     */
    public JsonNode receipt(Bytes32 transaction) {
        long end = System.nanoTime() + RECEIPT_LIMIT.toNanos();
        while (System.nanoTime() < end) {
            JsonNode receipt = rpc.call("eth_getTransactionReceipt", transaction.toString());
            if (!receipt.isNull() && !receipt.isMissingNode()) {
                return receipt;
            }
            if (pause(RECEIPT_POLL_MS)) {
                break;
            }
        }
        throw new DevstackException("transaction " + transaction + " was not mined");
    }

    private Bytes32 read(String signature, Bytes32... words) {
        var call = ChainContracts.call(token(), signature, words);
        return Bytes32.parse(rpc.call("eth_call", call, "latest").asText());
    }

    private JsonNode sendAsOwner(Map<String, Object> call) {
        return succeeded(submitAsOwner(call));
    }

    private Bytes32 submitAsOwner(Map<String, Object> call) {
        var transaction = new HashMap<>(call);
        transaction.put("from", ChainContracts.OWNER.toString());
        return Bytes32.parse(rpc.call("eth_sendTransaction", transaction).asText());
    }

    private JsonNode succeeded(Bytes32 hash) {
        JsonNode receipt = receipt(hash);
        if (!receipt.path("status").asText().equals("0x1")) {
            throw new DevstackException("the token's owner was refused, transaction " + hash);
        }
        return receipt;
    }

    /** Writes the state to the folder now, when it is kept. */
    public void save() {
        state.ifPresent(kept -> kept.save(rpc, true));
    }

    private void keepSaving(Duration interval) {
        state.ifPresent(kept -> {
            kept.save(rpc, true);
            Thread.ofVirtual().name("chain-state").start(() -> {
                while (!pause(interval.toMillis())) {
                    saveQuietly(kept, false);
                }
            });
        });
    }

    /** A failure to save is told by the next one or by the close; the chain itself still runs. */
    private void saveQuietly(ChainState kept, boolean force) {
        try {
            kept.save(rpc, force);
        } catch (DevstackException | RpcException e) {
            System.Logger log = System.getLogger(Chain.class.getName());
            log.log(System.Logger.Level.WARNING, "the chain was not saved: {0}", e.getMessage());
        }
    }

    /** Waits, and says whether the chain is being closed. */
    private boolean pause(long milliseconds) {
        try {
            return closing.await(milliseconds, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Saves what is kept and ends the node. */
    @Override
    public void close() {
        closing.countDown();
        node.ifPresent(child -> {
            if (child.process().isAlive()) {
                state.ifPresent(kept -> saveQuietly(kept, true));
            }
            child.stop(STOP_LIMIT);
        });
        rpc.close();
        folder.ifPresent(Folder::close);
    }

    static BigInteger quantity(JsonNode text) {
        return new BigInteger(text.asText().substring(2), 16);
    }
}
