package dev.quittance.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quittance.devstack.Chain;
import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.rpc.BlockRef;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.JsonRpc;
import dev.quittance.evm.rpc.RpcRequest;
import dev.quittance.evm.rpc.RpcResult;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Keccak256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** One suite for all tests of this JVM, on ports of its own and in a folder of its own. */
final class RunningSuite {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Address TOKEN = Address.parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");
    /** Where the token keeps balances, as USDC does. */
    private static final BigInteger BALANCES_SLOT = BigInteger.valueOf(9);

    private static final Address PERMIT2 = Address.parse("0x000000000022D473030F116dDEE9F6B43aC78BA3");
    private static final Address WALLET_FACTORY = Chain.WALLET_FACTORY;
    private static final Address DELEGATE = Chain.DELEGATE;
    private static final int APPROVAL_LOOKS_MAX = 300;
    private static final Address STRANGER = Address.parse("0x00000000000000000000000000000000000a77ac");

    private static final List<Integer> DEFAULT_PORTS =
            List.of(8400, 8402, 8403, 8404, 8405, 8432, 8492, 8493, 8545, 9402, 9403, 9404, 9405);

    private static final class Shared {
        private static final RunningSuite SUITE = start();
    }

    private final int shift;
    private final Path state;
    private final ProcessHandle supervisor;
    private final JsonRpc rpc;

    private RunningSuite(int shift, Path state, ProcessHandle supervisor) {
        this.shift = shift;
        this.state = state;
        this.supervisor = supervisor;
        var limits = new JsonRpc.Limits(Duration.ofSeconds(10), 1 << 20, 100);
        this.rpc = new JsonRpc(
                JsonRpc.httpClient(Duration.ofSeconds(5)), URI.create("http://127.0.0.1:" + (8545 + shift)), limits);
    }

    static RunningSuite shared() {
        return Shared.SUITE;
    }

    private static RunningSuite start() {
        try {
            int shift = freeShift();
            Path state = Files.createTempDirectory("quittance-e2e");
            var process = LoggedProcess.start(ProjectFiles.root(), command(state, "up", "--port-base", "" + shift));
            Runtime.getRuntime().addShutdownHook(new Thread(process::close));
            process.awaitLine("Stop with", START_LIMIT);
            return new RunningSuite(shift, state, process.handle());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the suite starts", e);
        }
    }

