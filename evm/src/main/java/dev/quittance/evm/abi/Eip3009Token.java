package dev.quittance.evm.abi;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.eip712.TransferAuthorization;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.web3j.abi.datatypes.Utf8String;

/** A token with EIP-3009 transfers, as USDC (FiatTokenV2_2) has them. */
public record Eip3009Token(Address address) {
    /** Topic of {@code Transfer}. */
    public static final Bytes32 TRANSFER = Keccak256.hash("Transfer(address,address,uint256)");
    /** Topic of {@code AuthorizationUsed}. */
    public static final Bytes32 AUTHORIZATION_USED = Keccak256.hash("AuthorizationUsed(address,bytes32)");
    /** Topic of {@code AuthorizationCanceled}. */
    public static final Bytes32 AUTHORIZATION_CANCELED = Keccak256.hash("AuthorizationCanceled(address,bytes32)");

    private static final String AUTHORIZATION = "address,address,uint256,uint256,uint256,bytes32,";
    private static final int AUTHORIZATION_LENGTH = 6 * Bytes32.LENGTH;
    private static final byte[] TRANSFER_BY_PARTS =
            CallData.selector("transferWithAuthorization(" + AUTHORIZATION + "uint8,bytes32,bytes32)");
    private static final byte[] TRANSFER_BY_BYTES =
            CallData.selector("transferWithAuthorization(" + AUTHORIZATION + "bytes)");
    private static final byte[] AUTHORIZATION_STATE = CallData.selector("authorizationState(address,bytes32)");
    private static final byte[] BALANCE_OF = CallData.selector("balanceOf(address)");

    private static final Function<Bytes, BigInteger> NUMBER = CallData::readNumber;
    private static final Function<Bytes, Boolean> FLAG = CallData::readFlag;
    private static final Function<Bytes, String> TEXT = Abi.one(Utf8String.class);
    private static final Function<Bytes, byte[]> WORD = Abi.one(org.web3j.abi.datatypes.generated.Bytes32.class);

    /** The overload with {@code v, r, s}, a little cheaper. The token returns nothing; the logs are the proof. */
    public ContractCall<Bytes> transferWithAuthorization(TransferAuthorization authorization, Signature signature) {
        Bytes data = authorization(TRANSFER_BY_PARTS, 3 * Bytes32.LENGTH, authorization)
                .number(signature.v())
                .word(signature.r())
                .word(signature.s())
                .build();
        return new ContractCall<>(address, data, Function.identity());
    }

    /** The overload with signature bytes of any length, for payers that are contracts (ERC-1271). */
    public ContractCall<Bytes> transferWithAuthorization(TransferAuthorization authorization, Bytes signature) {
        int length = 2 * Bytes32.LENGTH + CallData.padded(signature.size());
        Bytes data = authorization(TRANSFER_BY_BYTES, length, authorization)
                .number(AUTHORIZATION_LENGTH + Bytes32.LENGTH)
                .bytes(signature)
                .build();
        return new ContractCall<>(address, data, Function.identity());
    }

    /** Whether the authorization was used or cancelled. */
    public ContractCall<Boolean> authorizationState(Address authorizer, Bytes32 nonce) {
        Bytes data = new CallData(AUTHORIZATION_STATE, 2 * Bytes32.LENGTH)
                .address(authorizer)
                .word(nonce)
                .build();
        return new ContractCall<>(address, data, FLAG);
    }

    /** The balance in atomic units. */
    public ContractCall<BigInteger> balanceOf(Address owner) {
        return new ContractCall<>(
                address, new CallData(BALANCE_OF, Bytes32.LENGTH).address(owner).build(), NUMBER);
    }

    /** The name, which is also that of the EIP-712 domain. */
    public ContractCall<String> name() {
        return Abi.call(address, "name", List.of(), TEXT);
    }

    /** The version of the EIP-712 domain. */
    public ContractCall<String> version() {
        return Abi.call(address, "version", List.of(), TEXT);
    }

    /** The hash of the EIP-712 domain as the token computes it. */
    public ContractCall<Bytes32> domainSeparator() {
        return Abi.call(address, "DOMAIN_SEPARATOR", List.of(), WORD.andThen(Bytes32::new));
    }

    /**
     * Reads a log, if this token emitted it and it is one of the three events.
     *
     * @throws MalformedException when the token emitted an event of that topic in another form
     */
    public Optional<TokenEvent> event(Log log) {
        if (!log.address().equals(address) || log.topics().isEmpty()) {
            return Optional.empty();
        }
        Bytes32 topic = log.topics().getFirst();
        if (topic.equals(TRANSFER)) {
            requireForm(log, Bytes32.LENGTH);
            BigInteger value = new Bytes32(log.data().toByteArray()).toUnsigned();
            return Optional.of(new TokenEvent.Transfer(indexedAddress(log, 1), indexedAddress(log, 2), value));
        }
        if (topic.equals(AUTHORIZATION_USED)) {
            requireForm(log, 0);
            return Optional.of(new TokenEvent.AuthorizationUsed(
                    indexedAddress(log, 1), log.topics().get(2)));
        }
        if (topic.equals(AUTHORIZATION_CANCELED)) {
            requireForm(log, 0);
            return Optional.of(new TokenEvent.AuthorizationCanceled(
                    indexedAddress(log, 1), log.topics().get(2)));
        }
        return Optional.empty();
    }

    private static CallData authorization(byte[] selector, int lengthBehind, TransferAuthorization authorization) {
        return new CallData(selector, AUTHORIZATION_LENGTH + lengthBehind)
                .address(authorization.from())
                .address(authorization.to())
                .number(authorization.value())
                .number(authorization.validAfter())
                .number(authorization.validBefore())
                .word(authorization.nonce());
    }

    private static void requireForm(Log log, int dataSize) {
        if (log.topics().size() != 3 || log.data().size() != dataSize) {
            throw new MalformedException("the event has another form than its topic says");
        }
    }

    private static Address indexedAddress(Log log, int position) {
        Bytes32 word = log.topics().get(position);
        Address address = Address.fromWord(word);
        if (!address.toWord().equals(word)) {
            throw new MalformedException("an indexed address has more than 20 bytes");
        }
        return address;
    }
}
