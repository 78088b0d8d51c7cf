package dev.quittance.evm.abi;

import dev.quittance.evm.Bytes;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Multicall3 (mds1/multicall): many calls in one, and what the chain knows at that moment. */
public record Multicall3(Address address) {
    private static final byte[] AGGREGATE3 = CallData.selector("aggregate3((address,bool,bytes)[])");

    private static final Function<Bytes, BigInteger> NUMBER = CallData::readNumber;

    /**
     * One member of a batch.
     *
     * @param allowFailure whether the others survive its revert
     */
    public record Member(Address target, boolean allowFailure, Bytes data) {
        /** Of the data, from the start of Solidity's {@code Call3}. */
        private static final int DATA_OFFSET = 3 * Bytes32.LENGTH;

        /** A member whose revert costs the others nothing. */
        public static Member of(ContractCall<?> call) {
            return new Member(call.to(), true, call.data());
        }

        private int length() {
            return DATA_OFFSET + Bytes32.LENGTH + CallData.padded(data.size());
        }
    }

    /**
     * What became of one member.
     *
     * @param success false when it reverted, and then the data is the revert's; out of gas looks the same, with no data
     */
    public record Result(boolean success, Bytes returnData) {}

    /** The members' results in their order. A transaction needs an explicit gas limit: estimates see no inner failure. */
    public ContractCall<List<Result>> aggregate3(List<Member> members) {
        int heads = members.size() * Bytes32.LENGTH;
        int tuples = members.stream().mapToInt(Member::length).sum();
        CallData data = new CallData(AGGREGATE3, 2 * Bytes32.LENGTH + heads + tuples)
                .number(Bytes32.LENGTH)
                .number(members.size());
        int offset = heads;
        for (Member member : members) {
            data.number(offset);
            offset += member.length();
        }
        for (Member member : members) {
            data.address(member.target())
                    .number(member.allowFailure() ? 1 : 0)
                    .number(Member.DATA_OFFSET)
                    .bytes(member.data());
        }
        return new ContractCall<>(address, data.build(), Multicall3::results);
    }

    /** The number of the block that the call runs in. */
    public ContractCall<BigInteger> getBlockNumber() {
        return Abi.call(address, "getBlockNumber", List.of(), NUMBER);
    }

    /** The time, in Unix seconds, of the block that the call runs in. */
    public ContractCall<BigInteger> getCurrentBlockTimestamp() {
        return Abi.call(address, "getCurrentBlockTimestamp", List.of(), NUMBER);
    }

    /** The balance in wei. */
    public ContractCall<BigInteger> getEthBalance(Address account) {
        return Abi.call(address, "getEthBalance", List.of(Abi.address(account)), NUMBER);
    }

    /** The base fee of the block that the call runs in, in wei per gas. */
    public ContractCall<BigInteger> getBasefee() {
        return Abi.call(address, "getBasefee", List.of(), NUMBER);
    }

    private static List<Result> results(Bytes returned) {
        var words = new AbiWords(returned);
        int array = words.offset(0, 0);
        int count = words.number(array);
        // An element takes four words at least: no count that the data cannot hold makes room for itself.
        if (count > returned.size() / (4 * Bytes32.LENGTH)) {
            throw new MalformedException("more results than the data holds");
        }
        int heads = array + Bytes32.LENGTH;
        long bytes = 0;
        List<Result> results = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int tuple = words.offset(heads, heads + i * Bytes32.LENGTH);
            Bytes data = words.bytes(words.offset(tuple, tuple + Bytes32.LENGTH));
            bytes += data.size();
            // Offsets may lead to the same place: results that share bytes could be far larger than the data.
            if (bytes > returned.size()) {
                throw new MalformedException("results that overlap");
            }
            results.add(new Result(words.flag(tuple), data));
        }
        return results;
    }
}
