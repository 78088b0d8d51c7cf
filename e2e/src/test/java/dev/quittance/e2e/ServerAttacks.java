package dev.quittance.e2e;

import dev.quittance.e2e.Attack.Reach;
import dev.quittance.e2e.Attack.Verdict;
import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.x402.PaymentPayload;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Attacks on what lies between a payment and the request it is for: Server-SR1 and SR2 of arXiv 2607.19545, the Five Attacks of
 * arXiv 2605.11781, free-riding F1 to F4 of arXiv 2605.30998. Discovery steering (IV) happens at the client, before any server
 * is asked.
 */
final class ServerAttacks {
    private static final String PATH = "/answer";
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private ServerAttacks() {}

    static Stream<Attack> all() {
        return Stream.of(
                attack(
                        "Server-SR1, I-A",
                        "empty the purse while the shop works",
                        stack -> starved(stack).getFirst()),
                attack(
                        "Server-SR2, F4",
                        "ask again after the settlement failed",
                        stack -> starved(stack).getLast()),
                attack("I-B", "carry out the payer's authorization first", ServerAttacks::preempted),
                attack("II", "send one payment twice", ServerAttacks::replayed),
                attack("II, F2", "send one payment four times at once", ServerAttacks::raced),
                attack("III", "read paid answers out of a shared cache", ServerAttacks::cached),
                attack("F1", "pay one resource, take another", ServerAttacks::substituted),
                attack("F3", "sign four permits on an allowance for one", ServerAttacks::overdrawn),
                attack("corpus", "get in with malformed headers", ServerAttacks::malformed));
    }

    private static Attack attack(String rule, String name, Attack.Attempt attempt) {
        return new Attack(rule, name, Reach.SERVER, attempt);
    }

    private static boolean sold(HttpResponse<String> answer) {
        return answer.statusCode() == 200 && answer.body().contains("42");
    }

    /** The first verdict is of the request whose payer cannot pay any more, the second of the same sent again. */
    private static List<Verdict> starved(AttackStack stack) throws Exception {
        var payer = stack.payer();
        var payment = payer.pay(stack.challenge("/slow"));
        int runs = stack.runs().count();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = threads.submit(() -> stack.buy("/slow", payment));
            await(() -> stack.runs().count() > runs);
            stack.suite().setBalance(payer.address(), BigInteger.ZERO);
            var first = asked.get();
            var second = stack.buy("/slow", payment);
            return List.of(
                    new Verdict(sold(first), Integer.toString(first.statusCode())),
                    new Verdict(sold(second), Integer.toString(second.statusCode())));
        }
    }

    /** Whoever sees an authorization can carry it out: the payer has paid then, and must get what was paid for. */
    private static Verdict preempted(AttackStack stack) throws Exception {
        var payment = stack.payer().pay(stack.challenge("/upfront"));
        BigInteger takings = stack.takings();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = threads.submit(() -> stack.buy("/upfront", payment));
            await(() -> asked.isDone() || stack.suite().waitingTransactions() > 0);
            var call = new Eip3009Token(stack.suite().token())
                    .transferWithAuthorization(
                            TransferAuthorization.fromJson(payment.payload().object("authorization")),
                            Bytes.of(Hex.decode(payment.payload().text("signature"))));
            stack.suite().sendFirst(call.to(), call.data());
            var answer = asked.get();
            boolean paid = stack.takings().compareTo(takings) > 0;
            return new Verdict(paid && !sold(answer), "paid " + paid + ", answered " + answer.statusCode());
        }
    }

    private static Verdict replayed(AttackStack stack) throws Exception {
        var payment = stack.payer().pay(stack.challenge(PATH));
        int runs = stack.runs().count();
        int first = stack.buy(PATH, payment).statusCode();
        int second = stack.buy(PATH, payment).statusCode();
        int ran = stack.runs().count() - runs;
        return new Verdict(ran > 1, first + ", then " + second + "; worked " + ran + " times");
    }

    private static Verdict raced(AttackStack stack) throws Exception {
        var payment = stack.payer().pay(stack.challenge(PATH));
        int runs = stack.runs().count();
        var answers = AttackStack.atOnce(4, () -> stack.buy(PATH, payment).statusCode());
        int ran = stack.runs().count() - runs;
        return new Verdict(ran > 1, answers + "; worked " + ran + " times for one payment");
    }

    private static Verdict cached(AttackStack stack) throws Exception {
        var unpaid = Http.get(stack.shop().resolve(PATH));
        var paid = stack.buy(PATH, stack.payer().pay(stack.challenge(PATH)));
        String before = cacheControl(unpaid);
        String after = cacheControl(paid);
        boolean storable = !before.contains("no-store") || !(after.contains("private") || after.contains("no-store"));
        return new Verdict(storable, "402 " + before + ", 200 " + after);
    }

    private static String cacheControl(HttpResponse<String> answer) {
        return answer.headers().firstValue("Cache-Control").orElse("nothing");
    }

    private static Verdict substituted(AttackStack stack) throws Exception {
        var payment = stack.payer().pay(stack.challenge(PATH));
        var answer = stack.buy("/other", payment);
        return new Verdict(sold(answer), "a payment for /answer at /other: " + answer.statusCode());
    }

    /** Each permit is good for itself; together they are four times what Permit2 may take. */
    private static Verdict overdrawn(AttackStack stack) throws Exception {
        var payer = stack.payer();
        var offer = stack.challenge("/permit2").accepts().getFirst();
        stack.suite().approvePermit2(payer.address(), offer.amount());
        var payments = new ConcurrentLinkedQueue<PaymentPayload>();
        for (int i = 0; i < 4; i++) {
            payments.add(payer.permit(stack.challenge("/permit2")));
        }
        int runs = stack.runs().count();
        BigInteger takings = stack.takings();
        var answers = AttackStack.atOnce(4, () -> stack.buy("/permit2", payments.remove()));
        long sold = answers.stream().filter(ServerAttacks::sold).count();
        long paid = stack.takings().subtract(takings).divide(offer.amount()).longValueExact();
        int ran = stack.runs().count() - runs;
        return new Verdict(
                sold > paid || ran > paid, sold + " answers sold, " + paid + " paid; worked " + ran + " times");
    }

    private static Verdict malformed(AttackStack stack) throws Exception {
        PaymentPayload good = stack.payer().pay(stack.challenge(PATH));
        String json = good.toJson().toString();
        int wrong = 0;
        var corpus = MalformedHeaders.of(json);
        for (String header : corpus) {
            int status = stack.send(PATH, header).statusCode();
            wrong += status < 400 || status >= 500 ? 1 : 0;
        }
        return new Verdict(wrong > 0, wrong + " of " + corpus.size() + " sold, or answered with a fault of the server");
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain");
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }
}
