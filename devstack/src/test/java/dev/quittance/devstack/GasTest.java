package dev.quittance.devstack;

import static dev.quittance.devstack.Calldata.word;
import static dev.quittance.devstack.Dollar.byBytes;
import static dev.quittance.devstack.Dollar.byParts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Address;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** What the token's operations cost, against what USDC V2.2 costs on Base: the books and fee caps are proved on it. */
class GasTest {
    private static final Percentage TOLERANCE = Percentage.withPercentage(5);
    private static final String TRANSFER = "transferWithAuthorization";
    private static final String RECEIVE = "receiveWithAuthorization";
    private static final long FUNDS = 1_000_000_000;
    private static final long PRICE = 12_345;

    private final Dollar dollar = new Dollar(Chain.shared());
    private int accounts;

    @Test
    void plainTransferCostsAsUsdc() {
        Address sender = funded().address();

        expect("transfer, recipient has balance", 45_059, transfer(sender, funded().address(), PRICE));
        expect("transfer, new recipient", 62_159, transfer(sender, fresh(), PRICE));
        expect("transfer, sender emptied", 40_259, transfer(funded().address(), funded().address(), FUNDS));
    }

    @Test
    void transferWithAuthorizationCostsAsUsdc() {
        Address holder = funded().address();

        expect("transferWithAuthorization (v,r,s)", 85_716, authorized(holder, PRICE, false));
        expect("transferWithAuthorization (v,r,s), new recipient", 102_816, authorized(fresh(), PRICE, false));
        expect("transferWithAuthorization (v,r,s), payer emptied", 80_916, authorized(holder, FUNDS, false));
        expect("transferWithAuthorization (bytes)", 86_140, authorized(holder, PRICE, true));
        expect("transferWithAuthorization (bytes), new recipient", 103_240, authorized(fresh(), PRICE, true));
    }

    @Test
    void receiveWithAuthorizationCostsAsUsdc() {
        TestKey payer = funded();
        Address payee = funded().address();
        var first = dollar.authorization(payer.address(), payee, PRICE);
        var second = dollar.authorization(payer.address(), payee, PRICE);
        var signature = dollar.sign(payer, "ReceiveWithAuthorization", first);
        byte[] bytes = dollar.sign(payer, "ReceiveWithAuthorization", second).bytes();

        expect(RECEIVE + " (v,r,s)", 85_731, gas(payee, byParts(RECEIVE, first, signature)));
        expect(RECEIVE + " (bytes)", 86_147, gas(payee, byBytes(RECEIVE, second, bytes)));
    }

    @Test
    void cancelAuthorizationCostsAsUsdc() {
        TestKey payer = funded();
        var nonce = dollar.authorization(payer.address(), payer.address(), 0).nonce();
        var signature = payer.sign(dollar.digest(
                "CancelAuthorization(address authorizer,bytes32 nonce)",
                payer.address().toWord(),
                nonce));

        byte[] data = Calldata.call(
                "cancelAuthorization(address,bytes32,uint8,bytes32,bytes32)",
                payer.address().toWord(),
                nonce,
                word(signature.v()),
                signature.r(),
                signature.s());
        expect("cancelAuthorization (v,r,s)", 71_168, gas(Dollar.RELAYER, data));
    }

    @Test
    void permitAndTransferFromCostAsUsdc() {
        TestKey payer = funded();
        Address payee = funded().address();

        expect("permit + transferFrom, first of the owner", 141_883, permitAndTransferFrom(payer, payee, 0));
        expect("permit + transferFrom, later", 124_803, permitAndTransferFrom(payer, payee, 1));
    }

    @Test
    void refusedAuthorizationsCostAsUsdc() {
        TestKey payer = funded();
        Address payee = funded().address();
        var used = dollar.authorization(payer.address(), payee, PRICE);
        byte[] usedData = byParts(TRANSFER, used, dollar.signTransfer(payer, used));
        assertThat(Dollar.succeeded(dollar.send(Dollar.RELAYER, usedData))).isTrue();
        var expired = dollar.authorization(payer.address(), payee, PRICE).within(0, dollar.now() - 10);
        var unsigned = dollar.authorization(payer.address(), payee, PRICE);
        var tooMuch = dollar.authorization(payer.address(), payee, FUNDS + 1);

        expect("refused: used", 40_847, refused(usedData));
        expect("refused: expired", 38_541, refused(byParts(TRANSFER, expired, dollar.signTransfer(payer, expired))));
        expect(
                "refused: bad signature",
                54_623,
                refused(byParts(TRANSFER, unsigned, dollar.signTransfer(TestKey.of("stranger"), unsigned))));
        expect("refused: no balance", 76_849, refused(byParts(TRANSFER, tooMuch, dollar.signTransfer(payer, tooMuch))));
    }

