package dev.quittance.bench;

import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.Query;
import dev.quittance.evm.rpc.Receipt;
import dev.quittance.protocol.Bytes32;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.LongPredicate;

/** What a payment costs in gas, alone and in a batch, read from receipts. */
final class GasFigures {
    private final Map<Bytes32, Long> members;
    private final List<Receipt> receipts;

    /**
     * Reads the receipts.
     *
     * @param members how many payments each transaction carried
     */
    GasFigures(EvmNode node, Map<Bytes32, Long> members) {
        this.members = members;
        this.receipts = node
                .askAll(members.keySet().stream().map(Query::receipt).toList())
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * The figures; those that the run did not produce are empty.
     *
     * @param singles transactions that were sent when nothing else was
     * @param batch payments in the batches that are compared
     */
    List<Metric> metrics(String bench, Set<Bytes32> singles, int batch) {
        OptionalDouble single = receipts.stream()
                .filter(receipt -> singles.contains(receipt.transactionHash()) && size(receipt) == 1)
                .mapToLong(Receipt::gasUsed)
                .average();
        OptionalDouble batched = perPayment(size -> size == batch);
        OptionalDouble ratio = single.isPresent() && batched.isPresent()
                ? OptionalDouble.of(batched.getAsDouble() / single.getAsDouble())
                : OptionalDouble.empty();
        return List.of(
                metric(bench, "gas_single", single, "gas"),
                metric(bench, "gas_per_payment_batch_" + batch, batched, "gas"),
                metric(bench, "gas_ratio_batch_" + batch, ratio, "1"),
                metric(bench, "gas_per_payment_load", perPayment(_ -> true), "gas"),
                Metric.of(
                        bench,
                        "payments_per_transaction",
                        receipts.stream().mapToLong(this::size).average().orElse(0),
                        "1"));
    }

    private OptionalDouble perPayment(LongPredicate sizes) {
        return receipts.stream()
                .filter(receipt -> sizes.test(size(receipt)))
                .mapToDouble(receipt -> (double) receipt.gasUsed() / size(receipt))
                .average();
    }

    private long size(Receipt receipt) {
        return members.getOrDefault(receipt.transactionHash(), 0L);
    }

    private static Metric metric(String bench, String name, OptionalDouble value, String unit) {
        return new Metric(bench, name, value, unit, OptionalDouble.empty());
    }
}
