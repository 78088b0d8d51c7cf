package dev.quittance.e2e;

import dev.quittance.e2e.Attack.Reach;
import dev.quittance.e2e.Attack.Verdict;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequired;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Attacks that a facilitator has to withstand whatever server asks it: rules SR1 to SR8 of arXiv 2607.19545. */
final class FacilitatorAttacks {
    private static final String PATH = "/answer";
    private static final BigInteger HOUR = BigInteger.valueOf(3_600);
    /** Burns about six million gas, then returns as if it had paid. */
    private static final String HOSTILE_CODE = "0x62030d405b6001900380600457" + "00";
    /** Ends a signature of ERC-6492. */
    private static final String ERC6492_MARK = "64926492".repeat(8);

    private FacilitatorAttacks() {}

    static Stream<Attack> all() {
        return Stream.of(
                signed(
                        "SR1",
                        "pay less than the price",
                        a -> change(a, a.to(), a.value().subtract(BigInteger.ONE), a.validAfter(), a.validBefore())),
                signed(
                        "SR1",
                        "pay somebody else",
                        a -> change(a, new Payer().address(), a.value(), a.validAfter(), a.validBefore())),
                attack("SR2", "change a signed payment", stack -> {
                    var payment = stack.payer().pay(stack.challenge(PATH));
                    return bought(
                            stack,
                            resigned(
                                    payment,
                                    Hex.encode(
                                            flipped(Hex.decode(payment.payload().text("signature"))))));
                }),
                attack("SR2", "sign for a stranger's money", FacilitatorAttacks::stranger),
                signed(
                        "SR3",
                        "pay with an expired authorization",
                        a -> change(a, a.to(), a.value(), a.validAfter(), now().subtract(HOUR))),
                signed(
                        "SR3",
                        "pay with one that is not valid yet",
                        a -> change(
                                a,
                                a.to(),
                                a.value(),
                                now().add(HOUR),
                                now().add(HOUR).add(HOUR))),
                attack("SR4", "pay out of an empty purse", stack -> {
                    var payer = new Payer();
                    return bought(stack, payer.pay(stack.challenge(PATH)));
                }),
                attack("SR5", "make it settle nothing", FacilitatorAttacks::zero),
                attack("SR5", "settle the same three times at once", FacilitatorAttacks::thrice),
                attack("SR6", "make it burn gas on a token of one's own", FacilitatorAttacks::hostileToken),
                attack("SR7", "empty the purse after verification", FacilitatorAttacks::emptied),
                attack("SR8", "smuggle a call in as a wallet's factory", FacilitatorAttacks::smuggled),
                attack("corpus", "break it with malformed bodies", FacilitatorAttacks::malformed));
    }

    private static Attack attack(String rule, String name, Attack.Attempt attempt) {
        return new Attack(rule, name, Reach.FACILITATOR, attempt);
    }

    /** Terms changed before they are signed: the signature is right, the terms are not. */
    private static Attack signed(String rule, String name, UnaryOperator<TransferAuthorization> change) {
        return attack(rule, name, stack -> bought(stack, stack.payer().pay(stack.challenge(PATH), change)));
    }

    private static TransferAuthorization change(
            TransferAuthorization a, Address to, BigInteger value, BigInteger after, BigInteger before) {
        return new TransferAuthorization(a.from(), to, value, after, before, a.nonce());
    }

    private static BigInteger now() {
        return BigInteger.valueOf(System.currentTimeMillis() / 1_000);
    }

    private static Verdict bought(AttackStack stack, PaymentPayload payment) throws Exception {
        int runs = stack.runs().count();
        var answer = stack.buy(PATH, payment);
        boolean got = answer.statusCode() == 200 || stack.runs().count() > runs;
        return new Verdict(got, seen(answer));
    }

    private static String seen(HttpResponse<String> answer) {
        var reason = answer.statusCode() == 402 ? Http.challenge(answer).error().orElse("") : "";
        return answer.statusCode() + " " + reason;
    }

    private static PaymentPayload resigned(PaymentPayload payment, String signature) {
        var payload = payment.payload().toBuilder().put("signature", signature).build();
        return new PaymentPayload(payment.resource(), payment.accepted(), payload, payment.extensions());
    }

    private static byte[] flipped(byte[] signature) {
        signature[40] ^= 1;
        return signature;
    }

    private static Verdict stranger(AttackStack stack) throws Exception {
        var victim = stack.payer();
        var payment = new Payer()
                .pay(
                        stack.challenge(PATH),
                        a -> new TransferAuthorization(
                                victim.address(), a.to(), a.value(), a.validAfter(), a.validBefore(), a.nonce()));
        return bought(stack, payment);
    }

