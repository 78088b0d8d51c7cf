package dev.quittance.evm.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.eip712.TransferAuthorization;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContractCallTest {
    private static final Address FROM = Address.parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
    private static final Address TO = Address.parse("0xa0Ee7A142d267C1f36714E4a8F75612F20a79720");
    private static final Bytes32 NONCE =
            Bytes32.parse("0xcef7bb4b21d51d9aeffa2df63f240069ca34474f272c01f9908ac51ff9a8f440");
    private static final byte[] SIGNATURE =
            Hex.decode("0x02090ef8f95398ef061f57219635d92a78c45e3d488be56ef4b378a08e7ac2fa"
                    + "7182a7956b162a3cfa58559ef57edb658499a303013f52294ccc9ee10367917e1c");
    private static final TransferAuthorization AUTHORIZATION = new TransferAuthorization(
            FROM, TO, BigInteger.valueOf(10_000), BigInteger.ZERO, BigInteger.valueOf(4_102_444_800L), NONCE);

    private final Eip3009Token token = new Eip3009Token(TO);
    private final Multicall3 multicall = new Multicall3(TO);
    private final Properties vectors = new Properties();

    ContractCallTest() throws IOException {
        try (var file = Objects.requireNonNull(getClass().getResourceAsStream("/abi.properties"))) {
            vectors.load(file);
        }
    }

    @Test
    void encodesBothOverloadsOfTheTransfer() {
        assertEncodes(token.transferWithAuthorization(AUTHORIZATION, Signature.parse(SIGNATURE)), "vrs");
        assertEncodes(token.transferWithAuthorization(AUTHORIZATION, Bytes.of(SIGNATURE)), "bytes");
        Bytes wrapped = Bytes.parse("0x" + "6492".repeat(50));
        assertEncodes(token.transferWithAuthorization(AUTHORIZATION, wrapped), "bytesLong");
    }

    @Test
    void encodesTheReadsOfATokenAndOfMulticall() {
        assertEncodes(token.authorizationState(FROM, NONCE), "authorizationState");
        assertEncodes(token.balanceOf(FROM), "balanceOf");
        assertEncodes(token.name(), "name");
        assertEncodes(token.version(), "version");
        assertEncodes(token.domainSeparator(), "domainSeparator");
        assertEncodes(multicall.getBlockNumber(), "getBlockNumber");
        assertEncodes(multicall.getCurrentBlockTimestamp(), "getCurrentBlockTimestamp");
        assertEncodes(multicall.getEthBalance(FROM), "getEthBalance");
    }

    @Test
    void encodesABatchAndReadsItsResults() {
        // Given
        var members = List.of(
                new Multicall3.Member(FROM, true, Bytes.parse("0x010203")),
                new Multicall3.Member(TO, false, Bytes.EMPTY),
                new Multicall3.Member(TO, true, Bytes.parse("0x" + "ee".repeat(33))));

        // When
        ContractCall<List<Multicall3.Result>> call = multicall.aggregate3(members);

        // Then
        assertEncodes(call, "aggregate3");
        assertThat(call.decode(vector("aggregate3Result")))
                .containsExactly(
                        new Multicall3.Result(true, Bytes.parse("0x" + "11".repeat(32))),
                        new Multicall3.Result(false, Bytes.EMPTY),
                        new Multicall3.Result(true, Bytes.parse("0xabcdef")));
        assertEncodes(multicall.aggregate3(List.of()), "aggregate3Empty");
        assertThat(call.decode(vector("aggregate3EmptyResult"))).isEmpty();
    }

    @Test
    void readsResults() {
        Bytes one = Bytes.of(Bytes32.of(BigInteger.ONE).toByteArray());
        assertThat(token.balanceOf(FROM).decode(one)).isOne();
        assertThat(token.authorizationState(FROM, NONCE).decode(one)).isTrue();
        assertThat(token.domainSeparator().decode(one)).isEqualTo(Bytes32.of(BigInteger.ONE));
        assertThat(token.name().decode(vector("nameResult"))).isEqualTo("USD Coin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Nothing, as from an account without code; half a word; a list said to be 2^31-1 long.
                "0x",
                "0x00",
                "0x0000000000000000000000000000000000000000000000000000000000000020"
                        + "000000000000000000000000000000000000000000000000000000007fffffff",
                "0x000000000000000000000000000000000000000000000000000000007fffffff",
                "0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            })
    void refusesResultsOfAnotherForm(String returned) {
        ContractCall<List<Multicall3.Result>> batch = multicall.aggregate3(List.of());
        assertThatThrownBy(() -> batch.decode(Bytes.parse(returned))).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> token.name().decode(Bytes.parse(returned))).isInstanceOf(MalformedException.class);
    }

    @Test
    void refusesResultsThatShareTheirBytes() {
        // Given: three offsets to one tuple, which holds most of the data
        String tuple = word(1) + word(64) + word(320) + "ab".repeat(320);
        Bytes returned = Bytes.parse("0x" + word(32) + word(3) + word(96) + word(96) + word(96) + tuple);

        // When, Then
        assertThatThrownBy(() -> multicall.aggregate3(List.of()).decode(returned))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("overlap");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x", "0x01"})
    void refusesNumbersThatAreNoWholeWord(String returned) {
        assertThatThrownBy(() -> token.balanceOf(FROM).decode(Bytes.parse(returned)))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void readsWhyACallReverted() {
        assertThat(RevertReason.decode(vector("error")))
                .isEqualTo(new RevertReason.Message("FiatTokenV2: authorization is used or canceled"));
        assertThat(RevertReason.decode(vector("panic"))).isEqualTo(new RevertReason.Panic(BigInteger.valueOf(17)));
        assertThat(RevertReason.decode(Bytes.EMPTY)).isEqualTo(new RevertReason.None());
        for (String other : List.of("0x08", "0x08c379a0", "0x08c379a0ffff", "0x4e487b71", "0x12345678")) {
            assertThat(RevertReason.decode(Bytes.parse(other))).isEqualTo(new RevertReason.Custom(Bytes.parse(other)));
        }
    }

    private void assertEncodes(ContractCall<?> call, String vector) {
        assertThat(call.to()).isEqualTo(TO);
        assertThat(call.data().hex()).isEqualTo(vectors.getProperty(vector));
    }

    private static String word(long number) {
        return Bytes32.of(BigInteger.valueOf(number)).toString().substring(2);
    }

    private Bytes vector(String name) {
        return Bytes.parse(vectors.getProperty(name));
    }
}
