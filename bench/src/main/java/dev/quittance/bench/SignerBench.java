package dev.quittance.bench;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.Sha256;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Measures the signer: payments over HTTP, each with a token of its own, signed beforehand because tokens are the callers' work.
 * Every answer is a new signature with its reservation and journal entry on disk.
 */
final class SignerBench {
    private static final String BENCH = "signer";
    private static final String PATH = "/v1/x402/payments";
    private static final int PROOFS = 500;
    private static final int CALLERS = 96;
    /** Signatures a second that two cores shall give; latency is measured at half of it. */
    private static final double AIM = 2_000;
    /** Tokens live for a minute, and those of one round are all signed before it begins. */
    private static final int ROUND_MAX = 25_000;

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    private final BenchSuite suite;
    private final BenchAgents agents;
    private final PrintStream told;
    private final SecureRandom random = new SecureRandom();
    private final List<Payer> payers = new ArrayList<>();

    /** An account that can pay, and whose it is. */
    private record Payer(BenchAgents.Agent agent, Address account) {}

    SignerBench(BenchSuite suite, BenchOptions options, BenchAgents agents) {
        this.suite = suite;
        this.agents = agents;
        this.told = options.told();
    }

    /** The signer alone, with the bench's agents. */
    static BenchSuite.Choice choice(BenchAgents agents) {
        return new BenchSuite.Choice(Set.of("signer-service"), Map.of(), agents.principals());
    }

    List<Metric> measure(int seconds) throws IOException {
        findAccounts();
        told.println("warming up with " + payers.size() + " accounts of "
                + agents.agents().size() + " agents");
        double guess = 500;
        for (int i = 0; i < 5; i++) {
            guess = fast(payers, (int) Math.min(ROUND_MAX, guess * 5));
        }
        var metrics = new ArrayList<Metric>();
        int round = (int) Math.min(ROUND_MAX, guess * seconds);
        double rate = fast(payers, round);
        metrics.add(Metric.of(BENCH, "signatures_per_second", rate, "1/s"));
        double load = Math.min(rate, AIM) / 2;
        var half = half(load, (int) Math.min(ROUND_MAX, load * seconds));
        metrics.add(Metric.of(BENCH, "signature_p50_ms_half_load", half.latency(0.5), "ms"));
        metrics.add(Metric.of(BENCH, "signature_p99_ms_half_load", half.latency(0.99), "ms"));
        metrics.add(Metric.of(BENCH, "one_account_signatures_per_second", fast(payers.subList(0, 1), round), "1/s"));
        metrics.add(Metric.of(BENCH, "accounts_load_seconds", managed("quittance_signer_load_seconds"), "s"));
        metrics.add(Metric.of(BENCH, "accounts", managed("quittance_signer_accounts"), "1"));
        String entry = prove();
        metrics.add(Metric.of(BENCH, "inclusion_proof_ms", proofMillis(), "ms"));
        metrics.add(LogFigures.audit(entry));
        metrics.add(SigningCore.measure());
        metrics.add(DocumentVerification.measure());
        return metrics;
    }

    /** Has many entries proved, one after the other; one of them as the log has it. */
    private String prove() throws IOException {
        told.printf("%d inclusion proofs%n", PROOFS);
        Payer payer = payers.getFirst();
        String entry = "";
        try (var connection = new Connection(suite.signerPort(), ANSWER_LIMIT)) {
            for (int i = 0; i < PROOFS; i++) {
                var signed = connection.send(requests(payers, 1).getFirst());
                String signature = JsonObject.parse(signed.body()).text("signature");
                String path = "/v1/log/signatures/" + Sha256.hash(Hex.decode(signature));
                String token = payer.agent().tokens().token("GET", uri(path), new byte[0]);
                var proved = connection.send(
                        Connection.get(suite.signerPort(), path, "Authorization: Bearer " + token + "\r\n"));
                if (proved.status() != 200) {
                    throw new BenchFailedException("an entry is not proved: " + proved.body());
                }
                entry = JsonObject.parse(proved.body()).text("entry");
            }
        }
        return entry;
    }

