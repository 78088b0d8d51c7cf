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
import dev.quittance.worker.attempt.Funding;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** The transaction of an attempt, in facts for the signer and in the form that the signer must give it. */
final class RelayTransaction {
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
        if (attempt.filler()) {
            return facts.put("cancel", true).build();
        }
        attempt.funding().ifPresent(each -> facts.put("funding", facts(each)));
        return facts.build();
    }

    private static JsonObject facts(Funding funding) {
        return JsonObject.builder()
                .put("asset", funding.asset().toString())
                .put("payer", funding.payer().toString())
                .put("transaction", funding.transaction().hex())
                .put("value", funding.value().toString())
                .build();
    }

    private static long gasLimit(Attempt attempt) {
        return attempt.filler() ? Funding.GAS : attempt.gasLimit();
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
        Optional<Funding> funding = attempt.filler() ? Optional.empty() : attempt.funding();
        return new Eip1559Transaction(
                chain.chainId(),
                BigInteger.valueOf(attempt.transactionNonce()),
                attempt.fees().maxPriorityFeePerGas(),
                attempt.fees().maxFeePerGas(),
                gasLimit(attempt),
                call.<Address>map(ContractCall::to)
                        .or(() -> funding.map(Funding::payer))
                        .orElse(attempt.laneAddress()),
                funding.map(Funding::value).orElse(BigInteger.ZERO),
                call.map(ContractCall::data).orElse(Bytes.EMPTY));
    }

    private static Optional<ContractCall<?>> call(Attempt attempt, Chain chain) {
        if (attempt.filler() || attempt.funding().isPresent()) {
            return Optional.empty();
        }
        List<SettlementCall> calls = attempt.members().stream()
                .map(member -> member.payment().settlement())
                .toList();
        return Optional.of(SettlementCall.together(calls, new Multicall3(chain.multicall3())));
    }
}
