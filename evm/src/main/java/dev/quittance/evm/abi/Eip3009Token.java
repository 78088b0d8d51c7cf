package dev.quittance.evm.abi;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.eip712.TransferAuthorization;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.web3j.abi.datatypes.Bool;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint8;

/** A token with EIP-3009 transfers, as USDC (FiatTokenV2_2) has them. */
@SuppressWarnings("rawtypes") // web3j's own signatures use raw types
public record Eip3009Token(Address address) {
    /** Topic of {@code Transfer}. */
    public static final Bytes32 TRANSFER = Keccak256.hash("Transfer(address,address,uint256)");
    /** Topic of {@code AuthorizationUsed}. */
    public static final Bytes32 AUTHORIZATION_USED = Keccak256.hash("AuthorizationUsed(address,bytes32)");
    /** Topic of {@code AuthorizationCanceled}. */
    public static final Bytes32 AUTHORIZATION_CANCELED = Keccak256.hash("AuthorizationCanceled(address,bytes32)");

    private static final Function<Bytes, BigInteger> NUMBER = Abi.one(Uint256.class);
    private static final Function<Bytes, Boolean> FLAG = Abi.one(Bool.class);
    private static final Function<Bytes, String> TEXT = Abi.one(Utf8String.class);
    private static final Function<Bytes, byte[]> WORD = Abi.one(org.web3j.abi.datatypes.generated.Bytes32.class);

    /** The overload with {@code v, r, s}, a little cheaper. The token returns nothing; the logs are the proof. */
    public ContractCall<Bytes> transferWithAuthorization(TransferAuthorization authorization, Signature signature) {
        List<Type> arguments = arguments(authorization);
        arguments.add(new Uint8(signature.v()));
        arguments.add(Abi.bytes32(signature.r()));
        arguments.add(Abi.bytes32(signature.s()));
        return Abi.call(address, "transferWithAuthorization", arguments, Function.identity());
    }

    /** The overload with signature bytes of any length, for payers that are contracts (ERC-1271). */
    public ContractCall<Bytes> transferWithAuthorization(TransferAuthorization authorization, Bytes signature) {
        List<Type> arguments = arguments(authorization);
        arguments.add(Abi.bytes(signature));
        return Abi.call(address, "transferWithAuthorization", arguments, Function.identity());
    }

    /** Whether the authorization was used or cancelled. */
    public ContractCall<Boolean> authorizationState(Address authorizer, Bytes32 nonce) {
        return Abi.call(address, "authorizationState", List.of(Abi.address(authorizer), Abi.bytes32(nonce)), FLAG);
    }

    /** The balance in atomic units. */
    public ContractCall<BigInteger> balanceOf(Address owner) {
        return Abi.call(address, "balanceOf", List.of(Abi.address(owner)), NUMBER);
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

    private static List<Type> arguments(TransferAuthorization authorization) {
        List<Type> arguments = new ArrayList<>(9);
        arguments.add(Abi.address(authorization.from()));
        arguments.add(Abi.address(authorization.to()));
        arguments.add(Abi.uint256(authorization.value()));
        arguments.add(Abi.uint256(authorization.validAfter()));
        arguments.add(Abi.uint256(authorization.validBefore()));
        arguments.add(Abi.bytes32(authorization.nonce()));
        return arguments;
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