    /** What a proof takes, from the question to the database to the hashes. */
    private double proofMillis() throws IOException {
        return 1_000
                * managed("quittance_signer_log_proof_seconds_sum")
                / managed("quittance_signer_log_proof_seconds_count");
    }

    private double fast(List<Payer> of, int count) throws IOException {
        told.printf("%d signatures as fast as possible, %d accounts%n", count, of.size());
        List<byte[]> requests = requests(of, count);
        CpuTime before = CpuTime.now(suite.parts());
        var answers = new Shots(suite.signerPort(), CALLERS).asFastAsPossible(requests);
        tell(answers, before);
        return answers.perSecond();
    }

    private Shots.Answers half(double perSecond, int count) throws IOException {
        told.printf("%d signatures at %.0f a second%n", count, perSecond);
        List<byte[]> requests = requests(payers, count);
        CpuTime before = CpuTime.now(suite.parts());
        var answers = new Shots(suite.signerPort(), CALLERS).at(perSecond, requests);
        tell(answers, before);
        return answers;
    }

    private void tell(Shots.Answers answers, CpuTime before) {
        String cost = CpuTime.now(suite.parts()).since(before, answers.right());
        told.printf(
                "%.0f a second, p50 %.1f ms, p99 %.1f ms; %s%n",
                answers.perSecond(), answers.latency(0.5), answers.latency(0.99), cost);
        if (answers.wrong() > 0) {
            throw new BenchFailedException(answers.wrong() + " payments are not signed, such as " + answers.refusal());
        }
    }

    private void findAccounts() throws IOException {
        try (var connection = new Connection(suite.signerPort(), ANSWER_LIMIT)) {
            for (BenchAgents.Agent agent : agents.agents()) {
                String token = agent.tokens().token("GET", uri("/v1/accounts"), new byte[0]);
                String header = "Authorization: Bearer " + token + "\r\n";
                var answer = connection.send(Connection.get(suite.signerPort(), "/v1/accounts", header));
                if (answer.status() != 200) {
                    throw new BenchFailedException("the accounts of an agent are not listed: " + answer.body());
                }
                for (JsonObject account : JsonObject.parse(answer.body()).objects("accounts")) {
                    payers.add(new Payer(agent, Address.parse(account.text("address"))));
                }
            }
        }
    }

    /** So many payments, each of another account as long as there are some, with their tokens. */
    private List<byte[]> requests(List<Payer> of, int count) {
        return IntStream.range(0, count)
                .parallel()
                .mapToObj(i -> {
                    Payer payer = of.get((int) (i * 7_919L % of.size()));
                    String body = payment(payer.account()).toString();
                    String token =
                            payer.agent().tokens().token("POST", uri(PATH), body.getBytes(StandardCharsets.US_ASCII));
                    return Connection.post(suite.signerPort(), PATH, token, body);
                })
                .toList();
    }

    private JsonObject payment(Address account) {
        byte[] nonce = new byte[32];
        random.nextBytes(nonce);
        return JsonObject.builder()
                .put("account", account.toString())
                .put(
                        "requirements",
                        JsonObject.builder()
                                .put("scheme", "exact")
                                .put("network", "eip155:84532")
                                .put("amount", "1000")
                                .put("asset", "0x036CbD53842c5426634e7929541eC2318f3dCF7e")
                                .put("payTo", suite.payee().toString())
                                .put("maxTimeoutSeconds", 300)
                                .put(
                                        "extra",
                                        JsonObject.builder()
                                                .put("name", "USDC")
                                                .put("version", "2")
                                                .build())
                                .build())
                .put("nonce", Hex.encode(nonce))
                .build();
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + suite.signerPort() + path);
    }

    /** A figure that the signer tells of itself. */
    private double managed(String name) throws IOException {
        int port = suite.signerManagementPort();
        try (var connection = new Connection(port, ANSWER_LIMIT)) {
            return connection
                    .send(Connection.get(port, "/q/metrics", "Accept: text/plain\r\n"))
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .findFirst()
                    .orElseThrow(() -> new BenchFailedException("the signer does not tell " + name));
        }
    }
}
