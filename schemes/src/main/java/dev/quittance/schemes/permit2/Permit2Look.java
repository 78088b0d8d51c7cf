package dev.quittance.schemes.permit2;

import static dev.quittance.protocol.x402.ErrorReason.ASSET_NOT_DEPLOYED_CONTRACT;
import static dev.quittance.protocol.x402.ErrorReason.ERC20_APPROVAL_BROADCAST_FAILED;
import static dev.quittance.protocol.x402.ErrorReason.ERC20_APPROVAL_TX_FAILED;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_PERMIT2_SIGNATURE;
import static dev.quittance.protocol.x402.ErrorReason.PERMIT2_ALLOWANCE_REQUIRED;
import static dev.quittance.protocol.x402.ErrorReason.PERMIT2_INSUFFICIENT_BALANCE;
import static dev.quittance.protocol.x402.ErrorReason.PERMIT2_INVALID_DESTINATION;
import static dev.quittance.protocol.x402.ErrorReason.PERMIT2_INVALID_NONCE;
import static dev.quittance.protocol.x402.ErrorReason.PERMIT2_PROXY_NOT_DEPLOYED;
import static dev.quittance.protocol.x402.ErrorReason.PERMIT2_SIMULATION_FAILED;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.abi.Erc1271Wallet;
import dev.quittance.evm.abi.Multicall3;
import dev.quittance.evm.abi.Multicall3.Result;
import dev.quittance.evm.abi.WordCall;
import dev.quittance.evm.transaction.Eip1559Transaction;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.schemes.payment.Judgement;
import dev.quittance.schemes.payment.Question;
import dev.quittance.schemes.payment.Refusal;
import dev.quittance.schemes.payment.View;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The look at the chain: what is asked of it, and what the answers mean. The two belong together, position by position. */
final class Permit2Look {
    private static final int PERMIT2 = 0;
    private static final int BALANCE = 1;
    private static final int ALLOWANCE = 2;
    private static final int SPENT = 3;
    /** Asked only when the payer's key did not sign. */
    private static final int SIGNED = 4;

    private static final Bytes INVALID_DESTINATION =
            Bytes.of(Arrays.copyOf(Keccak256.hash("InvalidDestination()").toByteArray(), 4));

    private Permit2Look() {}

    static Question question(Permit2Payment payment, boolean signedByKey, Multicall3 chain) {
        var facts = new ArrayList<ContractCall<?>>();
        facts.add(permit2Of(payment));
        facts.add(balance(payment));
        facts.add(payment.allowed());
        facts.add(payment.spent());
        if (!signedByKey) {
            facts.add(signature(payment));
        }
        if (payment.approval().isPresent()) {
            facts.add(chain.getEthBalance(payment.permit().payer()));
            facts.add(chain.getBasefee());
        }
        boolean moves = payment.amount().signum() > 0;
        return new Question(
                payment,
                facts,
                moves ? List.of(payment.settle()) : List.of(),
                moves ? payment.permit().witness().sender() : Optional.empty(),
                !signedByKey);
    }

    /**
     * Judges a payment.
     *
     * @param tellsNonce whether a spent nonce is called so; where nothing is settled yet, the reference only says that it fails
     * @param fundingMax wei that the payer may be sent for the gas of an approval
     */
    static Judgement judge(
            Permit2Terms terms, Question question, View view, boolean tellsNonce, BigInteger fundingMax) {
        var payment = (Permit2Payment) question.payment();
        Address payer = payment.permit().payer();
        List<Result> facts = view.facts();
        Optional<BigInteger> balance = WordCall.read(balance(payment), facts.get(BALANCE));
        if (balance.isEmpty()) {
            return Refusal.of(ASSET_NOT_DEPLOYED_CONTRACT, "the asset is not a contract", payer);
        }
        if (question.runsCode()
                && !WordCall.read(signature(payment), facts.get(SIGNED)).orElse(false)) {
            return Refusal.of(INVALID_PERMIT2_SIGNATURE, "neither the payer's key nor its code took it", payer);
        }
        BigInteger time = BigInteger.valueOf(view.time());
        Optional<Refusal> broken = terms.broken(payment.permit(), view.time())
                .or(() -> payment.allowance().flatMap(each -> each.refusal(payment.permit(), payment.permit2(), time)));
        if (broken.isPresent()) {
            return broken.get();
        }
        // A call of an address without code succeeds, and would look like a settlement.
        Optional<Boolean> spent = WordCall.read(payment.spent(), facts.get(SPENT));
        boolean stands = WordCall.read(permit2Of(payment), facts.get(PERMIT2)).equals(Optional.of(payment.permit2()))
                && spent.isPresent();
        if (!stands) {
            return Refusal.of(PERMIT2_PROXY_NOT_DEPLOYED, "Permit2 or its spender is not deployed", payer);
        }
        return judgeMoney(payment, view, balance.get(), spent.get() && tellsNonce, fundingMax);
    }

