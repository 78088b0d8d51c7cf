package dev.quittance.agent.cli;

import dev.quittance.agent.PurchaseLeg;
import dev.quittance.agent.journal.PurchaseRecord;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Consumer;

/** Tells the legs of a purchase in one line each. */
final class LegPrinter implements Consumer<PurchaseLeg> {
    private final PrintWriter out;

    LegPrinter(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void accept(PurchaseLeg leg) {
        out.println(line(leg));
        out.flush();
    }

    private static String line(PurchaseLeg leg) {
        return switch (leg) {
            case PurchaseLeg.Queued(var waitMax) ->
                "wait another run makes the same purchase, at most " + waitMax.toSeconds() + " s";
            case PurchaseLeg.Resumed(var left) -> "back " + resumed(left) + ", nonce " + left.nonce();
            case PurchaseLeg.Challenged(var challenge) ->
                "402  " + challenge.resource().url() + " asks for a payment, "
                        + challenge.accepts().size() + " offer(s)";
            case PurchaseLeg.Authorized(var accepted, var authorization) ->
                "sign " + accepted.amount() + " atomic units on " + accepted.network() + " to " + authorization.to()
                        + " from " + authorization.from();
            case PurchaseLeg.Sending(int attempt) ->
                attempt == 1 ? "pay  sending the payment" : "pay  sending the same payment again, attempt " + attempt;
            case PurchaseLeg.Waiting(var cause, var pause) ->
                "wait " + pause.toMillis() + " ms: " + cause.name().toLowerCase(Locale.ROOT);
            case PurchaseLeg.Settled(var settlement) -> "paid transaction " + settlement.transaction();
            case PurchaseLeg.Unmarked(var fault) ->
                "note the purchase is finished but not marked, the next run gets this answer again: " + fault;
        };
    }

    private static String resumed(PurchaseRecord.Open left) {
        return switch (left) {
            case PurchaseRecord.Challenged challenged -> "an earlier run was signing this payment";
            case PurchaseRecord.Signed signed -> "an earlier run signed this payment and did not send it";
            case PurchaseRecord.Sent sent -> "an earlier run sent this payment, its outcome is open";
        };
    }
}
