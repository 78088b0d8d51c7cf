package dev.quittance.facilitator.verify;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.abi.Erc1271Wallet;
import dev.quittance.evm.abi.Multicall3;
import dev.quittance.evm.abi.Multicall3.Member;
import dev.quittance.evm.abi.Multicall3.Result;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.eip712.TransferAuthorization;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One call that asks a block about many payments. The facts of all come before the first simulation: a payer's code can use
 * up gas, and a simulation moves money that a later one then does not find, but neither changes a fact.
 */
final class ChainBatch {
    private static final int HEADERS = 2;
    private static final int FACTS = 3;

    private final List<ChainQuestion> questions;
    private final ContractCall<BigInteger> number;
    private final ContractCall<BigInteger> time;
    private final ContractCall<List<Result>> call;

    ChainBatch(Multicall3 multicall, List<ChainQuestion> questions) {
        this.questions = questions;
        this.number = multicall.getBlockNumber();
        this.time = multicall.getCurrentBlockTimestamp();
        var members = new ArrayList<Member>(HEADERS + questions.size() * (FACTS + 1));
        members.add(Member.of(number));
        members.add(Member.of(time));
        for (ChainQuestion question : questions) {
            TransferAuthorization authorization = question.payment().authorization();
            var token = token(question);
            members.add(Member.of(token.balanceOf(authorization.from())));
            members.add(Member.of(token.authorizationState(authorization.from(), authorization.nonce())));
            if (!question.signedByKey()) {
                members.add(Member.of(signature(question)));
            }
        }
        questions.forEach(question -> members.add(Member.of(transfer(question))));
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
    List<ChainFacts> read(List<Result> results) {
        BigInteger height = number.decode(results.get(0).returnData());
        long seconds = time.decode(results.get(1).returnData()).longValueExact();
        int next = HEADERS;
        int simulation = results.size() - questions.size();
        var facts = new ArrayList<ChainFacts>(questions.size());
        for (ChainQuestion question : questions) {
            TransferAuthorization authorization = question.payment().authorization();
            var token = token(question);
            Optional<BigInteger> balance = word(results.get(next++)).map(token.balanceOf(authorization.from())::decode);
            boolean used = word(results.get(next++))
                    .map(token.authorizationState(authorization.from(), authorization.nonce())::decode)
                    .orElse(false);
            boolean signed = question.signedByKey() || taken(question, results.get(next++));
            Result transfer = results.get(simulation++);
            facts.add(new ChainFacts(height, seconds, balance, used, signed, transfer.success(), isMute(transfer)));
        }
        return facts;
    }

    /** How often each payer pays in this batch. */
    Map<Address, Integer> timesByPayer() {
        var times = new HashMap<Address, Integer>();
        questions.forEach(question -> times.merge(question.payer(), 1, Integer::sum));
        return times;
    }

    private static Eip3009Token token(ChainQuestion question) {
        return new Eip3009Token(question.payment().asset().address());
    }

    private static ContractCall<Boolean> signature(ChainQuestion question) {
        var payment = question.payment();
        byte[] bytes = payment.signature();
        // In the form in which the token hands it on.
        byte[] handedOn =
                bytes.length == Signature.LENGTH ? Signature.parse(bytes).toBytes() : bytes;
        return new Erc1271Wallet(question.payer()).isValidSignature(payment.digest(), Bytes.of(handedOn));
    }

    /** The call that a settlement would send. */
    private static ContractCall<Bytes> transfer(ChainQuestion question) {
        var payment = question.payment();
        byte[] bytes = payment.signature();
        var token = token(question);
        return bytes.length == Signature.LENGTH
                ? token.transferWithAuthorization(payment.authorization(), Signature.parse(bytes))
                : token.transferWithAuthorization(payment.authorization(), Bytes.of(bytes));
    }

    private static boolean taken(ChainQuestion question, Result result) {
        return result.success() && signature(question).decode(result.returnData());
    }

    /** Failed without a word, as a call does that runs out of gas. */
    private static boolean isMute(Result result) {
        return !result.success() && result.returnData().size() == 0;
    }

    /** Empty when the call failed, or succeeded as calls of addresses without code do: with nothing. */
    private static Optional<Bytes> word(Result result) {
        return Optional.of(result)
                .filter(r -> r.success() && r.returnData().size() == Bytes32.LENGTH)
                .map(Result::returnData);
    }
}