    private static Judgement judgeMoney(
            Permit2Payment payment, View view, BigInteger balance, boolean nonceSpent, BigInteger fundingMax) {
        Address payer = payment.permit().payer();
        BigInteger allowed =
                WordCall.read(payment.allowed(), view.facts().get(ALLOWANCE)).orElse(BigInteger.ZERO);
        if (nonceSpent) {
            return Refusal.of(PERMIT2_INVALID_NONCE, "the permit is used or cancelled", payer);
        }
        if (balance.compareTo(payment.amount()) < 0) {
            return Refusal.of(PERMIT2_INSUFFICIENT_BALANCE, "the payer's balance is too small", payer);
        }
        boolean isPoor = allowed.compareTo(payment.amount()) < 0;
        if (isPoor && payment.approval().isPresent()) {
            Optional<Refusal> vain = whyInVain(payment, payment.approval().get(), view, fundingMax);
            if (vain.isPresent()) {
                return vain.get();
            }
        } else if (isPoor && (payment.allowance().isEmpty() || !view.settles())) {
            return Refusal.of(PERMIT2_ALLOWANCE_REQUIRED, "the payer lets Permit2 take less than that", payer);
        }
        if (!view.settles()) {
            return Refusal.of(whySimulationFailed(view), "the spender refuses the transfer", payer);
        }
        return isPoor
                ? new Judgement.Settles(payment.granting(missing(payment, view)), balance, Optional.empty())
                : new Judgement.Settles(payment.prepared(), balance, Optional.of(allowed));
    }

    /** Wei that the payer lacks for the gas of the approval. */
    private static BigInteger missing(Permit2Payment payment, View view) {
        List<Result> facts = view.facts();
        return payment.preparation()
                .map(each -> each.cost()
                        .subtract(WordCall.number(facts.get(facts.size() - 2)).orElse(BigInteger.ZERO))
                        .max(BigInteger.ZERO))
                .orElse(BigInteger.ZERO);
    }

    /** Why the approval would not come on chain, or not stand there: the payer sends it, and pays for it, or is sent what is missing. */
    private static Optional<Refusal> whyInVain(
            Permit2Payment payment, Approval approval, View view, BigInteger fundingMax) {
        Address payer = payment.permit().payer();
        Eip1559Transaction sent = approval.transaction().transaction();
        List<Result> facts = view.facts();
        Optional<BigInteger> baseFee = WordCall.number(facts.getLast());
        if (!view.payerNonce().equals(Optional.of(sent.nonce()))) {
            return refused(ERC20_APPROVAL_BROADCAST_FAILED, "the approval's nonce is not the payer's next", payer);
        }
        if (missing(payment, view).compareTo(fundingMax) > 0) {
            return refused(ERC20_APPROVAL_BROADCAST_FAILED, "the payer cannot pay for the approval's gas", payer);
        }
        if (baseFee.filter(each -> each.compareTo(sent.maxFeePerGas()) <= 0).isEmpty()) {
            return refused(
                    ERC20_APPROVAL_BROADCAST_FAILED, "the chain asks more for gas than the approval gives", payer);
        }
        return view.simulation().getFirst().success()
                ? Optional.empty()
                : refused(ERC20_APPROVAL_TX_FAILED, "the asset refuses the approval", payer);
    }

    private static Optional<Refusal> refused(ErrorReason reason, String message, Address payer) {
        return Optional.of(Refusal.of(reason, message, payer));
    }

    private static ErrorReason whySimulationFailed(View view) {
        return view.simulation().getLast().returnData().equals(INVALID_DESTINATION)
                ? PERMIT2_INVALID_DESTINATION
                : PERMIT2_SIMULATION_FAILED;
    }

    private static ContractCall<Address> permit2Of(Permit2Payment payment) {
        return new WordCall(payment.permit().spender(), "PERMIT2()").address(List.of());
    }

    private static ContractCall<BigInteger> balance(Permit2Payment payment) {
        return new Eip3009Token(payment.asset().address())
                .balanceOf(payment.permit().payer());
    }

    private static ContractCall<Boolean> signature(Permit2Payment payment) {
        return new Erc1271Wallet(payment.permit().payer()).isValidSignature(payment.digest(), payment.signature());
    }
}
