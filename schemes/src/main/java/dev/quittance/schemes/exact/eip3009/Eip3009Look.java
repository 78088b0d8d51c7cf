package dev.quittance.schemes.exact.eip3009;

import static dev.quittance.protocol.x402.ErrorReason.ASSET_NOT_DEPLOYED_CONTRACT;
import static dev.quittance.protocol.x402.ErrorReason.EIP6492_FACTORY_NOT_ALLOWED;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_EXACT_EVM_INSUFFICIENT_BALANCE;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_EXACT_EVM_NONCE_ALREADY_USED;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_EXACT_EVM_SIGNATURE;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_EXACT_EVM_TRANSACTION_SIMULATION_FAILED;
import static dev.quittance.protocol.x402.ErrorReason.SMART_WALLET_DEPLOYMENT_FAILED;

import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.abi.Erc1271Wallet;
import dev.quittance.evm.abi.Multicall3.Result;
import dev.quittance.evm.abi.WordCall;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.schemes.payment.Judgement;
import dev.quittance.schemes.payment.Question;
import dev.quittance.schemes.payment.Refusal;
import dev.quittance.schemes.payment.View;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The look at the chain: what is asked of it, and what the answers mean. The two belong together, position by position. */
final class Eip3009Look {
    private static final int BALANCE = 0;
    private static final int SPENT = 1;
    /** Asked only when the payer's key did not sign. */
    private static final int SIGNED = 2;
    /** Of the simulation, when there is a deployment. */
    private static final int DEPLOYED = 0;

    private static final int SIGNED_THEN = 1;

    private Eip3009Look() {}

    /** The payer's key signed. */
    static Question ofKey(Eip3009Payment payment) {
        return new Question(payment, facts(payment), List.of(payment.transfer()), Optional.empty(), false);
    }

    /**
     * Only the payer's code can take the signature: that stands there, or would once a factory has put it there.
     *
     * @param deploys whether the payment's deployment, if it has one, may be tried
     */
    static Question ofContract(Eip3009Payment payment, boolean deploys) {
        var facts = new ArrayList<>(facts(payment));
        facts.add(signature(payment));
        List<ContractCall<?>> simulation = payment.deployment()
                .filter(_ -> deploys)
                .<List<ContractCall<?>>>map(each -> List.of(each.call(), signature(payment), payment.transfer()))
                .orElseGet(() -> List.of(payment.transfer()));
        return new Question(payment, facts, simulation, Optional.empty(), true);
    }

    private static List<ContractCall<?>> facts(Eip3009Payment payment) {
        return List.of(payment.token().balanceOf(payment.authorization().from()), payment.spent());
    }

    private static ContractCall<Boolean> signature(Eip3009Payment payment) {
        return new Erc1271Wallet(payment.authorization().from())
                .isValidSignature(payment.digest(), payment.signatureHandedOn());
    }

    static Judgement judge(PaymentRequirements requirements, Question question, View view) {
        var payment = (Eip3009Payment) question.payment();
        Address payer = payment.authorization().from();
        boolean deploys = false;
        if (view.facts().size() > SIGNED && !isTaken(payment, view.facts().get(SIGNED))) {
            Optional<Refusal> unsigned = unsigned(payment, view);
            if (unsigned.isPresent()) {
                return unsigned.get();
            }
            deploys = true;
        }
        Optional<Refusal> broken = Eip3009Terms.broken(payment.authorization(), requirements, view.time());
        if (broken.isPresent()) {
            return broken.get();
        }
        Optional<BigInteger> balance = WordCall.number(view.facts().get(BALANCE));
        if (balance.isEmpty()) {
            return Refusal.of(ASSET_NOT_DEPLOYED_CONTRACT, "the asset is not a contract", payer);
        }
        // Before the simulation's word: some tokens do not revert on a used nonce.
        if (WordCall.number(view.facts().get(SPENT)).equals(Optional.of(BigInteger.ONE))) {
            return Refusal.of(INVALID_EXACT_EVM_NONCE_ALREADY_USED, "the authorization is used or cancelled", payer);
        }
        if (balance.get().compareTo(payment.authorization().value()) < 0) {
            return Refusal.of(INVALID_EXACT_EVM_INSUFFICIENT_BALANCE, "the payer's balance is too small", payer);
        }
        if (!view.settles()) {
            return Refusal.of(INVALID_EXACT_EVM_TRANSACTION_SIMULATION_FAILED, "the token refuses the transfer", payer);
        }
        return new Judgement.Settles(deploys ? payment : payment.standing(), balance.get(), Optional.empty());
    }

    /** Why the payer's code does not take the signature; empty when the code is not there but would be, and would take it. */
    private static Optional<Refusal> unsigned(Eip3009Payment payment, View view) {
        Address payer = payment.authorization().from();
        Refusal refused =
                Refusal.of(INVALID_EXACT_EVM_SIGNATURE, "neither the payer's key nor its code took it", payer);
        Result asked = view.facts().get(SIGNED);
        boolean standsThere = !asked.success() || asked.returnData().size() > 0;
        if (standsThere || payment.deployment().isEmpty()) {
            return Optional.of(refused);
        }
        if (view.simulation().size() <= SIGNED_THEN) {
            return Optional.of(
                    Refusal.of(EIP6492_FACTORY_NOT_ALLOWED, "the factory of the payer's wallet is not allowed", payer));
        }
        if (!view.simulation().get(DEPLOYED).success()) {
            return Optional.of(
                    Refusal.of(SMART_WALLET_DEPLOYMENT_FAILED, "the payer's wallet cannot be deployed", payer));
        }
        return isTaken(payment, view.simulation().get(SIGNED_THEN)) ? Optional.empty() : Optional.of(refused);
    }

    private static boolean isTaken(Eip3009Payment payment, Result result) {
        return WordCall.read(signature(payment), result).orElse(false);
    }
}
