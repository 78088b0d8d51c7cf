package dev.quittance.demo;

import dev.quittance.agent.PayingClient;
import dev.quittance.agent.PriceLimit;
import dev.quittance.agent.PurchaseOutcome;
import dev.quittance.agent.receipt.HeldReceipt;
import dev.quittance.agent.receipt.ReceiptCheck;
import dev.quittance.agent.receipt.ReceiptCheck.Expected;
import dev.quittance.agent.receipt.ReceiptFault;
import dev.quittance.agent.signing.CustodialAccount;
import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.rpc.BlockRef;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.JsonRpc;
import dev.quittance.evm.rpc.Receipt;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.receipt.ReceiptDocument;
import dev.quittance.protocol.x402.SettleResponse;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** One agent buys one answer through the gateway; what moved is read from the chain. */
final class DemoPurchase {
    private static final PriceLimit PRICE_MAX = PriceLimit.parse("$0.01");
    private static final Duration RPC_CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private final DemoSuite suite;
    private final Story story;
    private final EvmNode node;
    private final Eip3009Token token;

    DemoPurchase(DemoSuite suite, Story story) {
        this.suite = suite;
        this.story = story;
        this.node = new EvmNode(
                new JsonRpc(JsonRpc.httpClient(RPC_CONNECT_TIMEOUT), suite.rpcUrl(), JsonRpc.Limits.DEFAULT));
        this.token = new Eip3009Token(suite.chain().token());
    }

    /** What a party has, in atomic units, before and after. */
    record Balance(Address account, BigInteger before, BigInteger after) {
        BigInteger change() {
            return after.subtract(before);
        }
    }

    /**
     * What happened.
     *
     * @param price atomic units
     * @param answered from the start of the purchase to the last byte of the answer
     */
    record Result(
            URI url,
            BigInteger price,
            HttpResponse<byte[]> answer,
            SettleResponse settlement,
            Receipt receipt,
            Balance payer,
            Balance payee,
            Duration answered) {}

    /**
     * Buys, and checks that exactly the price moved.
     *
     * @throws DemoFailedException naming the leg that failed
     */
    Result run() throws IOException, InterruptedException {
        URI url = URI.create(SuiteConfig.localhost(suite.ports().gateway()) + SuiteConfig.PATH);
        Address payer = suite.agentAccount().address();
        BigInteger payerBefore = balance(payer);
        BigInteger payeeBefore = balance(suite.payee());

        long begin = System.nanoTime();
        var signer = new CustodialAccount(suite.agentConnection(), payer);
        PurchaseOutcome outcome = PayingClient.with(signer, story::tell)
                .buy(HttpRequest.newBuilder(url).build(), PRICE_MAX);
        Duration answered = Duration.ofNanos(System.nanoTime() - begin);

        if (!(outcome instanceof PurchaseOutcome.Paid(HttpResponse<byte[]> answer, SettleResponse settlement))) {
            throw new DemoFailedException("the purchase failed: " + describe(outcome));
        }
        if (answer.statusCode() != 200) {
            throw new DemoFailedException("the paid answer has status " + answer.statusCode());
        }
        Receipt receipt = node.receipt(Bytes32.parse(settlement.transaction()))
                .orElseThrow(() -> new DemoFailedException("the settlement transaction is not on chain"));
        BigInteger price = story.price();
        var result = new Result(
                url,
                price,
                answer,
                settlement,
                receipt,
                new Balance(payer, payerBefore, balance(payer)),
                new Balance(suite.payee(), payeeBefore, balance(suite.payee())),
                answered);
        story.tell(result, token);
        checkReceipt(answer, settlement);
        requireMoved(result.payee().change(), price, "payee");
        requireMoved(result.payer().change(), price.negate(), "payer");
        return result;
    }

    /** Checks the receipt as any payer can, if it came with the answer; a late one is fetched from the gateway later. */
    private void checkReceipt(HttpResponse<byte[]> answer, SettleResponse settlement)
            throws IOException, InterruptedException {
        Optional<ReceiptDocument> receipt = HeldReceipt.in(settlement);
        if (receipt.isEmpty()) {
            return;
        }
        var expected = Expected.NOTHING
                .withSigner(Optional.of(suite.receiptSigner()))
                .withTransaction(Bytes32.parse(settlement.transaction()))
                .withAnswer(answer);
        Set<ReceiptFault> faults = new ReceiptCheck(Secp256k1.create()).faults(receipt.get(), expected);
        if (!faults.isEmpty()) {
            throw new DemoFailedException("the receipt does not hold: " + faults);
        }
        story.tell(receipt.get());
    }

    private BigInteger balance(Address account) {
        return node.read(token.balanceOf(account), BlockRef.Tag.LATEST);
    }

    private static void requireMoved(BigInteger change, BigInteger expected, String party) {
        if (!change.equals(expected)) {
            throw new DemoFailedException(
                    "the " + party + "'s balance changed by " + change + " instead of " + expected + " atomic units");
        }
    }

    private static String describe(PurchaseOutcome outcome) {
        return switch (outcome) {
            case PurchaseOutcome.Paid paid -> "paid";
            case PurchaseOutcome.Free(var answer) ->
                "the gateway asked for no payment and answered " + answer.statusCode();
            case PurchaseOutcome.Refused(var refusal) -> refusal.message();
            case PurchaseOutcome.Pending(var payment, var cause, var lastAnswer) -> "the outcome is unknown, " + cause;
        };
    }
}
