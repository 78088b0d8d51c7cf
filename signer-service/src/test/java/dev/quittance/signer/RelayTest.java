package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.abi.Multicall3;
import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.evm.transaction.SignedTransaction;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.eip712.Eip712Domain;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SignerEnvironment.class)
class RelayTest extends SignerTest {
    private static final Address MULTICALL3 = Address.parse("0xcA11bde05977b3631167028862bE2a173976CA11");
    private static final AtomicLong NEXT_NONCE = new AtomicLong();

    @Inject
    Secp256k1 curve;

    @Test
    void signsOneTransferToTheTokenItself() {
        JsonObject request = request(1);

        Answer answer = client().post(worker(), RELAY, request);

        SignedTransaction signed = signed(answer);
        var transaction = signed.transaction();
        assertThat(signed.sender(curve)).contains(account(worker(), "lane-1"));
        assertThat(answer.json().text("transactionHash"))
                .isEqualTo(signed.hash().toString());
        assertThat(transaction.chainId()).isEqualTo(84532);
        assertThat(transaction.nonce()).hasToString(request.text("transactionNonce"));
        assertThat(transaction.maxFeePerGas()).isEqualTo(2_000_000_000);
        assertThat(transaction.maxPriorityFeePerGas()).isEqualTo(1_000_000);
        assertThat(transaction.gasLimit()).isEqualTo(150_000);
        assertThat(transaction.value()).isZero();
        assertThat(transaction.to()).isEqualTo(USDC);
        assertThat(transaction.data())
                .isEqualTo(call(request.objects("transfers").getFirst()).data());
        // transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)
        assertThat(transaction.data().hex()).startsWith("0xe3ee160e");
    }

    @Test
    void signsABatchToMulticall3() {
        JsonObject request = request(3);

        var transaction = signed(client().post(worker(), RELAY, request)).transaction();

        var members = request.objects("transfers").stream()
                .map(transfer -> Multicall3.Member.of(call(transfer)))
                .toList();
        assertThat(members)
                .allSatisfy(member -> assertThat(member.allowFailure()).isTrue());
        assertThat(transaction.to()).isEqualTo(MULTICALL3);
        assertThat(transaction.value()).isZero();
        assertThat(transaction.data())
                .isEqualTo(new Multicall3(MULTICALL3).aggregate3(members).data());
        // aggregate3((address,bool,bytes)[])
        assertThat(transaction.data().hex()).startsWith("0x82ad56cb");
    }

    @Test
    void signsTheLargestBatch() {
        assertThat(signed(client().post(worker(), RELAY, request(100)))
                        .transaction()
                        .to())
                .isEqualTo(MULTICALL3);
    }

    @Test
    void answersTheSameAttemptWithTheSameBytes() {
        JsonObject request = request(2);
        Answer first = client().post(worker(), RELAY, request);
        long before = journalEntries();

        Answer again = client().post(worker(), RELAY, request);

        assertThat(again.text()).isEqualTo(first.text());
        assertThat(journalEntries()).isEqualTo(before);
    }

    @Test
    void refusesAnotherBodyUnderTheSameTransactionNonce() {
        JsonObject request = request(1);
        assertThat(client().post(worker(), RELAY, request).status()).isEqualTo(200);
        String code = "transaction_nonce_already_signed";

        assertRefused(change(request, b -> b.put("maxFeePerGas", "3000000000")), 409, code);
        assertRefused(raised(request, "2199999999", "1100000"), 409, code);
        assertRefused(raised(request, "1000000000", "1000000"), 409, code);
        assertRefused(change(request, b -> b.put("attemptId", UUID.randomUUID().toString())), 409, code);
        assertRefused(change(request, b -> b.putObjects("transfers", List.of(transfer()))), 409, code);
    }

    @Test
    void replacesATransactionByTheSameWithHigherFees() {
        JsonObject request = request(2);
        Answer first = client().post(worker(), RELAY, request);

        JsonObject raised = raised(request, "2200000000", "1100000");
        Answer second = client().post(worker(), RELAY, raised);

        var before = signed(first).transaction();
        var after = signed(second).transaction();
        assertThat(after.nonce()).isEqualTo(before.nonce());
        assertThat(after.data()).isEqualTo(before.data());
        assertThat(after.maxFeePerGas()).isEqualTo(2_200_000_000L);
        assertThat(client().post(worker(), RELAY, raised).text()).isEqualTo(second.text());
        assertThat(client().post(worker(), RELAY, request).text()).isEqualTo(first.text());
        assertRefused(raised(request, "2300000000", "1200000"), 409, "transaction_nonce_already_signed");
    }

