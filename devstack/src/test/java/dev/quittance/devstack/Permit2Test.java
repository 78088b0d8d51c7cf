package dev.quittance.devstack;

import static dev.quittance.devstack.Calldata.word;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Permit2 as the payers' wallets and the spenders meet it. */
class Permit2Test {
    private static final long FUNDS = 1_000_000;
    private static final Address SPENDER = TestKey.of("spender").address();
    private static final AtomicInteger ACCOUNTS = new AtomicInteger();

    private final Chain chain = Chain.shared();
    private final Permits permits = new Permits(new Dollar(chain));
    private final TestKey payer = account();
    private final Address payee = account().address();

    Permit2Test() {
        chain.mint(payer.address(), BigInteger.valueOf(FUNDS));
        permits.approve(payer.address());
    }

    @Test
    void movesAtMostWhatIsPermittedAndMarksTheNonce() {
        var permit = permits.permit(500);

        var receipt = send(permits.transferFrom(
                permit,
                payee,
                300,
                payer.address(),
                permits.sign(payer, SPENDER, permit).bytes()));

        assertThat(Dollar.succeeded(receipt)).isTrue();
        assertThat(chain.balanceOf(payee)).isEqualTo(300);
        assertThat(bitmap(permit.nonce().shiftRight(8)).testBit(permit.nonce().intValue() & 0xff))
                .isTrue();
    }

    @Test
    void refusesWithTheErrorsOfTheCanonicalContract() {
        var permit = permits.permit(500);
        var late = new Permits.Permit(permit.token(), 500, permit.nonce(), chainTime() - 1);
        byte[] good = permits.sign(payer, SPENDER, permit).bytes();

        assertThat(refusal(permit, 501, good)).isEqualTo(Permits.error("InvalidAmount(uint256)", word(500)));
        assertThat(refusal(late, 500, permits.sign(payer, SPENDER, late).bytes()))
                .isEqualTo(Permits.error("SignatureExpired(uint256)", word(late.deadline())));
        // Signed for another spender, and by another key
        assertThat(refusal(permit, 500, permits.sign(payer, payee, permit).bytes()))
                .isEqualTo(Permits.error("InvalidSigner()"));
        assertThat(refusal(permit, 500, permits.sign(account(), SPENDER, permit).bytes()))
                .isEqualTo(Permits.error("InvalidSigner()"));
        assertThat(refusal(permit, 500, Arrays.copyOf(good, 63))).isEqualTo(Permits.error("InvalidSignatureLength()"));
        good[64] = 9;
        assertThat(refusal(permit, 500, good)).isEqualTo(Permits.error("InvalidSignature()"));
        assertThat(chain.balanceOf(payee)).isZero();
    }

    @Test
    void takesCompactSignatures() {
        var permit = permits.permit(500);
        var signature = permits.sign(payer, SPENDER, permit);
        byte[] compact = Arrays.copyOf(signature.bytes(), 64);
        // EIP-2098: the parity is the top bit of s.
        compact[32] |= (byte) ((signature.v() - 27) << 7);

        assertThat(refusal(permit, 500, compact)).isEmpty();
    }

    @Test
    void refusesUsedAndInvalidatedNonces() {
        var used = permits.permit(10);
        byte[] data = permits.transferFrom(
                used,
                payee,
                10,
                payer.address(),
                permits.sign(payer, SPENDER, used).bytes());
        send(data);
        var cancelled = permits.permit(10);
        BigInteger word = cancelled.nonce().shiftRight(8);
        var bit = BigInteger.ONE.shiftLeft(cancelled.nonce().intValue() & 0xff);

        var receipt = permits.dollar.send(
                payer.address(),
                Chain.PERMIT2,
                Calldata.call("invalidateUnorderedNonces(uint256,uint256)", Bytes32.of(word), Bytes32.of(bit)));

        assertThat(permits.refusal(SPENDER, Chain.PERMIT2, data)).isEqualTo(Permits.error("InvalidNonce()"));
        assertThat(refusal(
                        cancelled, 10, permits.sign(payer, SPENDER, cancelled).bytes()))
                .isEqualTo(Permits.error("InvalidNonce()"));
        assertThat(Permits.emitted(receipt, Chain.PERMIT2, "UnorderedNonceInvalidation(address,uint256,uint256)"))
                .isTrue();
        assertThat(chain.balanceOf(payee)).isEqualTo(10);
    }

