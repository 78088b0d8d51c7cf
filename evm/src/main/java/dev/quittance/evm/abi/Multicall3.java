package dev.quittance.evm.abi;

import dev.quittance.evm.Bytes;
import dev.quittance.protocol.Address;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Function;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Bool;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.DynamicStruct;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Uint256;

/** Multicall3 (mds1/multicall): many calls in one, and what the chain knows at that moment. */
public record Multicall3(Address address) {
    private static final TypeReference<DynamicArray<ResultStruct>> RESULTS = new TypeReference<>() {};
    private static final Function<Bytes, BigInteger> NUMBER = Abi.one(Uint256.class);

    /**
     * One member of a batch.
     *
     * @param allowFailure whether the others survive its revert
     */
    public record Member(Address target, boolean allowFailure, Bytes data) {
        /** A member whose revert costs the others nothing. */
        public static Member of(ContractCall<?> call) {
            return new Member(call.to(), true, call.data());
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
        List<MemberStruct> structs = members.stream().map(MemberStruct::new).toList();
        return Abi.call(
                address, "aggregate3", List.of(new DynamicArray<>(MemberStruct.class, structs)), Multicall3::results);
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

    private static List<Result> results(Bytes returned) {
        Type<?> array = Abi.decode(returned, List.of(RESULTS)).getFirst();
        return ((DynamicArray<?>) array)
                .getValue().stream()
                        .map(ResultStruct.class::cast)
                        .map(ResultStruct::result)
                        .toList();
    }

    /** Solidity's {@code Call3}. */
    static final class MemberStruct extends DynamicStruct {
        MemberStruct(Member member) {
            super(Abi.address(member.target()), new Bool(member.allowFailure()), Abi.bytes(member.data()));
        }
    }

    /** Solidity's {@code Result}; public with this constructor because the decoder builds it by reflection. */
    public static final class ResultStruct extends DynamicStruct {
        private final boolean success;
        private final Bytes returnData;

        /** Takes the decoded members. */
        public ResultStruct(Bool success, DynamicBytes returnData) {
            super(success, returnData);
            this.success = success.getValue();
            this.returnData = Bytes.of(returnData.getValue());
        }

        Result result() {
            return new Result(success, returnData);
        }
    }
}
