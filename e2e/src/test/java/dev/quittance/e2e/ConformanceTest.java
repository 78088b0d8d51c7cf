package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.devstack.Chain;
import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.abi.TokenEvent;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Official clients and servers of both versions buy and sell with this gateway and this facilitator, in every combination. */
class ConformanceTest {
    private static final BigInteger PURSE = BigInteger.valueOf(5_000);
    private static final List<String> HELD = new ArrayList<>();

    private static final RunningSuite SUITE = RunningSuite.shared();
    private static Optional<Shops> opened = Optional.empty();

    @BeforeAll
    static void open() throws IOException {
        opened = Optional.of(new Shops(SUITE));
    }

    @AfterAll
    static void close() {
        opened.ifPresent(Shops::close);
        System.out.println("client      server         facilitator  payment             flow          verb");
        HELD.forEach(System.out::println);
    }

    static List<ConformanceRow> rows() {
        return ConformanceRow.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void buysAndSells(ConformanceRow row) throws Exception {
        // Given
        var shops = opened.orElseThrow();
        var payer = new Payer();
        var purse = payer.address();
        SUITE.setBalance(purse, PURSE);
        switch (row.payment()) {
            case EIP3009, PENNILESS, ALLOWANCE -> {}
            case PERMIT2, UPTO -> SUITE.approvePermit2(payer.address());
            case APPROVAL -> SUITE.setEther(payer.address());
            case WALLET -> {
                purse = SUITE.wallet(payer.address());
                SUITE.setBalance(purse, PURSE);
            }
            case UNDEPLOYED -> {
                purse = SUITE.walletOf(payer.address());
                SUITE.setBalance(purse, PURSE);
            }
            case DELEGATED -> SUITE.delegate(payer.address());
        }
        BigInteger price = row.payment().charged();
        BigInteger before = SUITE.balanceOf(shops.payee());
        URI shop = switch (row.server()) {
            case OURS -> shops.gateway(row.settler());
            case OFFICIAL -> shops.server(row.settler());
            case LEGACY -> shops.legacyServer();
        };

        // When
        JsonObject result = pay(row, shop.resolve(row.path()), payer);

        // Then
        assertThat(result.integer("status")).as(result.toString()).isEqualTo(200);
        assertThat(JsonObject.parse(result.text("body")).integer("answer")).isEqualTo(42);
        assertThat(SUITE.balanceOf(shops.payee()).subtract(before)).isEqualTo(price);
        assertThat(SUITE.balanceOf(purse)).isEqualTo(PURSE.subtract(price));
        JsonObject settlement = result.object("paymentResponse");
        assertThat(settlement.bool("success")).isTrue();
        assertThat(settlement.text("network")).isEqualTo(row.version() == 1 ? "base-sepolia" : "eip155:84532");
        var logs = SUITE.node()
                .receipt(Bytes32.parse(settlement.text("transaction")))
                .orElseThrow()
                .logs();
        assertThat(logs.stream().map(new Eip3009Token(SUITE.token())::event).flatMap(Optional::stream))
                .contains(new TokenEvent.Transfer(purse, shops.payee(), price));
        HELD.add(row + "  paid once, answered");
    }

    private static JsonObject pay(ConformanceRow row, URI resource, Payer payer) throws Exception {
        var arguments = new ArrayList<>(List.of(resource.toString(), payer.keyHex(), row.verb()));
        if (row.verb().equals("POST")) {
            arguments.add("{\"question\":\"?\"}");
        }
        if (row.needsNode()) {
            arguments.addAll(List.of("", SUITE.rpcUrl().toString()));
        }
        switch (row.payment()) {
            case WALLET, UNDEPLOYED -> arguments.add(Chain.WALLET_FACTORY.toString());
            case EIP3009, DELEGATED, PERMIT2, APPROVAL, PENNILESS, ALLOWANCE, UPTO -> {}
        }
        String[] told = arguments.toArray(String[]::new);
        try (var client = switch (row.client()) {
            case OFFICIAL -> NodeScripts.start("pay.mjs", told);
            case LEGACY -> NodeScripts.startLegacy("pay.mjs", told);
        }) {
            assertThat(client.awaitExit(Shops.LIMIT))
                    .as(() -> client.lines().toString())
                    .isZero();
            return JsonObject.parse(client.lines().getLast());
        }
    }
}