    private static Verdict zero(AttackStack stack) throws Exception {
        var challenge = stack.challenge(PATH);
        var offer = challenge.accepts().getFirst();
        var free = new PaymentRequirements(
                offer.scheme(), offer.network(), BigInteger.ZERO, offer.asset(), offer.payTo(), 300, offer.extra());
        var payment =
                stack.payer().pay(challenge, a -> change(a, a.to(), BigInteger.ZERO, a.validAfter(), a.validBefore()));
        var gasless = stack.suite().height();
        var answer = stack.settle(
                new PaymentPayload(payment.resource(), free, payment.payload(), payment.extensions()), free);
        return spent(stack, gasless, answer);
    }

    /** Whether gas was spent since a block. */
    private static Verdict spent(AttackStack stack, int since, HttpResponse<String> answer) throws Exception {
        BigInteger gas = stack.suite().gasUsedAfter(since);
        return new Verdict(gas.signum() > 0, gas + " gas; " + reason(answer));
    }

    private static String reason(HttpResponse<String> answer) {
        var body = JsonObject.parse(answer.body());
        String reason = body.optionalText("errorReason")
                .or(() -> body.optionalText("invalidReason"))
                .orElse("");
        return answer.statusCode() + " " + (reason.isEmpty() ? answer.body() : reason);
    }

    private static Verdict thrice(AttackStack stack) throws Exception {
        var challenge = stack.challenge(PATH);
        var payment = stack.payer().pay(challenge);
        var answers = AttackStack.atOnce(
                3, () -> stack.settle(payment, challenge.accepts().getFirst()));
        var outcomes = answers.stream()
                .map(answer -> JsonObject.parse(answer.body()))
                .map(body -> body.bool("success")
                        ? "settled"
                        : body.optionalText("errorReason").orElse("refused"))
                .sorted()
                .toList();
        return new Verdict(
                outcomes.contains("settled") && outcomes.stream().distinct().count() > 1, outcomes.toString());
    }

    private static Verdict hostileToken(AttackStack stack) throws Exception {
        Address hostile = new Payer().address();
        stack.suite().setCode(hostile, HOSTILE_CODE);
        var challenge = stack.challenge(PATH);
        var offer = challenge.accepts().getFirst();
        var own = new PaymentRequirements(
                offer.scheme(), offer.network(), offer.amount(), hostile.toString(), offer.payTo(), 300, offer.extra());
        var payment = stack.payer()
                .pay(new PaymentRequired(
                        challenge.error(), challenge.resource(), List.of(own), challenge.extensions()));
        int before = stack.suite().height();
        return spent(stack, before, stack.settle(payment, own));
    }

    private static Verdict emptied(AttackStack stack) throws Exception {
        var challenge = stack.challenge(PATH);
        var offer = challenge.accepts().getFirst();
        var payer = stack.payer();
        var payment = payer.pay(challenge);
        stack.verify(payment, offer);
        stack.suite().setBalance(payer.address(), BigInteger.ZERO);
        int before = stack.suite().height();
        return spent(stack, before, stack.settle(payment, offer));
    }

    /** The wrapper of ERC-6492 with the token as the factory, and a call that gives the payer's money away. */
    private static Verdict smuggled(AttackStack stack) throws Exception {
        var challenge = stack.challenge(PATH);
        var offer = challenge.accepts().getFirst();
        var payment = stack.payer().pay(challenge);
        String call = "095ea7b3" + new Payer().address().toWord().toString().substring(2) + "f".repeat(64);
        String inner = payment.payload().text("signature").substring(2);
        String wrapped = "0x"
                + Address.parse(offer.asset()).toWord().toString().substring(2)
                + word(96)
                + word(224)
                + word(call.length() / 2)
                + padded(call)
                + word(inner.length() / 2)
                + padded(inner)
                + ERC6492_MARK;
        int before = stack.suite().height();
        return spent(stack, before, stack.settle(resigned(payment, wrapped), offer));
    }

    private static String word(int number) {
        return "0".repeat(56) + HexFormat.of().toHexDigits(number);
    }

    private static String padded(String hex) {
        return hex + "0".repeat((64 - hex.length() % 64) % 64);
    }

    private static Verdict malformed(AttackStack stack) throws Exception {
        var challenge = stack.challenge(PATH);
        String good = stack.payer().pay(challenge).toJson().toString();
        String offer = challenge.accepts().getFirst().toJson().toString();
        int broken = 0;
        int tried = 0;
        for (String body : MalformedBodies.of(good, offer)) {
            for (String path : List.of("/verify", "/settle")) {
                tried++;
                broken += stack.post(path, body).statusCode() >= 500 ? 1 : 0;
            }
        }
        return new Verdict(broken > 0, broken + " of " + tried + " answered with a fault of the server");
    }
}