    @Test
    void cancelsWithAnEmptyTransactionOfTheLaneToItselfAndNothingFollowsButCancels() {
        JsonObject request = request(1);
        assertThat(client().post(worker(), RELAY, request).status()).isEqualTo(200);
        String code = "transaction_nonce_already_signed";
        assertRefused(cancel(request, "2000000000", "1000000"), 409, code);

        var transaction = signed(client().post(worker(), RELAY, cancel(request, "2200000000", "1100000")))
                .transaction();

        assertThat(transaction.to()).isEqualTo(account(worker(), "lane-1"));
        assertThat(transaction.value()).isZero();
        assertThat(transaction.data()).isEqualTo(Bytes.EMPTY);
        assertThat(transaction.gasLimit()).isEqualTo(21_000);
        assertRefused(raised(request, "4000000000", "4000000"), 409, code);
        assertThat(client().post(worker(), RELAY, cancel(request, "4000000000", "4000000"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void cancelsNothingButTheNonce() {
        JsonObject request = request(1);
        assertRefused(change(request, b -> b.put("cancel", true)), 422, "batch_size_refused");
        assertRefused(
                change(cancel(request, "2200000000", "1100000"), b -> b.put("gasLimit", 21_001)), 422, "gas_refused");
        assertRefused(
                change(cancel(request, "2200000000", "1100000"), b -> b.put("cancel", false)),
                422,
                "batch_size_refused");
    }

    @Test
    void passesAContractWalletsSignatureOnAsItCame() {
        String signature = "0x" + "ab".repeat(130);
        JsonObject request = request(1);
        JsonObject transfer = request.objects("transfers").getFirst().toBuilder()
                .put("signature", signature)
                .build();

        var transaction = signed(client().post(
                                worker(), RELAY, change(request, b -> b.putObjects("transfers", List.of(transfer)))))
                .transaction();

        // transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)
        assertThat(transaction.data().hex()).startsWith("0xcf092995").contains("ab".repeat(130));
    }

    private static JsonObject raised(JsonObject request, String maxFee, String maxPriorityFee) {
        return change(request, b -> b.put("maxFeePerGas", maxFee).put("maxPriorityFeePerGas", maxPriorityFee));
    }

    private static JsonObject cancel(JsonObject request, String maxFee, String maxPriorityFee) {
        return change(
                raised(request, maxFee, maxPriorityFee),
                b -> b.put("cancel", true).put("gasLimit", 21_000).putObjects("transfers", List.of()));
    }

    @Test
    void letsEachLaneUseANonceOfItsOwn() {
        JsonObject request = request(1);
        String other = account(worker(), "lane-2").toString();

        assertThat(client().post(worker(), RELAY, request).status()).isEqualTo(200);
        assertThat(client().post(worker(), RELAY, change(request, b -> b.put("lane", other)))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void refusesLanesOfOthers() {
        String payer = account(alice(), "alice-main").toString();

        assertRefused(change(request(1), b -> b.put("lane", payer)), 403, "account_not_yours");
        assertRefused(change(request(1), b -> b.put("lane", PAYEE.toString())), 403, "account_not_yours");
    }

    @Test
    void refusesUnknownNetworksAndAssets() {
        JsonObject foreign = change(transfer(), b -> b.put("asset", "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"));

        assertRefused(change(request(1), b -> b.put("network", "eip155:1")), 422, "network_refused");
        assertRefused(change(request(1), b -> b.putObjects("transfers", List.of(foreign))), 422, "asset_refused");
        assertRefused(
                change(request(1), b -> b.putObjects("transfers", List.of(transfer(), foreign))), 422, "asset_refused");
    }

    @Test
    void refusesGasAboveWhatTheTransfersNeed() {
        assertThat(client().post(worker(), RELAY, change(request(1), b -> b.put("gasLimit", 180_000)))
                        .status())
                .isEqualTo(200);

        assertRefused(change(request(1), b -> b.put("gasLimit", 180_001)), 422, "gas_refused");
        assertRefused(change(request(2), b -> b.put("gasLimit", 300_001)), 422, "gas_refused");
        assertRefused(change(request(1), b -> b.put("gasLimit", 0)), 422, "gas_refused");
        assertRefused(change(request(1), b -> b.put("gasLimit", -1)), 422, "gas_refused");
    }

    @Test
    void refusesFeesAboveTheCeiling() {
        assertThat(client().post(worker(), RELAY, change(request(1), b -> b.put("maxFeePerGas", "20000000000")))
                        .status())
                .isEqualTo(200);

        assertRefused(change(request(1), b -> b.put("maxFeePerGas", "20000000001")), 422, "fee_refused");
        assertRefused(change(request(1), b -> b.put("maxPriorityFeePerGas", "2000000001")), 422, "fee_refused");
    }

    @Test
    void refusesBatchesOfNoneTooManyAndTheSameTwice() {
        JsonObject twice = transfer();

        assertRefused(change(request(1), b -> b.putObjects("transfers", List.of())), 422, "batch_size_refused");
        assertRefused(change(request(101), b -> b.put("gasLimit", 150_000)), 422, "batch_size_refused");
        assertRefused(
                change(request(1), b -> b.putObjects("transfers", List.of(twice, twice))),
                422,
                "duplicate_transfer_refused");
    }

    @Test
    void refusesNoncesThatNoChainHas() {
        assertRefused(
                change(request(1), b -> b.put("transactionNonce", "18446744073709551615")),
                422,
                "transaction_nonce_refused");
    }

    @Test
    void refusesBodiesThatAreNotThisRequest() {
        JsonObject good = request(1);
        JsonObject highS =
                change(transfer(), b -> b.put("signature", highS(transfer().text("signature"))));
        String code = "malformed_request";

        assertRefused(change(good, b -> b.put("data", "0xa9059cbb")), 400, code);
        assertRefused(change(good, b -> b.put("to", PAYEE.toString())), 400, code);
        assertRefused(change(good, b -> b.put("value", "1")), 400, code);
        assertRefused(change(good, b -> b.put("gasLimit", "150000")), 400, code);
        assertRefused(change(good, b -> b.put("attemptId", "attempt-1")), 400, code);
        assertRefused(change(good, b -> b.put("transactionNonce", "-1")), 400, code);
        assertRefused(change(good, b -> b.putObjects("transfers", List.of(highS))), 400, code);
        assertRefused(
                change(
                        good,
                        b -> b.putObjects(
                                "transfers",
                                List.of(change(transfer(), t -> t.put("signature", "0x" + "00".repeat(65)))))),
                400,
                code);
    }

    @Test
    void letsExactlyOneOfConcurrentDifferentAttemptsWin() throws Exception {
        JsonObject request = request(1);
        List<JsonObject> rivals = IntStream.range(0, 8)
                .mapToObj(_ -> change(
                        request, b -> b.put("attemptId", UUID.randomUUID().toString())))
                .toList();
        long before = journalEntries();

        List<Answer> answers = concurrently(rivals);

        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() != 200))
                .allSatisfy(answer -> assertProblem(answer, 409, "transaction_nonce_already_signed"));
        assertThat(journalEntries()).isEqualTo(before + 1);
    }

    @Test
    void givesConcurrentIdenticalAttemptsTheSameBytes() throws Exception {
        JsonObject request = request(2);
        long before = journalEntries();

        List<Answer> answers =
                concurrently(IntStream.range(0, 8).mapToObj(_ -> request).toList());

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        assertThat(answers.stream().map(Answer::text).distinct()).hasSize(1);
        assertThat(journalEntries()).isEqualTo(before + 1);
    }

    private List<Answer> concurrently(List<JsonObject> requests) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Answer>> calls = requests.stream()
                    .<Callable<Answer>>map(request -> () -> client().post(worker(), RELAY, request))
                    .toList();
            return threads.invokeAll(calls).stream().map(Future::resultNow).toList();
        }
    }

    private void assertRefused(JsonObject body, int status, String code) {
        assertDenied(() -> client().post(worker(), RELAY, body), status, code);
    }

    private JsonObject request(int transfers) {
        return JsonObject.builder()
                .put("attemptId", UUID.randomUUID().toString())
                .put("lane", account(worker(), "lane-1").toString())
                .put("network", "eip155:84532")
                .put("transactionNonce", Long.toString(NEXT_NONCE.getAndIncrement()))
                .put("maxFeePerGas", "2000000000")
                .put("maxPriorityFeePerGas", "1000000")
                .put("gasLimit", 50_000 + 100_000 * transfers)
                .putObjects(
                        "transfers",
                        IntStream.range(0, transfers).mapToObj(_ -> transfer()).toList())
                .build();
    }

    /** An authorization of a payer that nobody knows, truly signed. */
    private JsonObject transfer() {
        try (PrivateKey payer = PrivateKey.generate(new SecureRandom())) {
            var authorization = new TransferAuthorization(
                    curve.address(payer),
                    PAYEE,
                    BigInteger.valueOf(1000),
                    BigInteger.ZERO,
                    BigInteger.valueOf(4_000_000_000L),
                    Bytes32.parse(nonce()));
            Bytes32 digest = authorization.digest(new Eip712Domain("USDC", "2", 84532, USDC));
            return JsonObject.builder()
                    .put("asset", USDC.toString())
                    .put("authorization", authorization.toJson())
                    .put("signature", Hex.encode(curve.sign(digest, payer).toBytes()))
                    .build();
        }
    }

    private static ContractCall<?> call(JsonObject transfer) {
        return new Eip3009Token(USDC)
                .transferWithAuthorization(
                        TransferAuthorization.fromJson(transfer.object("authorization")),
                        Signature.parse(Hex.decode(transfer.text("signature"))));
    }

    private static String highS(String signature) {
        var order = new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
        var low = Signature.parse(Hex.decode(signature));
        String s = Bytes32.of(order.subtract(low.s().toUnsigned())).toString().substring(2);
        return low.r() + s + (low.v() == 27 ? "1c" : "1b");
    }

    private static JsonObject change(JsonObject json, UnaryOperator<JsonObject.Builder> change) {
        return change.apply(json.toBuilder()).build();
    }

    private static SignedTransaction signed(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().names()).containsExactlyInAnyOrder("rawTransaction", "transactionHash");
        return SignedTransaction.decode(Bytes.parse(answer.json().text("rawTransaction")));
    }
}
