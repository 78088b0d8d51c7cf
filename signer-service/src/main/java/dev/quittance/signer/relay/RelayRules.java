package dev.quittance.signer.relay;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.abi.Multicall3;
import dev.quittance.evm.registry.Chain;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.transaction.Eip1559Transaction;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.schemes.Schemes;
import dev.quittance.schemes.payment.Kind;
import dev.quittance.schemes.payment.Payment;
import dev.quittance.schemes.payment.SettlementCall;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * Decides which relay transactions may be signed, and builds them: the settlement of a payment as its scheme says, or a
 * Multicall3 batch of such, or an empty transaction of the lane to itself that uses a nonce up. No value, no other target, no
 * call data of the caller's making, save that of a wallet's deployment by an allowed factory. Value only where fundings are
 * switched on, to payers alone, by rules of their own.
 */
final class RelayRules {
    private static final BigInteger NONCE_MAX = BigInteger.TWO.pow(64).subtract(BigInteger.TWO);

    /** What a transaction without data costs. */
    private static final long EMPTY_GAS = 21_000;

    private final Registry registry;
    private final Schemes schemes;
    private final FundingRules fundings;
    private final RelayLimits limits;

    RelayRules(Registry registry, Schemes schemes, FundingRules fundings, RelayLimits limits) {
        this.registry = registry;
        this.schemes = schemes;
        this.fundings = fundings;
        this.limits = limits;
    }

    RelayDecision decide(RelayRequest request) {
        Optional<Chain> chain = registry.chain(request.network());
        if (chain.isEmpty()) {
            return refuse(RelayRefusal.NETWORK_REFUSED);
        }
        int count = request.transfers().size();
        boolean empty = isEmpty(request);
        if (count < (empty ? 0 : 1) || count > (empty ? 0 : limits.batchMax())) {
            return refuse(RelayRefusal.BATCH_SIZE_REFUSED);
        }
        if (request.transactionNonce().compareTo(NONCE_MAX) > 0) {
            return refuse(RelayRefusal.TRANSACTION_NONCE_REFUSED);
        }
        List<Payment> payments = payments(request, chain.get());
        if (payments.size() < count) {
            return refuse(RelayRefusal.ASSET_REFUSED);
        }
        List<SettlementCall> calls = payments.stream().map(Payment::settlement).toList();
        if (request.gasLimit() < 1 || request.gasLimit() > gasMax(request, calls)) {
            return refuse(RelayRefusal.GAS_REFUSED);
        }
        if (request.maxFeePerGas().compareTo(limits.feePerGasMax()) > 0
                || request.maxPriorityFeePerGas().compareTo(request.maxFeePerGas()) > 0) {
            return refuse(RelayRefusal.FEE_REFUSED);
        }
        if (request.funding().isPresent()) {
            return decideFunding(request, chain.get(), request.funding().get());
        }
        return request.cancels()
                ? permit(request, chain.get(), request.lane(), BigInteger.ZERO, Bytes.EMPTY)
                : decideTransfers(request, chain.get(), payments, calls);
    }

    /** Whether the transaction calls nothing. */
    private static boolean isEmpty(RelayRequest request) {
        return request.cancels() || request.funding().isPresent();
    }

    private RelayDecision decideFunding(RelayRequest request, Chain chain, RelayFunding funding) {
        return fundings.refusal(funding, chain)
                .map(RelayRules::refuse)
                .orElseGet(() -> permit(request, chain, funding.payer(), funding.value(), Bytes.EMPTY));
    }

    private long gasMax(RelayRequest request, List<SettlementCall> calls) {
        return isEmpty(request)
                ? EMPTY_GAS
                : calls.stream()
                        .mapToLong(SettlementCall::gasBeyond)
                        .reduce(limits.gasMax(calls.size()), Math::addExact);
    }

    /** The payments in known assets. */
    private List<Payment> payments(RelayRequest request, Chain chain) {
        return request.transfers().stream()
                .flatMap(
                        transfer -> registry
                                .asset(chain.chainId(), transfer.asset())
                                .map(asset -> schemes.read(asset, transfer.facts()))
                                .stream())
                .toList();
    }

    private static RelayDecision decideTransfers(
            RelayRequest request, Chain chain, List<Payment> payments, List<SettlementCall> calls) {
        long different = payments.stream().map(PaymentKey::of).distinct().count();
        if (different < payments.size()) {
            return refuse(RelayRefusal.DUPLICATE_TRANSFER_REFUSED);
        }
        if (calls.size() > 1 && calls.stream().anyMatch(SettlementCall::alone)) {
            return refuse(RelayRefusal.COMPANY_REFUSED);
        }
        boolean othersToSend = calls.stream()
                .anyMatch(each -> each.sender()
                        .filter(sender -> !sender.equals(request.lane()))
                        .isPresent());
        if (othersToSend) {
            return refuse(RelayRefusal.SENDER_REFUSED);
        }
        ContractCall<?> call = SettlementCall.together(calls, new Multicall3(chain.multicall3()));
        return permit(request, chain, call.to(), BigInteger.ZERO, call.data());
    }

    private static RelayDecision permit(RelayRequest request, Chain chain, Address to, BigInteger value, Bytes data) {
        return new RelayDecision.Permit(new Eip1559Transaction(
                chain.chainId(),
                request.transactionNonce(),
                request.maxPriorityFeePerGas(),
                request.maxFeePerGas(),
                request.gasLimit(),
                to,
                value,
                data));
    }

    private static RelayDecision refuse(RelayRefusal refusal) {
        return new RelayDecision.Refuse(refusal);
    }

    /** What is accepted once. */
    private record PaymentKey(Kind kind, Address asset, Address payer, Bytes32 nonce) {
        static PaymentKey of(Payment payment) {
            return new PaymentKey(
                    payment.kind(),
                    payment.asset().address(),
                    payment.terms().payer(),
                    payment.terms().nonce());
        }
    }
}
