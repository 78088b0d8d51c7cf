package dev.quittance.signer.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.signer.journal.JournalEntry;
import dev.quittance.signer.policy.AssetId;
import dev.quittance.signer.policy.Operation;
import dev.quittance.signer.policy.SpendFact;
import dev.quittance.signer.principal.TokenId;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Payments of bob's account as they come to the gate. */
record Payments(Address account) {
    static final long VALID_BEFORE = 4_000_000_000L;

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final AssetId USDC = new AssetId(84532, Address.parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e"));
    private static final Address PAYEE = Address.parse("0x209693Bc6afc0C5328bA36FaF03C514EF312287C");

    GateRequest.Signing of(long nonce, long amount) {
        return of(nonce, amount, token());
    }

    GateRequest.Signing of(long nonce, long amount, TokenId token) {
        return of(nonce, amount, token, USDC.chainId());
    }

    /** An entry that the journal's schema refuses. */
    GateRequest.Signing impossible(long nonce) {
        return of(nonce, 1, token(), -1);
    }

    private GateRequest.Signing of(long nonce, long amount, TokenId token, long chainId) {
        BigInteger value = BigInteger.valueOf(amount);
        var digest = Bytes32.of(BigInteger.valueOf(nonce * 1_000L + amount));
        var entry = new JournalEntry(
                Operation.PAYMENT,
                "bob",
                account,
                chainId,
                BigInteger.valueOf(nonce),
                digest,
                digest,
                Optional.of(new JournalEntry.Transfer(USDC.token(), PAYEE, value, VALID_BEFORE)));
        var fact = new SpendFact(
                "bob",
                Operation.PAYMENT,
                account,
                USDC,
                PAYEE,
                value,
                Optional.empty(),
                Duration.ofMinutes(5),
                false,
                digest);
        return new GateRequest.Signing(token, fact, entry, "nonce_already_signed");
    }

    static GateRequest.Signing again(GateRequest.Signing request) {
        return new GateRequest.Signing(token(), request.fact(), request.entry(), request.takenCode());
    }

    static TokenId token() {
        return new TokenId("bob-1", UUID.randomUUID().toString(), Instant.now().plusSeconds(60));
    }

    static void assertPermitted(Outcome outcome, GateRequest.Signing request) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Permitted.class, permitted -> {
            Permission permission = permitted.permission();
            assertThat(permission.account()).isEqualTo(request.entry().account());
            assertThat(permission.operation()).isEqualTo(Operation.PAYMENT);
            assertThat(permission.signingDigest()).isEqualTo(request.entry().signingDigest());
            assertThat(permission.validBefore()).isEqualTo(VALID_BEFORE);
        });
    }

    static CompletableFuture<Outcome> submit(GateThread gate, GateRequest request) {
        var answer = new CompletableFuture<Outcome>();
        if (!gate.submit(new Ticket.Ask(request, answer))) {
            throw new AssertionError("the gate is full");
        }
        return answer;
    }

    static Outcome ask(GateThread gate, GateRequest request) {
        return await(submit(gate, request));
    }

    static <T> T await(CompletableFuture<T> answer) {
        return Ticket.await(answer, LIMIT);
    }
}
