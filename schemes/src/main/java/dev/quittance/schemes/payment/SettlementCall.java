package dev.quittance.schemes.payment;

import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.abi.Multicall3;
import dev.quittance.protocol.Address;
import java.util.List;
import java.util.Optional;

/**
 * What puts a payment on chain.
 *
 * @param calls in their order; the last moves the asset
 * @param sender who alone may send it; anybody when empty
 * @param gasBeyond gas that it takes beyond what a transfer by authorization does
 * @param alone whether no other payment may share its transaction: its calls could take the others' gas, or its logs do not
 *     tell it from others
 */
public record SettlementCall(
        List<? extends ContractCall<?>> calls, Optional<Address> sender, long gasBeyond, boolean alone) {
    /** Copies the calls. */
    public SettlementCall {
        calls = List.copyOf(calls);
        if (calls.isEmpty() || gasBeyond < 0) {
            throw new IllegalArgumentException("no call, or gas below none");
        }
    }

    /** One call that anybody may send, at the price of a transfer by authorization. */
    public static SettlementCall of(ContractCall<?> call, boolean alone) {
        return new SettlementCall(List.of(call), Optional.empty(), 0, alone);
    }

    /** The one call of the transaction that carries these payments: a batch when there is more than one to make. */
    public static ContractCall<?> together(List<SettlementCall> members, Multicall3 multicall) {
        List<ContractCall<?>> calls = members.stream()
                .<ContractCall<?>>flatMap(member -> member.calls().stream())
                .toList();
        return calls.size() == 1
                ? calls.getFirst()
                : multicall.aggregate3(calls.stream().map(Multicall3.Member::of).toList());
    }
}
