package dev.quittance.bench;

import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.abi.Log;
import dev.quittance.evm.abi.TokenEvent;
import dev.quittance.evm.rpc.BlockRef;
import dev.quittance.evm.rpc.CallOutcome;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.LogFilter;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Holds what callers were told against what the chain says. */
final class ChainCheck {
    private static final int BLOCKS_AT_ONCE = 4;
    private static final int BALANCES_AT_ONCE = 500;

    private final EvmNode node;
    private final Eip3009Token token;
    private final Map<Spent, Moved> moved = new HashMap<>();

    /** An authorization that the token has taken. */
    private record Spent(Address payer, Bytes32 nonce) {}

    /** The transfer that belongs to it. */
    private record Moved(Bytes32 transaction, Optional<TokenEvent.Transfer> transfer) {}

    /** Reads the token's logs from a height on. */
    ChainCheck(EvmNode node, Address tokenAddress, long firstBlock) {
        this.node = node;
        this.token = new Eip3009Token(tokenAddress);
        long head = node.blockNumber();
        for (long from = firstBlock; from <= head; from += BLOCKS_AT_ONCE) {
            long to = Math.min(head, from + BLOCKS_AT_ONCE - 1);
            read(node.logs(new LogFilter(tokenAddress, List.of(), from, to)));
        }
    }

    private void read(List<Log> logs) {
        Map<Position, Log> byPosition = logs.stream()
                .collect(Collectors.toMap(log -> new Position(log.blockNumber(), log.logIndex()), log -> log));
        for (Log log : logs) {
            if (token.event(log).orElse(null) instanceof TokenEvent.AuthorizationUsed(var payer, var nonce)) {
                // The token reports the transfer right after the use of its authorization.
                var transfer = Optional.ofNullable(byPosition.get(new Position(log.blockNumber(), log.logIndex() + 1)))
                        .flatMap(token::event)
                        .filter(TokenEvent.Transfer.class::isInstance)
                        .map(TokenEvent.Transfer.class::cast);
                moved.put(new Spent(payer, nonce), new Moved(log.transactionHash(), transfer));
            }
        }
    }

    private record Position(long block, long logIndex) {}

    /** How many payments each transaction carried. */
    Map<Bytes32, Long> membersByTransaction() {
        return moved.values().stream().collect(Collectors.groupingBy(Moved::transaction, Collectors.counting()));
    }

    /**
     * Checks that each payment that was acknowledged moved as agreed in the transaction that was named, and that payers hold
     * exactly what they were not charged.
     *
     * @return what was found, in one line
     * @throws BenchFailedException when something differs
     */
    String check(List<Answered> sent, List<Address> payers) {
        Map<Address, BigInteger> spent = new HashMap<>();
        long acknowledged = 0;
        long unacknowledged = 0;
        for (Answered answer : sent) {
            var payment = answer.payment();
            var found = Optional.ofNullable(moved.get(new Spent(payment.payer(), payment.nonce())));
            if (answer.says("success")) {
                acknowledged++;
                requireMoved(answer, found);
            } else if (found.isPresent()) {
                unacknowledged++;
            }
            if (found.isPresent()) {
                spent.merge(payment.payer(), payment.amount(), BigInteger::add);
            }
        }
        if (moved.size() != acknowledged + unacknowledged) {
            throw new BenchFailedException("the chain moved " + moved.size() + " payments, "
                    + (acknowledged + unacknowledged) + " of those that were sent");
        }
        requireBalances(payers, spent);
        return acknowledged + " acknowledged payments are on the chain as told, " + unacknowledged
                + " moved without acknowledgement, payers' balances agree";
    }

    private static void requireMoved(Answered answer, Optional<Moved> found) {
        var payment = answer.payment();
        var agreed =
                new TokenEvent.Transfer(payment.payer(), payment.authorization().to(), payment.amount());
        boolean asTold = found.isPresent()
                && found.get().transfer().equals(Optional.of(agreed))
                && answer.text("transaction")
                        .equals(Optional.of(found.get().transaction().toString()));
        if (!asTold) {
            throw new BenchFailedException("acknowledged, but not on the chain as told: " + payment);
        }
    }

    private void requireBalances(List<Address> payers, Map<Address, BigInteger> spent) {
        var balances = new ArrayList<BigInteger>();
        for (int from = 0; from < payers.size(); from += BALANCES_AT_ONCE) {
            var calls = payers.subList(from, Math.min(payers.size(), from + BALANCES_AT_ONCE)).stream()
                    .map(token::balanceOf)
                    .toList();
            var outcomes = node.callAll(calls, BlockRef.Tag.LATEST);
            for (int i = 0; i < calls.size(); i++) {
                balances.add(
                        switch (outcomes.get(i)) {
                            case CallOutcome.Returned(var data) -> calls.get(i).decode(data);
                            case CallOutcome.Reverted reverted ->
                                throw new BenchFailedException("the token does not tell a balance: " + reverted);
                        });
            }
        }
        for (int i = 0; i < balances.size(); i++) {
            BigInteger expected = BenchSuite.FUNDS.subtract(spent.getOrDefault(payers.get(i), BigInteger.ZERO));
            if (!balances.get(i).equals(expected)) {
                throw new BenchFailedException(
                        "payer " + payers.get(i) + " holds " + balances.get(i) + " instead of " + expected);
            }
        }
    }
}