    /** What the launcher runs for one of its commands, with a folder of the test's own for all state. */
    static List<String> command(Path state, String... arguments) {
        var command = new java.util.ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dquittance.home=" + ProjectFiles.root(),
                "-Dquittance.state=" + state,
                "-jar",
                ProjectFiles.demoJar().toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** A value for {@code --port-base} with which no port is taken. */
    static int freeShift() {
        for (int tried = 0; tried < 100; tried++) {
            int shift = 100 * ThreadLocalRandom.current().nextInt(100, 230);
            if (DEFAULT_PORTS.stream().allMatch(port -> isFree(port + shift))) {
                return shift;
            }
        }
        throw new IllegalStateException("no free range of ports");
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** What is added to each default port. */
    int shift() {
        return shift;
    }

    /** The process of one of the services. */
    ProcessHandle service(String name) {
        String jar = name + "/target/quarkus-app/quarkus-run.jar";
        return supervisor
                .descendants()
                .filter(each -> Arrays.stream(each.info().arguments().orElse(new String[0]))
                        .anyMatch(argument -> argument.endsWith(jar)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no process of " + name));
    }

    /** Where a service tells its health and metrics. */
    URI management(String name) {
        int port = 9402
                + List.of("gateway", "facilitator", "settlement-worker", "signer-service")
                        .indexOf(name);
        return URI.create("http://localhost:" + (port + shift));
    }

    /** What a service has written so far. */
    List<String> log(String name) throws IOException {
        return Files.readAllLines(state.resolve("logs").resolve(name + ".log"));
    }

    /** Changes a service's own rows behind its back. */
    void execute(String service, String sql) throws IOException, SQLException {
        var environment = ServiceProcess.environmentOf(service(service));
        execute(
                environment.getOrDefault("QUARKUS_DATASOURCE_JDBC_URL", ""),
                environment.getOrDefault("QUARKUS_DATASOURCE_USERNAME", ""),
                environment.getOrDefault("QUARKUS_DATASOURCE_PASSWORD", ""),
                sql);
    }

    void executeAsSuperuser(String sql) throws IOException, SQLException {
        Path secret = state.resolve("secrets/postgres.password");
        execute(databaseUrl(), "postgres", Files.readString(secret).strip(), sql);
    }

    private static void execute(String url, String user, String password, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(url, user, password);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    URI gateway() {
        return URI.create("http://localhost:" + (8402 + shift));
    }

    URI facilitator() {
        return URI.create("http://localhost:" + (8403 + shift));
    }

    /** The accounts that send settlements. */
    List<String> lanes() throws IOException, SQLException {
        var lanes = new ArrayList<String>();
        String password =
                Files.readString(state.resolve("secrets/postgres.password")).strip();
        try (var connection = DriverManager.getConnection(databaseUrl(), "postgres", password);
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery("select '0x' || encode(address, 'hex') from settlement_worker.lane")) {
            while (rows.next()) {
                lanes.add(Address.parse(rows.getString(1)).toString());
            }
        }
        return lanes;
    }

    private String databaseUrl() {
        return "jdbc:postgresql://127.0.0.1:" + (8432 + shift) + "/quittance";
    }

    URI rpcUrl() {
        return URI.create(rpc.origin());
    }

    Address token() {
        return TOKEN;
    }

    EvmNode node() {
        return new EvmNode(rpc);
    }

    /** The bearer token by which the facilitator knows the demo's gateway. */
    String facilitatorToken() throws IOException {
        return Files.readString(state.resolve("secrets/gateway-token")).strip();
    }

    /** What a transaction was sent with, as lower-case hexadecimal text. */
    String calldata(Bytes32 transaction) {
        if (rpc.call(RpcRequest.of("eth_getTransactionByHash", transaction.toString()))
                instanceof RpcResult.Value(var found)) {
            return found.path("input").asText();
        }
        throw new AssertionError("the node knows no transaction " + transaction);
    }

    BigInteger balanceOf(Address account) {
        return node().read(new Eip3009Token(TOKEN).balanceOf(account), BlockRef.Tag.LATEST);
    }

    /** Gives an account gas money: one hundred ether from nowhere. */
    void setEther(Address account) {
        rpc.call(RpcRequest.of(
                "anvil_setBalance",
                account.toString(),
                "0x" + BigInteger.TEN.pow(20).toString(16)));
    }

    /** Writes code to an address. */
    void setCode(Address account, String code) {
        rpc.call(RpcRequest.of("anvil_setCode", account.toString(), code));
    }

    /** Sends a transaction of somebody's, who offers so much for it that it goes first in its block. */
    void sendFirst(Address target, Bytes data) {
        rpc.call(RpcRequest.of("anvil_impersonateAccount", STRANGER.toString()));
        setEther(STRANGER);
        rpc.call(RpcRequest.of(
                "eth_sendTransaction",
                Map.of(
                        "from",
                        STRANGER.toString(),
                        "to",
                        target.toString(),
                        "data",
                        data.hex(),
                        "gas",
                        "0xf4240",
                        "maxFeePerGas",
                        "0x174876e800",
                        "maxPriorityFeePerGas",
                        "0x174876e800")));
    }

    /** Lets Permit2 take all that an account has; returns when the chain knows. */
    void approvePermit2(Address owner) throws InterruptedException {
        approvePermit2(owner, BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE));
    }

    /** Lets Permit2 take so much. */
    void approvePermit2(Address owner, BigInteger amount) throws InterruptedException {
        setEther(owner);
        rpc.call(RpcRequest.of("anvil_impersonateAccount", owner.toString()));
        rpc.call(RpcRequest.of(
                "eth_sendTransaction",
                Map.of(
                        "from", owner.toString(),
                        "to", TOKEN.toString(),
                        "data",
                                "0x095ea7b3" + PERMIT2.toWord().toString().substring(2)
                                        + Bytes32.of(amount).toString().substring(2))));
        for (int tried = 0; waitingTransactions() > 0; tried++) {
            if (tried == APPROVAL_LOOKS_MAX) {
                throw new AssertionError("the approval waits");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** Makes the first wallet of an owner, which asks the owner's key about signatures (ERC-1271); returns when it stands. */
    Address wallet(Address owner) throws InterruptedException {
        send(WALLET_FACTORY, "createWallet(address,uint256)", owner);
        return walletOf(owner);
    }

    /** Where the first wallet of an owner stands, or will stand. */
    Address walletOf(Address owner) {
        String found = node().read(
                        new ContractCall<>(
                                WALLET_FACTORY, Bytes.parse(data("walletOf(address,uint256)", owner)), Bytes::hex),
                        BlockRef.Tag.LATEST);
        return Address.fromWord(Bytes32.parse(found));
    }

    /** Has an account delegate to code that takes the account's own key for its owner (EIP-7702). */
    void delegate(Address account) {
        setCode(account, "0xef0100" + DELEGATE.toString().substring(2));
    }

    private static String data(String function, Address owner) {
        return Keccak256.hash(function).toString().substring(0, 10)
                + owner.toWord().toString().substring(2)
                + Bytes32.of(BigInteger.ONE).toString().substring(2);
    }

    private void send(Address target, String function, Address owner) throws InterruptedException {
        sendFirst(target, Bytes.parse(data(function, owner)));
        for (int tried = 0; waitingTransactions() > 0; tried++) {
            if (tried == APPROVAL_LOOKS_MAX) {
                throw new AssertionError("the wallet waits");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** How many transactions wait for a block. */
    int waitingTransactions() {
        return number(value("txpool_status").path("pending").asText());
    }

    int height() {
        return number(value("eth_blockNumber").asText());
    }

    /** Gas of all transactions in the blocks after the given one. */
    BigInteger gasUsedAfter(int block) {
        BigInteger used = BigInteger.ZERO;
        for (int each = block + 1; each <= height(); each++) {
            String gas = value("eth_getBlockByNumber", "0x" + Integer.toHexString(each), false)
                    .path("gasUsed")
                    .asText();
            used = used.add(new BigInteger(gas.substring(2), 16));
        }
        return used;
    }

    private static int number(String hex) {
        return Integer.parseInt(hex.substring(2), 16);
    }

    private JsonNode value(String method, Object... parameters) {
        if (rpc.call(RpcRequest.of(method, parameters)) instanceof RpcResult.Value(var found)) {
            return found;
        }
        throw new AssertionError(method + " failed");
    }

    /** Writes a balance into the token's storage: dollars from nowhere. */
    void setBalance(Address account, BigInteger amount) {
        Bytes32 slot = Keccak256.hash(
                account.toWord().toByteArray(), Bytes32.of(BALANCES_SLOT).toByteArray());
        rpc.call(RpcRequest.of(
                "anvil_setStorageAt",
                TOKEN.toString(),
                slot.toString(),
                Bytes32.of(amount).toString()));
    }
}
