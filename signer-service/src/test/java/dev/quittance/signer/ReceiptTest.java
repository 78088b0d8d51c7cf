package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.evm.receipt.ReceiptSignature;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.receipt.Quittance;
import dev.quittance.protocol.receipt.ReceiptDocument;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SignerEnvironment.class)
class ReceiptTest extends SignerTest {
    private static final String NONE = "0x" + "00".repeat(32);

    @Inject
    Secp256k1 curve;

    @Test
    void signsTheReceiptThatItBuildsFromTheFacts() {
        JsonObject quittance = quittance().build();

        Answer answer = ask(quittance);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().names()).containsExactlyInAnyOrder("signer", "signature");
        assertThat(answer.json().text("signer")).isEqualTo(receipts().toString());
        var document = ReceiptDocument.fromJson(
                answer.json().toBuilder().put("quittance", quittance).build());
        assertThat(ReceiptSignature.isGenuine(curve, document)).isTrue();
    }

    @Test
    void answersTheSameRequestAlikeForEver() {
        JsonObject quittance = quittance().build();
        Answer first = ask(quittance);
        long journaled = journalEntries();

        Answer again = ask(quittance);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(journalEntries()).isEqualTo(journaled);
    }

    @Test
    void signsNewerReceiptsThatNameTheOneTheySupersede() {
        JsonObject first = quittance().put("response", NONE).build();
        JsonObject second = after(first).put("response", hash("f7")).build();
        JsonObject third = after(second).put("level", "finalized").build();

        assertThat(ask(first).status()).isEqualTo(200);
        assertThat(ask(second).status()).isEqualTo(200);
        assertThat(ask(third).status()).isEqualTo(200);

        // Superseded ones are repeated, so that a caller that lost an answer gets it.
        assertThat(ask(second).status()).isEqualTo(200);
    }

    @Test
    void signsNewerReceiptsOfAPaymentThatMovedToAnotherBlock() {
        JsonObject first = quittance().build();
        ask(first);

        JsonObject moved = after(first)
                .put("blockHash", hash("e6"))
                .put("blockNumber", "101")
                .build();

        assertThat(ask(moved).status()).isEqualTo(200);
    }

    @Test
    void signsNewerReceiptsOfRequestsThatWereExecutedAgain() {
        JsonObject first = quittance().build();
        ask(first);

        assertThat(ask(after(first).put("response", hash("f7")).build()).status())
                .isEqualTo(200);
    }

    @Test
    void refusesASecondReceiptThatNamesNoneOrAnother() {
        JsonObject first = quittance().build();
        JsonObject other = quittance().build();
        ask(first);
        ask(other);

        JsonObject finalized = first.toBuilder().put("level", "finalized").build();
        assertConflict(finalized);
        assertConflict(finalized.toBuilder().put("supersedes", hash("99")).build());
        assertConflict(finalized.toBuilder()
                .put("supersedes", Quittance.fromJson(other).digest().toString())
                .build());
        assertConflict(first.toBuilder().put("issuedAt", "1767225601").build());
    }

    @Test
    void refusesASecondReceiptThatSupersedesAnOldOne() {
        JsonObject first = quittance().build();
        JsonObject second = after(first).put("level", "safe").build();
        ask(first);
        ask(second);

        assertConflict(after(first).put("level", "finalized").build());
    }

    @Test
    void refusesAFirstReceiptThatSupersedes() {
        assertConflict(quittance().put("supersedes", hash("99")).build());
    }

    @Test
    void refusesLevelsThatGoBackAndAnswersThatAreForgotten() {
        JsonObject first = quittance().put("level", "safe").build();
        ask(first);

        assertConflict(after(first).put("level", "included").build());
        assertConflict(after(first).put("response", NONE).build());
    }

    @Test
    void refusesNewerReceiptsOfOtherFacts() {
        JsonObject first = quittance().build();
        ask(first);

        assertConflict(after(first).put("amount", "1001").build());
        assertConflict(after(first).put("payTo", USDC.toString()).build());
        assertConflict(after(first).put("request", hash("b3")).build());
        assertConflict(after(first).put("order", "order-2").build());
        assertConflict(after(first)
                .put("network", "eip155:8453")
                .put("asset", "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913")
                .build());
    }

    @Test
    void refusesAnotherFirstReceiptOfThePaymentOnAnotherChain() {
        JsonObject first = quittance().build();
        ask(first);

        assertConflict(first.toBuilder()
                .put("network", "eip155:8453")
                .put("asset", "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913")
                .build());
    }

    @Test
    void refusesAccountsOfOthersAndOfOtherKinds() {
        JsonObject quittance = quittance().build();

        assertRefused(request(account(worker(), "lane-1"), quittance).toString(), 403, "account_not_yours");
        assertRefused(request(account(alice(), "alice-main"), quittance).toString(), 403, "account_not_yours");
        assertRefused(request(PAYEE, quittance).toString(), 403, "account_not_yours");
        long before = journalEntries();
        assertProblem(
                client().post(worker(), RECEIPTS, request(account(worker(), "lane-1"), quittance)),
                403,
                "account_not_yours");
        assertProblem(client().post(worker(), RECEIPTS, request(receipts(), quittance)), 403, "account_not_yours");
        assertThat(journalEntries()).isEqualTo(before);
    }

    @Test
    void refusesAgents() {
        long before = journalEntries();

        assertProblem(
                client().post(
                                alice(),
                                RECEIPTS,
                                request(
                                        account(alice(), "alice-main"),
                                        quittance().build())),
                403,
                "forbidden");
        assertProblem(
                client().post(alice(), RECEIPTS, request(receipts(), quittance().build())), 403, "forbidden");
        assertThat(journalEntries()).isEqualTo(before);
    }

    @Test
    void paysAndRelaysWithNoReceiptAccount() {
        assertProblem(client().post(alice(), PAYMENTS, payment(receipts(), requirements())), 403, "account_not_yours");
    }

    @Test
    void refusesUnknownNetworksAndAssets() {
        assertRefused(quittance().put("network", "eip155:1").build(), 422, "network_refused");
        assertRefused(quittance().put("asset", PAYEE.toString()).build(), 422, "asset_refused");
    }

    @Test
    void refusesReceiptsDatedAhead() {
        long now = Instant.now().getEpochSecond();

        assertRefused(quittance().put("issuedAt", Long.toString(now + 600)).build(), 422, "issue_time_refused");
        assertThat(ask(quittance().put("issuedAt", Long.toString(now)).build()).status())
                .isEqualTo(200);
    }

    @Test
    void refusesBodiesThatAreNotThisRequest() {
        JsonObject good = request(receipts(), quittance().build());
        String text = good.toString();

        assertMalformed(text + "{}");
        assertMalformed("");
        assertMalformed(text.replace("\"amount\":", "\"amount\":\"1\",\"amount\":"));
        assertMalformed(text.replace("\"tenant\":", "\"shop\":"));
        assertMalformed(text.replace("\"1000\"", "1000"));
        assertMalformed(text.replace("\"included\"", "\"sure\""));
        assertMalformed(good.toBuilder().put("digest", hash("11")).build().toString());
        assertMalformed(good.toBuilder().put("account", "receipts").build().toString());
        assertRefused(quittance().put("note", "x").build(), 400, "malformed_request");
    }

    @Test
    void letsExactlyOneOfConcurrentDifferentReceiptsWin() throws Exception {
        JsonObject base = quittance().build();
        List<JsonObject> rivals = IntStream.range(0, 8)
                .mapToObj(i -> base.toBuilder()
                        .put("issuedAt", Integer.toString(1767225600 + i))
                        .build())
                .toList();
        long before = journalEntries();

        List<Answer> answers = concurrently(rivals);

        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() != 200))
                .allSatisfy(answer -> assertProblem(answer, 409, "receipt_conflict"));
        assertThat(journalEntries()).isEqualTo(before + 1);
    }

    private List<Answer> concurrently(List<JsonObject> quittances) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Answer>> calls = quittances.stream()
                    .<Callable<Answer>>map(quittance -> () -> ask(quittance))
                    .toList();
            return threads.invokeAll(calls).stream().map(Future::resultNow).toList();
        }
    }

    private Answer ask(JsonObject quittance) {
        return client().post(gateway(), RECEIPTS, request(receipts(), quittance));
    }

    private Address receipts() {
        return account(gateway(), "receipts");
    }

    private static JsonObject request(Address account, JsonObject quittance) {
        return JsonObject.builder()
                .put("account", account.toString())
                .put("quittance", quittance)
                .build();
    }

    private static JsonObject.Builder quittance() {
        return JsonObject.builder()
                .put("paymentId", UUID.randomUUID().toString())
                .put("tenant", "demo")
                .put("challenge", hash("a1"))
                .put("request", hash("b2"))
                .put("network", "eip155:84532")
                .put("asset", USDC.toString())
                .put("payer", "0x70997970C51812dc3A010C7d01b50e0d17dc79C8")
                .put("payTo", PAYEE.toString())
                .put("amount", "1000")
                .put("nonce", hash("c3"))
                .put("transaction", hash("d4"))
                .put("logIndex", "3")
                .put("blockNumber", "100")
                .put("blockHash", hash("e5"))
                .put("level", "included")
                .put("response", hash("f6"))
                .put("order", "")
                .put("issuedAt", "1767225600")
                .put("supersedes", NONE);
    }

    private static JsonObject.Builder after(JsonObject quittance) {
        return quittance.toBuilder()
                .put("supersedes", Quittance.fromJson(quittance).digest().toString());
    }

    private static String hash(String octet) {
        return "0x" + octet.repeat(32);
    }

    private void assertConflict(JsonObject quittance) {
        assertRefused(quittance, 409, "receipt_conflict");
    }

    private void assertMalformed(String body) {
        assertRefused(body, 400, "malformed_request");
    }

    private void assertRefused(JsonObject quittance, int status, String code) {
        assertRefused(request(receipts(), quittance).toString(), status, code);
    }

    private void assertRefused(String body, int status, String code) {
        assertDenied(() -> client().post(gateway(), RECEIPTS, body), status, code);
    }
}
