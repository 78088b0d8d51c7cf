package dev.quittance.demo;

import dev.quittance.agent.PurchaseLeg;
import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.abi.TokenEvent;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.receipt.ReceiptDocument;
import dev.quittance.protocol.x402.PaymentRequired;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Tells a purchase to a person, leg by leg, as it happens. */
final class Story {
    private static final int DECIMALS = 6;

    private final PrintStream out;
    private Optional<PaymentRequirements> paid = Optional.empty();

    Story(PrintStream out) {
        this.out = out;
    }

    /** What was agreed to, in atomic units. */
    BigInteger price() {
        return paid.map(PaymentRequirements::amount).orElse(BigInteger.ZERO);
    }

    void tell(PurchaseLeg leg) {
        switch (leg) {
            case PurchaseLeg.Challenged(PaymentRequired challenge) -> {
                head("Challenge", "402 for " + challenge.resource().url());
                challenge
                        .accepts()
                        .forEach(offer -> line(dollars(offer.amount()) + " by " + offer.scheme() + " on "
                                + offer.network() + " to " + offer.payTo()));
                challengeId(challenge).ifPresent(id -> line("challenge id " + id));
            }
            case PurchaseLeg.Authorized(PaymentRequirements accepted, TransferAuthorization authorization) -> {
                paid = Optional.of(accepted);
                head("Authorization", "signed by the signer-service, whose keys nobody else has");
                line("from " + authorization.from() + " to " + authorization.to() + ", " + authorization.value()
                        + " atomic units");
                line("valid before " + authorization.validBefore() + ", nonce " + authorization.nonce());
            }
            case PurchaseLeg.Sending(int attempt) ->
                head("Payment", attempt == 1 ? "the same request again, paid" : "the same payment, attempt " + attempt);
            case PurchaseLeg.Waiting(var cause, var pause) ->
                line(cause.name().toLowerCase(Locale.ROOT) + ", again in " + pause.toMillis() + " ms");
            case PurchaseLeg.Settled settled -> {}
        }
    }

    void tell(DemoPurchase.Result result, Eip3009Token token) {
        var receipt = result.receipt();
        head("Settlement", "transaction " + receipt.transactionHash());
        line("block " + receipt.blockNumber() + ", sent by " + receipt.from() + ", gas " + receipt.gasUsed());
        receipt.logs()
                .forEach(
                        log -> token.event(log).ifPresent(event -> line("log " + log.logIndex() + ": " + name(event))));
        head("Balances", "read from the chain");
        balance("payer", result.payer());
        balance("payee", result.payee());
        head(
                "Answer",
                result.answer().statusCode() + " after " + result.answered().toMillis() + " ms");
        line(new String(result.answer().body(), StandardCharsets.UTF_8));
        head("Receipt", "PAYMENT-RESPONSE");
        line(result.settlement().toJson().toString());
        out.println();
    }

    /** Tells a receipt that was checked and holds. */
    void tell(ReceiptDocument receipt) {
        var facts = receipt.quittance().facts();
        head("Quittance", "checked offline: signature, transaction and answer");
        line("payment " + facts.paymentId() + ", " + facts.standing().level().text());
        line("signed by " + receipt.signer());
        out.println();
    }

    private static Optional<String> challengeId(PaymentRequired challenge) {
        return challenge
                .extensions()
                .optionalObject("quittance")
                .flatMap(extension -> extension.optionalObject("info"))
                .flatMap((JsonObject info) -> info.optionalText("challenge"));
    }

    private static String name(TokenEvent event) {
        return switch (event) {
            case TokenEvent.Transfer(var from, var to, var value) -> "Transfer " + from + " -> " + to + " " + value;
            case TokenEvent.AuthorizationUsed(var authorizer, var nonce) ->
                "AuthorizationUsed " + authorizer + " " + nonce;
            case TokenEvent.AuthorizationCanceled(var authorizer, var nonce) ->
                "AuthorizationCanceled " + authorizer + " " + nonce;
        };
    }

    private void balance(String party, DemoPurchase.Balance balance) {
        line(party + " " + balance.account() + " " + dollars(balance.before()) + " -> " + dollars(balance.after()));
    }

    private static String dollars(BigInteger amount) {
        return "$" + new BigDecimal(amount, DECIMALS).toPlainString();
    }

    private void head(String leg, String text) {
        out.printf("%n%-14s %s%n", leg, text);
        out.flush();
    }

    private void line(String text) {
        out.printf("%-14s %s%n", "", text);
        out.flush();
    }
}
