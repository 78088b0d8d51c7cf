package dev.quittance.schemes.exact.eip3009;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.abi.Log;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.eip712.TransferAuthorization;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class Eip3009ProofTest {
    private static final Address TOKEN = Address.parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");
    private static final Address OTHER_TOKEN = Address.parse("0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913");
    private static final Address PAYER = Address.parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
    private static final Address PAYEE = Address.parse("0xa0Ee7A142d267C1f36714E4a8F75612F20a79720");
    private static final Bytes32 NONCE = Keccak256.hash("nonce");
    private static final Bytes32 OTHER_NONCE = Keccak256.hash("other nonce");

    private final Eip3009Proof proof = new Eip3009Proof(
            TOKEN,
            new TransferAuthorization(PAYER, PAYEE, BigInteger.valueOf(1_000), BigInteger.ZERO, BigInteger.TEN, NONCE));

    @Test
    void findsTheTransferThatFollowsTheUse() {
        // Given
        var logs = List.of(
                used(TOKEN, OTHER_NONCE, 3),
                transfer(TOKEN, 1_000, 4),
                used(TOKEN, NONCE, 5),
                transfer(TOKEN, 1_000, 6));

        // When // Then
        assertThat(proof.find(logs))
                .hasValueSatisfying(log -> assertThat(log.logIndex()).isEqualTo(6));
    }

    @Test
    void findsNothingWithoutTheExactPair() {
        assertThat(proof.find(List.of())).isEmpty();
        assertThat(proof.find(List.of(transfer(TOKEN, 1_000, 0)))).isEmpty();
        assertThat(proof.find(List.of(used(TOKEN, NONCE, 0)))).isEmpty();
        assertThat(proof.find(List.of(transfer(TOKEN, 1_000, 0), used(TOKEN, NONCE, 1))))
                .isEmpty();
        assertThat(proof.find(List.of(used(TOKEN, NONCE, 0), transfer(TOKEN, 999, 1))))
                .isEmpty();
        assertThat(proof.find(List.of(used(TOKEN, OTHER_NONCE, 0), transfer(TOKEN, 1_000, 1))))
                .isEmpty();
    }

    @Test
    void believesNoOtherContract() {
        assertThat(proof.find(List.of(used(OTHER_TOKEN, NONCE, 0), transfer(TOKEN, 1_000, 1))))
                .isEmpty();
        assertThat(proof.find(List.of(used(TOKEN, NONCE, 0), transfer(OTHER_TOKEN, 1_000, 1))))
                .isEmpty();
        assertThat(proof.find(
                        List.of(used(TOKEN, NONCE, 0), transfer(OTHER_TOKEN, 1_000, 1), transfer(TOKEN, 1_000, 2))))
                .isPresent();
    }

    private static Log used(Address token, Bytes32 nonce, long index) {
        return log(token, List.of(Eip3009Token.AUTHORIZATION_USED, PAYER.toWord(), nonce), new byte[0], index);
    }

    private static Log transfer(Address token, long value, long index) {
        return log(
                token,
                List.of(Eip3009Token.TRANSFER, PAYER.toWord(), PAYEE.toWord()),
                Bytes32.of(BigInteger.valueOf(value)).toByteArray(),
                index);
    }

    private static Log log(Address token, List<Bytes32> topics, byte[] data, long index) {
        Bytes32 hash = Keccak256.hash("block");
        return new Log(token, topics, Bytes.of(data), 1, hash, hash, index, false);
    }
}
