package dev.quittance.worker.signer;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.abi.Multicall3;
import dev.quittance.evm.registry.Chain;
import dev.quittance.evm.transaction.Eip1559Transaction;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.schemes.Schemes;
import dev.quittance.schemes.payment.SettlementCall;
import dev.quittance.worker.attempt.Attempt;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** The transaction of an attempt, in facts for the signer and in the form that the signer must give it. */
final class RelayTransaction {
    /** What every transaction costs, and all that one without data may. */
    private static final long EMPTY_TRANSACTION_GAS = 21_000;

    private RelayTransaction() {}

    /** The facts that the signer builds the transaction from. */
    static JsonObject facts(Attempt attempt, Chain chain) {
        var facts = JsonObject.builder()
                .put("attemptId", attempt.attemptId().toString())
                .put("lane", attempt.laneAddress().toString())
                .put("network", chain.caip2())
                .put("transactionNonce", Long.toString(attempt.transactionNonce()))
                .put("maxFeePerGas", attempt.fees().maxFeePerGas().toString())
                .put(
                        "maxPriorityFeePerGas",
                        attempt.fees().maxPriorityFeePerGas().toString())
                .put("gasLimit", gasLimit(attempt))
                .putObjects("transfers", transfers(attempt));
        return (attempt.filler() ? facts.put("cancel", true) : facts).build();
    }

    private static long gasLimit(Attempt attempt) {
        return attempt.filler() ? EMPTY_TRANSACTION_GAS : attempt.gasLimit();
    }

    private static List<JsonObject> transfers(Attempt attempt) {
        return attempt.filler()
                ? List.of()
                : attempt.members().stream()
                        .map(member -> Schemes.write(member.payment()).build())
                        .toList();
    }

    /** The same transaction built here: the signer's must equal it in every field. */
    static Eip1559Transaction expected(Attempt attempt, Chain chain) {
        Optional<ContractCall<?>> call = call(attempt, chain);
        return new Eip1559Transaction(
                chain.chainId(),
                BigInteger.valueOf(attempt.transactionNonce()),
                attempt.fees().maxPriorityFeePerGas(),
                attempt.fees().maxFeePerGas(),
                gasLimit(attempt),
                call.<Address>map(ContractCall::to).orElse(attempt.laneAddress()),
                BigInteger.ZERO,
                call.map(ContractCall::data).orElse(Bytes.EMPTY));
    }

    private static Optional<ContractCall<?>> call(Attempt attempt, Chain chain) {
        if (attempt.filler()) {
            return Optional.empty();
        }
        List<SettlementCall> calls = attempt.members().stream()
                .map(member -> member.payment().settlement())
                .toList();
        return Optional.of(SettlementCall.together(calls, new Multicall3(chain.multicall3())));
    }
}
