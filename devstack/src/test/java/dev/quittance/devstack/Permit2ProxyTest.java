package dev.quittance.devstack;

import static dev.quittance.devstack.Calldata.word;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.devstack.Permits.Witness;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.Keccak256;
import java.math.BigInteger;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The x402 spenders of Permit2 signatures as payers and facilitators meet them. */
class Permit2ProxyTest {
    private static final long FUNDS = 1_000_000;
    private static final Address ZERO = Address.fromWord(word(0));
    private static final Address FACILITATOR = Dollar.RELAYER;
    private static final AtomicInteger ACCOUNTS = new AtomicInteger();

    private final Chain chain = Chain.shared();
    private final Permits permits = new Permits(new Dollar(chain));
    private final TestKey payer = account();
    private final Address payee = account().address();
    private final Witness exact = Witness.exact(payee, 0);
    private final Witness upto = Witness.upto(payee, FACILITATOR, 0);

    Permit2ProxyTest() {
        chain.mint(payer.address(), BigInteger.valueOf(FUNDS));
    }

    @Test
    void exactMovesAllThatIsPermittedForAnybodyWhoSubmits() {
        permits.approve(payer.address());
        var permit = permits.permit(500);

        var receipt = permits.dollar.send(account().address(), Chain.EXACT_PROXY, exact(permit, exact));

        assertThat(Dollar.succeeded(receipt)).isTrue();
        assertThat(chain.balanceOf(payee)).isEqualTo(500);
        assertThat(Permits.emitted(receipt, Chain.EXACT_PROXY, "Settled()")).isTrue();
    }

    @Test
    void exactRefusesWhatWasNotSigned() {
        permits.approve(payer.address());
        var permit = permits.permit(500);
        byte[] signed = permits.sign(payer, Chain.EXACT_PROXY, permit, exact).bytes();
        byte[] forUpto = permits.sign(payer, Chain.UPTO_PROXY, permit, exact).bytes();
        var elsewhere = Witness.exact(account().address(), 0);
        var tomorrow = Witness.exact(payee, permits.dollar.now() + 86_400);
        var late = new Permits.Permit(permit.token(), 500, permit.nonce(), permits.dollar.now() - 1);

        assertThat(exactRefusal(permits.settleExact(permit, payer.address(), elsewhere, signed)))
                .isEqualTo(Permits.error("InvalidSigner()"));
        assertThat(exactRefusal(permits.settleExact(permit, payer.address(), exact, forUpto)))
                .isEqualTo(Permits.error("InvalidSigner()"));
        assertThat(exactRefusal(exact(permit, tomorrow))).isEqualTo(Permits.error("PaymentTooEarly()"));
        assertThat(exactRefusal(exact(late, exact)))
                .isEqualTo(Permits.error("SignatureExpired(uint256)", word(late.deadline())));
        assertThat(exactRefusal(exact(permits.permit(0), exact))).isEqualTo(Permits.error("InvalidAmount()"));
        assertThat(exactRefusal(permits.settleExact(permit, ZERO, exact, signed)))
                .isEqualTo(Permits.error("InvalidOwner()"));
        assertThat(exactRefusal(exact(permit, Witness.exact(ZERO, 0))))
                .isEqualTo(Permits.error("InvalidDestination()"));
        assertThat(exactRefusal(exact(permit, exact))).isEmpty();
        assertThat(chain.balanceOf(payee)).isZero();
    }

    @Test
    void exactMovesNothingTwice() {
        permits.approve(payer.address());
        byte[] settle = exact(permits.permit(500), exact);
        permits.dollar.send(FACILITATOR, Chain.EXACT_PROXY, settle);

        assertThat(exactRefusal(settle)).isEqualTo(Permits.error("InvalidNonce()"));
        assertThat(chain.balanceOf(payee)).isEqualTo(500);
    }

    @Test
    void takesThePayersApprovalAlong() {
        var permit = permits.permit(500);
        byte[] signature = permits.sign(payer, Chain.EXACT_PROXY, permit, exact).bytes();
        assertThat(exactRefusal(exact(permit, exact))).isEqualTo("TRANSFER_FROM_FAILED");

        assertThat(exactRefusal(permits.settleExactBy(
                        permits.eip2612(payer, 499, 0), permit, payer.address(), exact, signature)))
                .isEqualTo(Permits.error("Permit2612AmountMismatch()"));
        var receipt = permits.dollar.send(
                FACILITATOR,
                Chain.EXACT_PROXY,
                permits.settleExactBy(permits.eip2612(payer, 500, 0), permit, payer.address(), exact, signature));

        assertThat(chain.balanceOf(payee)).isEqualTo(500);
        assertThat(Permits.emitted(receipt, Chain.EXACT_PROXY, "SettledWithPermit()"))
                .isTrue();
    }

