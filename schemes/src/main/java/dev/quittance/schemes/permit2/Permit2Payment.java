package dev.quittance.schemes.permit2;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.abi.Log;
import dev.quittance.evm.abi.TokenEvent;
import dev.quittance.evm.abi.WordCall;
import dev.quittance.evm.registry.Asset;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.schemes.payment.Endings;
import dev.quittance.schemes.payment.Kind;
import dev.quittance.schemes.payment.Payment;
import dev.quittance.schemes.payment.Preparation;
import dev.quittance.schemes.payment.SettlementCall;
import dev.quittance.schemes.payment.Terms;
import dev.quittance.schemes.payment.Trace;
import dev.quittance.schemes.payment.Trace.Meaning;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A transfer that Permit2 carries out for a scheme's spender.
 *
 * @param permit2 where Permit2 stands
 * @param amount that moves: what is permitted, or less where the spender is metered
 * @param witnessJson the witness as the payer sent it
 * @param allowance what Permit2 is let take in the transaction that settles, where the payer never approved it
 * @param approval what the payer has to have on chain before, where the payer never approved it
 */
public record Permit2Payment(
        Asset asset,
        Address permit2,
        Spender spender,
        Permit permit,
        BigInteger amount,
        JsonObject witnessJson,
        Bytes signature,
        Optional<Allowance> allowance,
        Optional<Approval> approval)
        implements Payment {
    private static final Bytes32 SETTLED = Keccak256.hash("Settled()");
    private static final Bytes32 SETTLED_WITH_PERMIT = Keccak256.hash("SettledWithPermit()");
    private static final String PERMIT_TYPES = "((address,uint256),uint256,uint256),";
    private static final String ALLOWANCE_TYPES = "(uint256,uint256,bytes32,bytes32,uint8),";
    private static final int SELECTOR_DIGITS = 10;
    private static final int ALLOWANCE_DIGITS = 5 * 2 * Bytes32.LENGTH;
    private static final BigInteger BITS = BigInteger.valueOf(256);

    static final String PERMITTED = "permitted";
    static final String WITNESS = "witness";

    @Override
    public Kind kind() {
        return spender.kind();
    }

    @Override
    public Terms terms() {
        return new Terms(
                permit.payer(),
                permit.witness().payee(),
                amount,
                permit.witness().validAfter(),
                permit.deadline(),
                Bytes32.of(permit.nonce()));
    }

    @Override
    public JsonObject extra() {
        return JsonObject.builder()
                .put(PERMITTED, permit.permitted().toString())
                .put(WITNESS, witnessJson)
                .putObject(Allowance.EXTENSION, allowance.map(Allowance::toJson))
                .putObject(Approval.EXTENSION, approval.map(Approval::toJson))
                .build();
    }

    @Override
    public Optional<Preparation> preparation() {
        return approval.map(each -> new Preparation(
                each.transaction(),
                isAllowed(),
                ErrorReason.ERC20_APPROVAL_BROADCAST_FAILED,
                ErrorReason.ERC20_APPROVAL_TX_FAILED,
                each.granted()));
    }

    private ContractCall<Boolean> isAllowed() {
        ContractCall<BigInteger> allowed = allowed();
        return new ContractCall<>(
                allowed.to(),
                allowed.data(),
                returned -> allowed.decode(returned).compareTo(amount) >= 0);
    }

    /** Permit2 takes no more of a payer than it was let, however many permits were signed. */
    @Override
    public Optional<ContractCall<BigInteger>> limit() {
        return allowance.isEmpty() && approval.isEmpty() ? Optional.of(allowed()) : Optional.empty();
    }

    /** What Permit2 may take of the payer's. */
    ContractCall<BigInteger> allowed() {
        return new WordCall(asset.address(), "allowance(address,address)")
                .number(List.of(permit.payer().toWord(), permit2.toWord()));
    }

    /** The same by a payer who has approved Permit2. */
    Permit2Payment prepared() {
        return approval.isEmpty() ? this : with(allowance, Optional.empty());
    }

    /** The same with wei for the gas of the payer's approval, where there is one. */
    Permit2Payment granting(BigInteger wei) {
        return with(allowance, approval.map(each -> each.granting(wei)));
    }

    Permit2Payment with(Optional<Allowance> allowedBySignature, Optional<Approval> approvedBefore) {
        return new Permit2Payment(
                asset, permit2, spender, permit, amount, witnessJson, signature, allowedBySignature, approvedBefore);
    }

    /** Alone, because no log of Permit2 or a spender names the nonce: what one transaction moved is this payment's. */
    @Override
    public SettlementCall settlement() {
        return new SettlementCall(
                List.of(settle()), permit.witness().sender(), allowance.isPresent() ? Allowance.GAS_MAX : 0, true);
    }

    /** The spender's call. */
    ContractCall<Bytes> settle() {
        var words = new ArrayList<Bytes32>();
        allowance.ifPresent(each -> words.addAll(each.words()));
        words.addAll(settlementWords());
        return new WordCall(permit.spender(), function(allowance.isPresent())).of(words, signature);
    }

    private List<Bytes32> settlementWords() {
        var words = new ArrayList<>(permit.words());
        words.addAll(spender.arguments(permit.payer(), amount, permit.witness()));
        return words;
    }

    private String function(boolean withAllowance) {
        String types = PERMIT_TYPES + spender.argumentTypes() + ",bytes)";
        return withAllowance ? "settleWithPermit(" + ALLOWANCE_TYPES + types : "settle(" + types;
    }

    @Override
    public ContractCall<Boolean> spent() {
        return spent(permit2, permit.payer(), permit.nonce());
    }

    /** Whether the nonce's bit is set. */
    static ContractCall<Boolean> spent(Address permit2, Address payer, BigInteger nonce) {
        BigInteger[] wordAndBit = nonce.divideAndRemainder(BITS);
        ContractCall<BigInteger> bitmap = new WordCall(permit2, "nonceBitmap(address,uint256)")
                .number(List.of(payer.toWord(), Bytes32.of(wordAndBit[0])));
        int bit = wordAndBit[1].intValueExact();
        return new ContractCall<>(
                bitmap.to(), bitmap.data(), returned -> bitmap.decode(returned).testBit(bit));
    }

    @Override
    public List<Trace> traces() {
        Terms terms = terms();
        return List.of(new Trace(
                asset.address(),
                List.of(
                        Optional.of(Eip3009Token.TRANSFER),
                        Optional.of(terms.payer().toWord()),
                        Optional.of(terms.payee().toWord())),
                this::isTransfer,
                Meaning.LIKENESS));
    }

    /** The transfer of exactly this amount, before the spender's own word that it settled. */
    @Override
    public Optional<Log> proof(List<Log> logs) {
        Optional<Log> transfer = Optional.empty();
        for (Log log : logs) {
            if (transfer.isEmpty() && isTransfer(log)) {
                transfer = Optional.of(log);
            } else if (transfer.isPresent() && isSettled(log)) {
                return transfer;
            }
        }
        return Optional.empty();
    }

    private boolean isTransfer(Log log) {
        Terms terms = terms();
        return new Eip3009Token(asset.address())
                .event(log)
                .equals(Optional.of(new TokenEvent.Transfer(terms.payer(), terms.payee(), amount)));
    }

    private boolean isSettled(Log log) {
        return log.address().equals(permit.spender())
                && (log.topics().equals(List.of(SETTLED)) || log.topics().equals(List.of(SETTLED_WITH_PERMIT)));
    }

    /** The spender's call, with or without a permit for Permit2, under whatever signature Permit2 took. */
    @Override
    public boolean isSettledBy(Address to, Bytes data) {
        String words = settlementWords().stream()
                .map(word -> word.toString().substring(2))
                .collect(Collectors.joining());
        String sent = data.hex();
        return to.equals(permit.spender())
                && (sent.startsWith(selector(function(false)) + words)
                        || (sent.startsWith(selector(function(true)))
                                && sent.startsWith(words, SELECTOR_DIGITS + ALLOWANCE_DIGITS)));
    }

    private static String selector(String function) {
        return Keccak256.hash(function).toString().substring(0, SELECTOR_DIGITS);
    }

    @Override
    public Endings endings() {
        return spender.endings();
    }

    /** What the payer signed. */
    public Bytes32 digest() {
        return permit.digest(asset.chainId(), permit2);
    }

    /** Names the payment without its signature. */
    @Override
    public String toString() {
        return "Permit2Payment[kind=" + kind() + ", chainId=" + asset.chainId() + ", asset=" + asset.address()
                + ", payer=" + permit.payer() + ", nonce=" + permit.nonce() + "]";
    }
}
