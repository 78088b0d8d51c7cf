package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.receipt.Quittance;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequired;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a payer keeps of a purchase, and what the chain tells everybody else about it. */
class PaidReceiptTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final BigInteger PURSE = BigInteger.valueOf(5_000);
    private static final int DOES_NOT_HOLD = 3;
    /** Of {@code transferWithAuthorization} with {@code v, r, s}; EIP-3009. */
    private static final String TRANSFER_BY_PARTS = "e3ee160e";

    private static final int WORD_CHARS = 64;

    private final RunningSuite suite = RunningSuite.shared();
    private final URI resource = suite.gateway().resolve("/weather/berlin");

    /** A payment of a new payer, and its answer. */
    private record Bought(String challenge, PaymentPayload payment, HttpResponse<String> answer) {
        URI status() {
            return URI.create(answer.headers().firstValue("Payment-Status").orElseThrow());
        }

        JsonObject settlement() {
            return Http.header(answer, PaymentHeader.PAYMENT_RESPONSE);
        }
    }

    private Bought buy() throws Exception {
        var payer = new Payer();
        suite.setBalance(payer.address(), PURSE);
        PaymentRequired challenge = Http.challenge(Http.get(resource));
        PaymentPayload payment = payer.pay(challenge);
        var answer = Http.get(resource, "PAYMENT-SIGNATURE", PaymentHeader.encode(payment.toJson()));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new Bought(challengeId(challenge), payment, answer);
    }

    private static String challengeId(PaymentRequired challenge) {
        return challenge.extensions().object("quittance").object("info").text("challenge");
    }

    @Test
    void holdsOfflineAndGivesWayToAFinalOne(@TempDir Path folder) throws Exception {
        // Given
        Bought bought = buy();
        Path body = Files.writeString(folder.resolve("body"), bought.answer().body());
        JsonObject first = receipt(bought, "");

        // When
        JsonObject last = receipt(bought, "finalized");

        // Then
        var quittance = Quittance.fromJson(last.object("quittance"));
        assertThat(quittance.facts().standing().transaction())
                .isEqualTo(Bytes32.parse(bought.settlement().text("transaction")));
        assertThat(last.text("signer")).isEqualTo(first.text("signer"));
        assertThat(verify(folder, first, body, first.text("signer"))).isZero();
        assertThat(verify(folder, last, body, first.text("signer"))).isZero();
        if (!first.equals(last)) {
            assertThat(quittance.supersedes())
                    .contains(Quittance.fromJson(first.object("quittance")).digest());
        }

        // When
        JsonObject forged = last.toBuilder()
                .put(
                        "quittance",
                        last.object("quittance").toBuilder().put("amount", "1").build())
                .build();
        Path otherBody =
                Files.writeString(folder.resolve("other-body"), bought.answer().body() + " ");

        // Then
        assertThat(verify(folder, forged, body, first.text("signer"))).isEqualTo(DOES_NOT_HOLD);
        assertThat(verify(folder, last, otherBody, first.text("signer"))).isEqualTo(DOES_NOT_HOLD);
        assertThat(verify(folder, last, body, new Payer().address().toString())).isEqualTo(DOES_NOT_HOLD);
    }

    @Test
    void chainTellsAStrangerHowFarItIsAndNothingElse() throws Exception {
        // Given
        Bought bought = buy();
        PaymentRequired own = Http.challenge(Http.get(resource));
        JsonObject payload = fromCalldata(bought);
        assertThat(payload.object("authorization"))
                .isEqualTo(bought.payment().payload().object("authorization"));

        // When
        var rebuilt =
                new PaymentPayload(Optional.of(own.resource()), own.accepts().getFirst(), payload, own.extensions());
        var answer = Http.get(resource, "PAYMENT-SIGNATURE", PaymentHeader.encode(rebuilt.toJson()));
        var bare = new PaymentPayload(Optional.of(own.resource()), own.accepts().getFirst(), payload, JsonObject.EMPTY);
        var unbound = Http.get(resource, "PAYMENT-SIGNATURE", PaymentHeader.encode(bare.toJson()));
        var old = Http.get(
                resource,
                "X-PAYMENT",
                PaymentHeader.encode(
                        new dev.quittance.protocol.x402.v1.PaymentPayload("exact", "base-sepolia", payload).toJson()));

        // Then
        for (var told : List.of(answer, old)) {
            assertThat(told.statusCode()).as(told.body()).isEqualTo(409);
            JsonObject problem = JsonObject.parse(told.body());
            assertThat(problem.text("code")).isEqualTo("already_delivered");
            assertThat(problem.text("state")).isEqualTo("DONE");
            assertThat(told.body()).doesNotContain("Berlin", bought.status().getPath());
            assertThat(told.headers().map()).doesNotContainKeys("payment-response", "payment-status");
        }
        assertThat(unbound.statusCode()).isEqualTo(402);
        assertThat(Http.challenge(unbound).error()).contains("extension_echo_mismatch");
        for (String path : List.of("", "/receipt")) {
            var asked = URI.create(bought.status() + path);
            assertThat(Http.get(asked).statusCode()).isEqualTo(404);
            assertThat(Http.get(asked, "Payment-Challenge", challengeId(own)).statusCode())
                    .isEqualTo(404);
        }
        assertThat(Http.get(bought.status(), "Payment-Challenge", bought.challenge())
                        .statusCode())
                .isEqualTo(200);
    }

    /** The newest receipt, once it stands on a level; any, when that is empty. */
    private static JsonObject receipt(Bought bought, String level) throws Exception {
        var uri = URI.create(bought.status() + "/receipt");
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            var answer = Http.get(uri, "Payment-Challenge", bought.challenge());
            if (answer.statusCode() == 200) {
                JsonObject receipt = JsonObject.parse(answer.body());
                if (level.isEmpty() || receipt.object("quittance").text("level").equals(level)) {
                    return receipt;
                }
            }
            assertThat(System.nanoTime())
                    .as("no receipt: " + answer.statusCode() + " " + answer.body())
                    .isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    /** What {@code quittance receipt verify} says, with the chain and all services unknown to it. */
    private static int verify(Path folder, JsonObject receipt, Path body, String signer) throws Exception {
        Path file = Files.writeString(folder.resolve("receipt.json"), receipt.toString());
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                ProjectFiles.agentJar().toString(),
                "receipt",
                "verify",
                "--signer",
                signer,
                "--response",
                body.toString(),
                "--content-type",
                "application/json",
                file.toString());
        try (var verifier = LoggedProcess.start(folder, command)) {
            return verifier.awaitExit(LIMIT);
        }
    }

    /** The scheme's part of a payment as anybody can read it off the chain. */
    private JsonObject fromCalldata(Bought bought) throws Exception {
        String input = suite.calldata(Bytes32.parse(bought.settlement().text("transaction")));
        // Several payments may share a transaction: the one of this payer is looked for.
        String payer =
                bought.payment().payload().object("authorization").text("from").substring(2);
        int start = input.indexOf(TRANSFER_BY_PARTS + "0".repeat(24) + payer.toLowerCase(Locale.ROOT));
        assertThat(start).isPositive();
        String[] words = words(input.substring(start + TRANSFER_BY_PARTS.length()), 9);
        var authorization = new TransferAuthorization(
                Address.parse("0x" + words[0].substring(24)),
                Address.parse("0x" + words[1].substring(24)),
                new BigInteger(words[2], 16),
                new BigInteger(words[3], 16),
                new BigInteger(words[4], 16),
                Bytes32.parse("0x" + words[5]));
        byte[] signature = Hex.decode("0x" + words[7] + words[8] + words[6].substring(62));
        return JsonObject.builder()
                .put("authorization", authorization.toJson())
                .put("signature", Hex.encode(signature))
                .build();
    }

    private static String[] words(String hex, int count) {
        var words = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            words.add(hex.substring(i * WORD_CHARS, (i + 1) * WORD_CHARS));
        }
        return words.toArray(String[]::new);
    }
}