    @Test
    void paysThoughTheApprovalWasSubmittedBefore() {
        permits.approve(payer.address());
        var permit = permits.permit(500);
        byte[] signature = permits.sign(payer, Chain.EXACT_PROXY, permit, exact).bytes();

        var receipt = permits.dollar.send(
                FACILITATOR,
                Chain.EXACT_PROXY,
                permits.settleExactBy(permits.eip2612(payer, 500, 9), permit, payer.address(), exact, signature));

        assertThat(chain.balanceOf(payee)).isEqualTo(500);
        assertThat(Permits.emitted(receipt, Chain.EXACT_PROXY, "EIP2612PermitFailedWithReason(address,address,string)"))
                .isTrue();
    }

    @Test
    void uptoMovesWhatItsFacilitatorSays() {
        permits.approve(payer.address());
        var permit = permits.permit(500);

        var receipt = permits.dollar.send(FACILITATOR, Chain.UPTO_PROXY, upto(permit, 123));

        assertThat(chain.balanceOf(payee)).isEqualTo(123);
        assertThat(Permits.emitted(receipt, Chain.UPTO_PROXY, "Settled()")).isTrue();
        assertThat(uptoRefusal(FACILITATOR, upto(permit, 1))).isEqualTo(Permits.error("InvalidNonce()"));
    }

    @Test
    void uptoRefusesMoreThanPermittedAndOtherFacilitators() {
        permits.approve(payer.address());
        var permit = permits.permit(500);
        Address other = account().address();
        var signature = permits.sign(payer, Chain.UPTO_PROXY, permit, upto);
        var claimed = Witness.upto(payee, other, 0);

        assertThat(uptoRefusal(FACILITATOR, upto(permit, 501))).isEqualTo(Permits.error("AmountExceedsPermitted()"));
        assertThat(uptoRefusal(FACILITATOR, upto(permit, 0))).isEqualTo(Permits.error("InvalidAmount()"));
        assertThat(uptoRefusal(other, upto(permit, 500))).isEqualTo(Permits.error("UnauthorizedFacilitator()"));
        assertThat(uptoRefusal(other, permits.settleUpto(permit, 500, payer.address(), claimed, signature.bytes())))
                .isEqualTo(Permits.error("InvalidSigner()"));
        assertThat(chain.balanceOf(payee)).isZero();
    }

    @Test
    void uptoTakesThePayersApprovalAlong() {
        var permit = permits.permit(500);
        byte[] signature = permits.sign(payer, Chain.UPTO_PROXY, permit, upto).bytes();

        permits.dollar.send(
                FACILITATOR,
                Chain.UPTO_PROXY,
                permits.settleUptoBy(permits.eip2612(payer, 500, 0), permit, 200, payer.address(), upto, signature));

        assertThat(chain.balanceOf(payee)).isEqualTo(200);
    }

    @Test
    void tellsItsTypesAsTheClientsSignThem() {
        assertThat(read(Chain.EXACT_PROXY, "WITNESS_TYPEHASH()")).isEqualTo(Keccak256.hash(Permits.EXACT_WITNESS));
        assertThat(read(Chain.UPTO_PROXY, "WITNESS_TYPEHASH()")).isEqualTo(Keccak256.hash(Permits.UPTO_WITNESS));
        assertThat(read(Chain.EXACT_PROXY, "PERMIT2()")).isEqualTo(Chain.PERMIT2.toWord());
        assertThat(read(Chain.UPTO_PROXY, "PERMIT2()")).isEqualTo(Chain.PERMIT2.toWord());
    }

    private byte[] exact(Permits.Permit permit, Witness witness) {
        var signature = permits.sign(payer, Chain.EXACT_PROXY, permit, witness);
        return permits.settleExact(permit, payer.address(), witness, signature.bytes());
    }

    private byte[] upto(Permits.Permit permit, long amount) {
        var signature = permits.sign(payer, Chain.UPTO_PROXY, permit, upto);
        return permits.settleUpto(permit, amount, payer.address(), upto, signature.bytes());
    }

    private String exactRefusal(byte[] data) {
        return permits.refusal(FACILITATOR, Chain.EXACT_PROXY, data);
    }

    private String uptoRefusal(Address sender, byte[] data) {
        return permits.refusal(sender, Chain.UPTO_PROXY, data);
    }

    private Bytes32 read(Address where, String function) {
        var call = Map.of("to", where.toString(), "data", Hex.encode(Calldata.call(function)));
        return Bytes32.parse(chain.rpc("eth_call", call, "latest").asText());
    }

    private static TestKey account() {
        return TestKey.of("proxy " + ACCOUNTS.incrementAndGet() + " " + System.nanoTime());
    }
}
