package dev.quittance.worker.signer;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.abi.Multicall3;
import dev.quittance.evm.registry.Chain;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.evm.transaction.Eip1559Transaction;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.worker.attempt.Attempt;
import dev.quittance.worker.settlement.Settlement;
import java.math.BigInteger;
import java.util.List;

/** The transaction of an attempt, in facts for the signer and in the form that the signer must give it. */
final class RelayTransaction {
    private RelayTransaction() {}

    /** The facts that the signer builds the transaction from. */
    static JsonObject facts(Attempt attempt, Chain chain) {
        return JsonObject.builder()
                .put("attemptId", attempt.attemptId().toString())
                .put("lane", attempt.laneAddress().toString())
                .put("network", chain.caip2())
                .put("transactionNonce", Long.toString(attempt.transactionNonce()))
                .put("maxFeePerGas", attempt.fees().maxFeePerGas().toString())
                .put(
                        "maxPriorityFeePerGas",
                        attempt.fees().maxPriorityFeePerGas().toString())
                .put("gasLimit", attempt.gasLimit())
                .putObjects(
                        "transfers",
                        attempt.members().stream()
                                .map(RelayTransaction::transfer)
                                .toList())
                .build();
    }

    private static JsonObject transfer(Settlement settlement) {
        return JsonObject.builder()
                .put("asset", settlement.token().toString())
                .put("authorization", settlement.authorization().toJson())
                .put("signature", settlement.signature().hex())
                .build();
    }

    /** The same transaction built here: the signer's must equal it in every field. */
    static Eip1559Transaction expected(Attempt attempt, Chain chain) {
        List<? extends ContractCall<?>> calls =
                attempt.members().stream().map(RelayTransaction::call).toList();
        ContractCall<?> call = calls.size() == 1
                ? calls.getFirst()
                : new Multicall3(chain.multicall3())
                        .aggregate3(calls.stream().map(Multicall3.Member::of).toList());
        return new Eip1559Transaction(
                chain.chainId(),
                BigInteger.valueOf(attempt.transactionNonce()),
                attempt.fees().maxPriorityFeePerGas(),
                attempt.fees().maxFeePerGas(),
                attempt.gasLimit(),
                call.to(),
                BigInteger.ZERO,
                call.data());
    }

    private static ContractCall<Bytes> call(Settlement settlement) {
        return new Eip3009Token(settlement.token())
                .transferWithAuthorization(
                        settlement.authorization(),
                        Signature.parse(settlement.signature().toByteArray()));
    }
}
