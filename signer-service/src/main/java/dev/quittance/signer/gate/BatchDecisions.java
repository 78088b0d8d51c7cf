package dev.quittance.signer.gate;

import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Sha256;
import dev.quittance.signer.custody.Held;
import dev.quittance.signer.journal.Decided;
import dev.quittance.signer.journal.DeniedEntry;
import dev.quittance.signer.journal.JournalEntry;
import dev.quittance.signer.journal.PermittedEntry;
import dev.quittance.signer.journal.Recording;
import dev.quittance.signer.journal.Standings;
import dev.quittance.signer.policy.ChainNonces;
import dev.quittance.signer.policy.Custody;
import dev.quittance.signer.policy.Decision;
import dev.quittance.signer.policy.Denial;
import dev.quittance.signer.policy.Lane;
import dev.quittance.signer.policy.PolicyRules;
import dev.quittance.signer.policy.SpendFact;
import dev.quittance.signer.policy.Usage;
import dev.quittance.signer.principal.TokenId;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides about the requests of one batch in their order, and collects what must be written for the decisions to hold. What a
 * decision spends counts for the next one at once; if the batch is not written, the usage is good for nothing any more.
 */
final class BatchDecisions {
    private static final String REPLAYED = "token_replayed";

    private final Custody custody;
    private final ChainNonces chainNonces;
    private final Usage usage;
    private final Standings standings;
    private final Set<TokenId> fresh;
    private final Instant now;
    private final KeyUse keyUse;
    private final Optional<Denial> halted;
    private final List<Decided> decided = new ArrayList<>();
    private final List<PermittedEntry> permitted = new ArrayList<>();
    private final List<DeniedEntry> denied = new ArrayList<>();
    private final Map<Usage.Key, BigInteger> spent = new HashMap<>();

    /** Takes what stands under the nonces of all requests, and the tokens that were not used before. */
    BatchDecisions(Held held, Standings standings, Set<TokenId> fresh, KeyUse keyUse, Instant now) {
        this.custody = held.custody();
        this.chainNonces = held.chainNonces();
        this.usage = held.usage();
        this.standings = standings;
        this.fresh = new HashSet<>(fresh);
        this.now = now;
        this.keyUse = keyUse;
        this.halted = held.log().halted();
    }

    /** Everything that goes on record, in the order in which it was decided. */
    List<Decided> decided() {
        return decided;
    }

    List<PermittedEntry> permitted() {
        return permitted;
    }

    List<DeniedEntry> denied() {
        return denied;
    }

    Map<Usage.Key, BigInteger> spent() {
        return spent;
    }

    Outcome decide(GateRequest request) {
        if (!fresh.remove(request.token())) {
            put(replay(request));
            return new Outcome.Replayed();
        }
        return switch (request) {
            case GateRequest.Signing signing -> decide(signing);
            case GateRequest.Refused refused -> {
                put(denial(refused, refused.rule()));
                yield new Outcome.Noted();
            }
        };
    }

    private static DeniedEntry replay(GateRequest request) {
        return switch (request) {
            case GateRequest.Signing signing -> denial(signing, REPLAYED, Optional.empty());
            case GateRequest.Refused refused -> denial(refused, REPLAYED);
        };
    }

    private static DeniedEntry denial(GateRequest.Refused request, String rule) {
        return new DeniedEntry(
                rule,
                request.principal(),
                request.operation(),
                Optional.empty(),
                Optional.empty(),
                request.requestDigest());
    }

    private Outcome decide(GateRequest.Signing request) {
        JournalEntry entry = request.entry();
        Optional<Denial> barred =
                halted.or(() -> PolicyRules.barred(custody, request.fact())).or(() -> usedOnChain(entry));
        if (barred.isPresent()) {
            return deny(request, barred.get(), Optional.empty());
        }
        return switch (standings.judge(entry)) {
            case Recording.Repeated repeated ->
                new Outcome.Permitted(new Permission(
                        entry.account(),
                        entry.operation(),
                        repeated.signingDigest(),
                        repeated.validBefore(),
                        Optional.empty()));
            case Recording.Taken _ -> {
                put(denial(request, request.takenCode(), Optional.empty()));
                yield new Outcome.Taken(request.takenCode());
            }
            case Recording.Free(int revision) ->
                switch (PolicyRules.decide(custody, usage, request.fact(), now)) {
                    case Decision.Deny deny -> deny(request, deny.denial(), deny.grant());
                    case Decision.Permit permit ->
                        permit(request, revision, permit.grant().id());
                };
        };
    }

    private Optional<Denial> usedOnChain(JournalEntry entry) {
        return switch (entry.operation()) {
            case RELAY -> chainNonces.refuse(new Lane(entry.account(), entry.chainId()), entry.nonce());
            case PAYMENT, REFUND, PAYOUT, RECEIPT -> Optional.empty();
        };
    }

    private Outcome permit(GateRequest.Signing request, int revision, String grant) {
        JournalEntry entry = request.entry();
        SpendFact fact = request.fact();
        Optional<Signature> signature = keyUse.trySign(entry.account(), entry.signingDigest());
        var row = new PermittedEntry(entry, fact, revision, grant, signature.map(each -> Sha256.hash(each.toBytes())));
        permitted.add(row);
        decided.add(row);
        standings.enter(entry, revision);
        if (fact.amount().signum() > 0) {
            var key = new Usage.Key(grant, fact.asset());
            usage.add(key, now, fact.amount());
            spent.merge(key, fact.amount(), BigInteger::add);
        }
        long validBefore =
                entry.transfer().map(JournalEntry.Transfer::validBefore).orElse(0L);
        return new Outcome.Permitted(
                new Permission(entry.account(), entry.operation(), entry.signingDigest(), validBefore, signature));
    }

    private void put(DeniedEntry entry) {
        denied.add(entry);
        decided.add(entry);
    }

    private Outcome deny(GateRequest.Signing request, Denial denial, Optional<String> grant) {
        put(denial(request, denial.code(), grant));
        return new Outcome.Denied(denial, request.fact().fingerprint());
    }

    private static DeniedEntry denial(GateRequest.Signing request, String rule, Optional<String> grant) {
        SpendFact fact = request.fact();
        return new DeniedEntry(
                rule,
                fact.principal(),
                Optional.of(fact.operation()),
                Optional.of(fact),
                grant,
                request.entry().requestDigest());
    }
}
