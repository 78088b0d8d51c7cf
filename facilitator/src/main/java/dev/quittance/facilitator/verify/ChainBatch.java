package dev.quittance.facilitator.verify;

import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.abi.Multicall3;
import dev.quittance.evm.abi.Multicall3.Member;
import dev.quittance.evm.abi.Multicall3.Result;
import dev.quittance.protocol.Address;
import dev.quittance.schemes.payment.Question;
import dev.quittance.schemes.payment.View;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One call that asks a block about many payments. The facts of all come before the first simulation: a payer's code can use
 * up gas, and a simulation moves money that a later one then does not find, but neither changes a fact. What only its own
 * sender may do, or what needs the payer's preparation, is not simulated here.
 */
final class ChainBatch {
    private static final int HEADERS = 2;

    private final List<Question> questions;
    private final ContractCall<BigInteger> number;
    private final ContractCall<BigInteger> time;
    private final ContractCall<List<Result>> call;

    ChainBatch(Multicall3 multicall, List<Question> questions) {
        this.questions = questions;
        this.number = multicall.getBlockNumber();
        this.time = multicall.getCurrentBlockTimestamp();
        var members = new ArrayList<Member>();
        members.add(Member.of(number));
        members.add(Member.of(time));
        questions.forEach(question -> question.facts().forEach(fact -> members.add(Member.of(fact))));
        questions.forEach(question -> simulated(question).forEach(step -> members.add(Member.of(step))));
        this.call = multicall.aggregate3(members);
    }

    ContractCall<List<Result>> call() {
        return call;
    }

    /**
     * Reads the answers, in the order of the questions.
     *
     * @throws dev.quittance.protocol.MalformedException when a result is not of its form
     * @throws ArithmeticException when the block's time is out of range
     * @throws IndexOutOfBoundsException when results are missing
     */
    List<View> read(List<Result> results) {
        BigInteger height = number.decode(results.get(0).returnData());
        long seconds = time.decode(results.get(1).returnData()).longValueExact();
        int fact = HEADERS;
        int step = HEADERS
                + questions.stream()
                        .mapToInt(question -> question.facts().size())
                        .sum();
        var views = new ArrayList<View>(questions.size());
        for (Question question : questions) {
            int facts = fact + question.facts().size();
            int steps = step + simulated(question).size();
            views.add(new View(height, seconds, results.subList(fact, facts), results.subList(step, steps)));
            fact = facts;
            step = steps;
        }
        return views;
    }

    private static List<ContractCall<?>> simulated(Question question) {
        return question.isApart() ? List.of() : question.simulation();
    }

    /** How often each payer pays in this batch. */
    Map<Address, Integer> timesByPayer() {
        var times = new HashMap<Address, Integer>();
        questions.forEach(question -> times.merge(question.payer(), 1, Integer::sum));
        return times;
    }
}
