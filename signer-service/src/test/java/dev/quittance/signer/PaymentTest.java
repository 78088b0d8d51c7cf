package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.Uint256;
import dev.quittance.protocol.eip712.Eip712Domain;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SignerEnvironment.class)
class PaymentTest extends SignerTest {
    private static final Eip712Domain DOMAIN = new Eip712Domain("USDC", "2", 84532, USDC);

    @Inject
    Secp256k1 curve;

    @Test
    void signsTheAuthorizationThatTheRequirementsAskFor() {
        Address account = account(alice(), "alice-main");
        JsonObject request = payment(account, requirements());
        long earliest = Instant.now().getEpochSecond() + 300;

        Answer answer = client().post(alice(), PAYMENTS, request);

        long latest = Instant.now().getEpochSecond() + 300;
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().names()).containsExactlyInAnyOrder("authorization", "signature");
        var authorization = TransferAuthorization.fromJson(answer.json().object("authorization"));
        assertThat(authorization.from()).isEqualTo(account);
        assertThat(authorization.to()).isEqualTo(PAYEE);
        assertThat(authorization.value()).isEqualTo(1000);
        assertThat(authorization.validAfter()).isZero();
        assertThat(authorization.validBefore()).isBetween(BigInteger.valueOf(earliest), BigInteger.valueOf(latest));
        assertThat(authorization.nonce()).hasToString(request.text("nonce"));
        var signature = Signature.parse(Hex.decode(answer.json().text("signature")));
        assertThat(curve.recover(authorization.digest(DOMAIN), signature)).contains(account);
    }

    @Test
    void acceptsTheTransferMethodByName() {
        JsonObject named = withExtra("assetTransferMethod", "eip3009");

        Answer answer = client().post(alice(), PAYMENTS, payment(account(alice(), "alice-main"), named));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    @Test
    void answersTheSameRequestAlikeForEver() {
        JsonObject request = payment(account(alice(), "alice-main"), requirements());
        Answer first = client().post(alice(), PAYMENTS, request);
        long journaled = journalEntries();

        Answer again = client().post(alice(), PAYMENTS, request);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(journalEntries()).isEqualTo(journaled);
    }

    @Test
    void refusesAnotherRequestUnderTheSameNonce() {
        JsonObject request = payment(account(alice(), "alice-main"), requirements());
        Answer first = client().post(alice(), PAYMENTS, request);
        JsonObject other = request.toBuilder()
                .put(
                        "requirements",
                        requirements().toBuilder().put("amount", "1001").build())
                .build();

        assertRefused(other, 409, "nonce_already_signed");

        assertThat(client().post(alice(), PAYMENTS, request).text()).isEqualTo(first.text());
    }

    @Test
    void letsEachAccountUseANonceOfItsOwn() {
        JsonObject request = payment(account(alice(), "alice-main"), requirements());
        JsonObject spare = request.toBuilder()
                .put("account", account(alice(), "alice-spare").toString())
                .build();

        assertThat(client().post(alice(), PAYMENTS, request).status()).isEqualTo(200);
        assertThat(client().post(alice(), PAYMENTS, spare).status()).isEqualTo(200);
    }

    @Test
    void refusesAccountsOfOthers() {
        assertRefused(payment(account(bob(), "bob-main"), requirements()), 403, "account_not_yours");
        assertRefused(payment(account(worker(), "lane-1"), requirements()), 403, "account_not_yours");
        assertRefused(payment(PAYEE, requirements()), 403, "account_not_yours");
    }

    @Test
    void refusesWhatIsNotExactByEip3009() {
        assertRefused(with("scheme", "upto"), 422, "scheme_refused");
        assertRefused(with("scheme", "Exact"), 422, "scheme_refused");
        assertRefused(withExtra("assetTransferMethod", "permit2"), 422, "transfer_method_refused");
    }

    @Test
    void refusesUnknownNetworksAndAssets() {
        assertRefused(with("network", "eip155:1"), 422, "network_refused");
        assertRefused(with("network", "base-sepolia"), 422, "network_refused");
        assertRefused(with("network", "eip155:084532"), 422, "network_refused");
        assertRefused(with("asset", "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"), 422, "asset_refused");
        assertRefused(with("asset", "USDC"), 422, "asset_refused");
        assertRefused(with("asset", "0x036cbD53842c5426634e7929541eC2318f3dCF7e"), 422, "asset_refused");
    }

    @Test
    void refusesOtherDomains() {
        assertRefused(withExtra("name", "USD Coin"), 422, "domain_refused");
        assertRefused(withExtra("version", "1"), 422, "domain_refused");
        assertRefused(with("extra", JsonObject.EMPTY), 422, "domain_refused");
    }

    @Test
    void refusesAmountsThatAreNone() {
        assertRefused(with("amount", "0"), 422, "amount_refused");
        assertRefused(with("amount", Uint256.MAX.add(BigInteger.ONE).toString()), 400, "malformed_request");
        assertRefused(with("amount", "-1"), 400, "malformed_request");
        assertRefused(with("amount", "1e3"), 400, "malformed_request");
        assertRefused(with("amount", "01"), 400, "malformed_request");
    }

    @Test
    void signsTheLargestAmount() {
        JsonObject largest =
                requirements().toBuilder().put("amount", Uint256.MAX.toString()).build();

        Answer answer = client().post(alice(), PAYMENTS, payment(account(alice(), "alice-main"), largest));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    @Test
    void refusesPayeesThatCannotBePaid() {
        assertRefused(with("payTo", "0x" + "0".repeat(40)), 422, "payee_refused");
        assertRefused(with("payTo", USDC.toString()), 422, "payee_refused");
        assertRefused(with("payTo", "merchant.eth"), 422, "payee_refused");
    }

    @Test
    void refusesAuthorizationsThatLiveTooLongOrNotAtAll() {
        JsonObject request = payment(account(alice(), "alice-main"), timeout(3600));
        assertThat(client().post(alice(), PAYMENTS, request).status()).isEqualTo(200);

        assertRefused(timeout(3601), 422, "timeout_refused");
        assertRefused(timeout(Integer.MAX_VALUE), 422, "timeout_refused");
        assertRefused(timeout(0), 422, "timeout_refused");
    }

    @Test
    void refusesBodiesThatAreNotThisRequest() {
        JsonObject good = payment(account(alice(), "alice-main"), requirements());
        String text = good.toString();

        assertMalformed(text.replace("\"nonce\":", "\"nonce\":\"0x" + "11".repeat(32) + "\",\"nonce\":"));
        assertMalformed(text.replace("\"amount\":", "\"amount\":\"1\",\"amount\":"));
        assertMalformed(
                good.toBuilder().put("digest", "0x" + "11".repeat(32)).build().toString());
        assertMalformed(text + "{}");
        assertMalformed("[" + text + "]");
        assertMalformed("");
        assertMalformed(good.toBuilder().put("nonce", "0x1234").build().toString());
        assertMalformed(good.toBuilder().put("account", "alice-main").build().toString());
        assertMalformed(text.replace("\"1000\"", "1000"));
    }

    @Test
    void refusesOversizedBodies() {
        long before = journalEntries();
        String padded = payment(account(alice(), "alice-main"), requirements()) + " ".repeat(131_073);

        assertProblem(client().post(alice(), PAYMENTS, padded), 413, "body_too_large");
        assertThat(journalEntries()).isEqualTo(before);
    }

    @Test
    void givesConcurrentIdenticalRequestsTheSameBytes() throws Exception {
        JsonObject request = payment(account(alice(), "alice-main"), requirements());
        long before = journalEntries();

        List<Answer> answers =
                concurrently(IntStream.range(0, 12).mapToObj(_ -> request).toList());

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        assertThat(answers.stream().map(Answer::text).distinct()).hasSize(1);
        assertThat(journalEntries()).isEqualTo(before + 1);
    }

    @Test
    void letsExactlyOneOfConcurrentDifferentRequestsWin() throws Exception {
        JsonObject request = payment(account(alice(), "alice-main"), requirements());
        List<JsonObject> rivals = IntStream.range(0, 12)
                .mapToObj(i -> request.toBuilder()
                        .put(
                                "requirements",
                                requirements().toBuilder()
                                        .put("amount", Integer.toString(1000 + i))
                                        .build())
                        .build())
                .toList();
        long before = journalEntries();

        List<Answer> answers = concurrently(rivals);

        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() != 200))
                .allSatisfy(answer -> assertProblem(answer, 409, "nonce_already_signed"));
        assertThat(journalEntries()).isEqualTo(before + 1);
    }

    private List<Answer> concurrently(List<JsonObject> requests) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Answer>> calls = requests.stream()
                    .<Callable<Answer>>map(request -> () -> client().post(alice(), PAYMENTS, request))
                    .toList();
            var answers = threads.invokeAll(calls);
            return answers.stream().map(Future::resultNow).toList();
        }
    }

    private static JsonObject timeout(int seconds) {
        return requirements().toBuilder().put("maxTimeoutSeconds", seconds).build();
    }

    private static JsonObject with(String name, String value) {
        return requirements().toBuilder().put(name, value).build();
    }

    private static JsonObject with(String name, JsonObject value) {
        return requirements().toBuilder().put(name, value).build();
    }

    private static JsonObject withExtra(String name, String value) {
        JsonObject extra =
                requirements().object("extra").toBuilder().put(name, value).build();
        return with("extra", extra);
    }

    private void assertMalformed(String body) {
        assertRefused(body, 400, "malformed_request");
    }

    /** A request as it stands, or requirements that are put into an otherwise good request. */
    private void assertRefused(JsonObject json, int status, String code) {
        boolean whole = json.has("requirements");
        assertRefused((whole ? json : payment(account(alice(), "alice-main"), json)).toString(), status, code);
    }

    private void assertRefused(String body, int status, String code) {
        assertDenied(() -> client().post(alice(), PAYMENTS, body), status, code);
    }
}