    @Test
    void hidesTheTokensOwnReason() {
        TestKey poor = account();
        permits.approve(poor.address());
        var permit = permits.permit(10);

        assertThat(refusal(poor, permit, 10, permits.sign(poor, SPENDER, permit).bytes()))
                .isEqualTo("TRANSFER_FROM_FAILED");
    }

    @Test
    void asksAccountsWithCode() {
        TestKey owner = account();
        Address wallet = chain.deploy(Contract.CONTRACT_WALLET, owner.address().toWord());
        TestKey delegated = account();
        chain.delegate(delegated.address(), Chain.DELEGATE);
        var permit = permits.permit(0);

        assertThat(refusal(wallet, permit, permits.sign(owner, SPENDER, permit).bytes()))
                .isEmpty();
        assertThat(refusal(wallet, permit, permits.sign(payer, SPENDER, permit).bytes()))
                .isEqualTo(Permits.error("InvalidContractSignature()"));
        assertThat(refusal(
                        delegated.address(),
                        permit,
                        permits.sign(delegated, SPENDER, permit).bytes()))
                .isEmpty();
        assertThat(refusal(
                        delegated.address(),
                        permit,
                        permits.sign(payer, SPENDER, permit).bytes()))
                .isEqualTo(Permits.error("InvalidContractSignature()"));
    }

    @Test
    void placesAWalletWhereItsAddressWasKnownBefore() {
        TestKey owner = account();
        BigInteger salt = BigInteger.valueOf(7);
        Address wallet = chain.walletOf(owner.address(), salt);
        byte[] create =
                Calldata.call("createWallet(address,uint256)", owner.address().toWord(), Bytes32.of(salt));
        assertThat(chain.rpc("eth_getCode", wallet.toString(), "latest").asText())
                .isEqualTo("0x");

        var first = permits.dollar.send(SPENDER, Chain.WALLET_FACTORY, create);
        var second = permits.dollar.send(SPENDER, Chain.WALLET_FACTORY, create);

        var permit = permits.permit(0);
        assertThat(Permits.emitted(first, Chain.WALLET_FACTORY, "WalletCreated(address,address,uint256)"))
                .isTrue();
        assertThat(Dollar.succeeded(second)).isTrue();
        assertThat(second.path("logs")).isEmpty();
        assertThat(refusal(wallet, permit, permits.sign(owner, SPENDER, permit).bytes()))
                .isEmpty();
        assertThat(refusal(wallet, permit, permits.sign(payer, SPENDER, permit).bytes()))
                .isEqualTo(Permits.error("InvalidContractSignature()"));
    }

    private String refusal(Permits.Permit permit, long amount, byte[] signature) {
        return refusal(payer, permit, amount, signature);
    }

    private String refusal(TestKey owner, Permits.Permit permit, long amount, byte[] signature) {
        return permits.refusal(
                SPENDER, Chain.PERMIT2, permits.transferFrom(permit, payee, amount, owner.address(), signature));
    }

    private String refusal(Address owner, Permits.Permit permit, byte[] signature) {
        return permits.refusal(SPENDER, Chain.PERMIT2, permits.transferFrom(permit, payee, 0, owner, signature));
    }

    private JsonNode send(byte[] data) {
        return permits.dollar.send(SPENDER, Chain.PERMIT2, data);
    }

    private BigInteger bitmap(BigInteger word) {
        byte[] data =
                Calldata.call("nonceBitmap(address,uint256)", payer.address().toWord(), Bytes32.of(word));
        var call = Map.of("to", Chain.PERMIT2.toString(), "data", Hex.encode(data));
        return Bytes32.parse(chain.rpc("eth_call", call, "latest").asText()).toUnsigned();
    }

    private long chainTime() {
        return permits.dollar.now();
    }

    private static TestKey account() {
        return TestKey.of("permit2 " + ACCOUNTS.incrementAndGet() + " " + System.nanoTime());
    }
}