    @Test
    void batchesThroughMulticallCostAsOnBase() {
        Address merchant = funded().address();

        expect("aggregate3 of 1", 91_872, batch(merchant, 1));
        expect("aggregate3 of 10, each", 53_558, batch(merchant, 10) / 10);
    }

    private long batch(Address merchant, int size) {
        List<byte[]> members = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            TestKey payer = funded();
            var authorization = dollar.authorization(payer.address(), merchant, PRICE);
            members.add(byParts(TRANSFER, authorization, dollar.signTransfer(payer, authorization)));
        }
        var receipt = dollar.send(Dollar.RELAYER, dollar.chain.multicall(), aggregate3(members));
        // Each member leaves two logs: the authorization's and the transfer's.
        assertThat(receipt.path("logs")).hasSize(2 * size);
        return Dollar.gas(receipt);
    }

    private byte[] aggregate3(List<byte[]> members) {
        var heads = new ByteArrayOutputStream();
        var tails = new ByteArrayOutputStream();
        for (byte[] member : members) {
            heads.writeBytes(word(32L * members.size() + tails.size()).toByteArray());
            tails.writeBytes(Calldata.words(dollar.chain.token().toWord(), word(1), word(96)));
            tails.writeBytes(Calldata.bytes(member));
        }
        var data = new ByteArrayOutputStream();
        data.writeBytes(Calldata.call("aggregate3((address,bool,bytes)[])", word(32), word(members.size())));
        data.writeBytes(heads.toByteArray());
        data.writeBytes(tails.toByteArray());
        return data.toByteArray();
    }

    private long transfer(Address from, Address to, long value) {
        return gas(from, Calldata.call("transfer(address,uint256)", to.toWord(), word(value)));
    }

    private long authorized(Address to, long value, boolean asBytes) {
        TestKey payer = funded();
        var authorization = dollar.authorization(payer.address(), to, value);
        var signature = dollar.signTransfer(payer, authorization);
        return gas(
                Dollar.RELAYER,
                asBytes
                        ? byBytes(TRANSFER, authorization, signature.bytes())
                        : byParts(TRANSFER, authorization, signature));
    }

    private long permitAndTransferFrom(TestKey payer, Address payee, long nonce) {
        long deadline = dollar.now() + 3600;
        var signature = payer.sign(dollar.digest(
                "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)",
                payer.address().toWord(),
                Dollar.RELAYER.toWord(),
                word(PRICE),
                word(nonce),
                word(deadline)));
        byte[] permit = Calldata.call(
                "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
                payer.address().toWord(),
                Dollar.RELAYER.toWord(),
                word(PRICE),
                word(deadline),
                word(signature.v()),
                signature.r(),
                signature.s());
        byte[] pull = Calldata.call(
                "transferFrom(address,address,uint256)", payer.address().toWord(), payee.toWord(), word(PRICE));
        return gas(Dollar.RELAYER, permit) + gas(Dollar.RELAYER, pull);
    }

    private long gas(Address sender, byte[] data) {
        var receipt = dollar.send(sender, data);
        assertThat(Dollar.succeeded(receipt)).isTrue();
        return Dollar.gas(receipt);
    }

    private long refused(byte[] data) {
        var receipt = dollar.send(Dollar.RELAYER, data);
        assertThat(Dollar.succeeded(receipt)).isFalse();
        return Dollar.gas(receipt);
    }

    private TestKey funded() {
        TestKey key = TestKey.of("gas account " + accounts++ + " " + System.nanoTime());
        dollar.chain.mint(key.address(), BigInteger.valueOf(FUNDS));
        return key;
    }

    private Address fresh() {
        return TestKey.of("fresh account " + accounts++ + " " + System.nanoTime())
                .address();
    }

    private static void expect(String operation, long usdc, long measured) {
        System.out.printf(
                "gas %-50s USDC %,8d  here %,8d  %+.1f %%%n",
                operation, usdc, measured, 100.0 * (measured - usdc) / usdc);
        assertThat(measured).as(operation).isCloseTo(usdc, TOLERANCE);
    }
}
