package dev.quittance.signer.policy;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what may be signed; what nothing permits is denied. Stops come first, then the account, then the first grant whose
 * scope fits: its caps and budgets permit or deny for good. When no scope fits, the grant that came closest names the reason.
 */
public final class PolicyRules {
    private PolicyRules() {}

    /** Decides about something that was not permitted before. The usage is only read. */
    public static Decision decide(Custody custody, Usage usage, SpendFact fact, Instant now) {
        Optional<Denial> barred = barred(custody, fact);
        if (barred.isPresent()) {
            return new Decision.Deny(barred.get(), Optional.empty());
        }
        List<Grant> grants = custody.grantsOf(fact.principal(), fact.operation());
        HeldAccount account = Objects.requireNonNull(custody.accounts().get(fact.account()));
        var closest = new Decision.Deny(Denial.NO_GRANT, Optional.empty());
        for (Grant grant : grants) {
            Optional<Denial> outside = outside(grant, account, fact, now);
            if (outside.isEmpty()) {
                return decide(custody, usage, grant, fact, now);
            }
            if (outside.get().compareTo(closest.denial()) > 0) {
                closest = new Decision.Deny(outside.get(), Optional.of(grant.id()));
            }
        }
        return closest;
    }

    /**
     * What speaks against signing whatever the grants say, and against signing again what was permitted before; empty when
     * nothing does.
     */
    public static Optional<Denial> barred(Custody custody, SpendFact fact) {
        if (custody.stops().all()) {
            return Optional.of(Denial.ALL_STOPPED);
        }
        if (custody.stops().principals().contains(fact.principal())) {
            return Optional.of(Denial.AGENT_STOPPED);
        }
        HeldAccount account = custody.accounts().get(fact.account());
        if (account == null || !isFor(custody, account, fact)) {
            return Optional.of(Denial.ACCOUNT_NOT_YOURS);
        }
        if (custody.stops().accounts().contains(account.name())) {
            return Optional.of(Denial.ACCOUNT_STOPPED);
        }
        boolean retired = switch (account.state()) {
            case ACTIVE -> false;
            case RETIRED -> !fact.withdraws();
        };
        return retired ? Optional.of(Denial.ACCOUNT_RETIRED) : Optional.empty();
    }

    /** The account is of the right kind, and the caller's own or named by a grant. */
    private static boolean isFor(Custody custody, HeldAccount account, SpendFact fact) {
        return account.operations().contains(fact.operation())
                && (account.principal().equals(fact.principal())
                        || custody.grantsOf(fact.principal(), fact.operation()).stream()
                                .anyMatch(grant -> covers(grant, account)));
    }

    private static boolean covers(Grant grant, HeldAccount account) {
        return switch (grant.accounts()) {
            case Scope.Any<String> _ -> account.principal().equals(grant.principal());
            case Scope.Only<String>(Set<String> names) -> names.contains(account.name());
        };
    }

    /** The first criterion of the grant's scope that does not fit, in the order of {@link Denial}. */
    private static Optional<Denial> outside(Grant grant, HeldAccount account, SpendFact fact, Instant now) {
        if (!covers(grant, account)) {
            return Optional.of(Denial.ACCOUNT_NOT_GRANTED);
        }
        if (!grant.assets().covers(fact.asset())) {
            return Optional.of(Denial.ASSET_NOT_GRANTED);
        }
        if (!grant.payees().covers(fact.payee())) {
            return Optional.of(Denial.PAYEE_NOT_GRANTED);
        }
        if (!isFrom(grant.origins(), fact.origin())) {
            return Optional.of(Denial.ORIGIN_NOT_GRANTED);
        }
        return grant.isValidAt(now) ? Optional.empty() : Optional.of(Denial.OUTSIDE_VALIDITY);
    }

    private static boolean isFrom(Scope<Origin> origins, Optional<Origin> origin) {
        return switch (origins) {
            case Scope.Any<Origin> _ -> true;
            case Scope.Only<Origin>(Set<Origin> values) ->
                origin.filter(values::contains).isPresent();
        };
    }

    private static Decision decide(Custody custody, Usage usage, Grant grant, SpendFact fact, Instant now) {
        return exceeded(usage, grant, fact, now)
                .or(() -> consent(custody, grant, fact))
                .<Decision>map(denial -> new Decision.Deny(denial, Optional.of(grant.id())))
                .orElseGet(() -> new Decision.Permit(grant));
    }

    private static Optional<Denial> exceeded(Usage usage, Grant grant, SpendFact fact, Instant now) {
        if (grant.lifeMax().filter(max -> fact.life().compareTo(max) > 0).isPresent()) {
            return Optional.of(Denial.LIFE_EXCEEDED);
        }
        if (grant.perPayment().filter(max -> fact.amount().compareTo(max) > 0).isPresent()) {
            return Optional.of(Denial.PER_PAYMENT_EXCEEDED);
        }
        for (Window window : Window.values()) {
            Optional<BigInteger> budget = grant.budget(window);
            if (budget.isPresent() && left(usage, grant, fact, window, now).compareTo(fact.amount()) < 0) {
                return Optional.of(Denial.exhausted(window));
            }
        }
        return Optional.empty();
    }

    private static BigInteger left(Usage usage, Grant grant, SpendFact fact, Window window, Instant now) {
        if (usage.isExhausted(grant.id(), window, now)) {
            return BigInteger.ZERO;
        }
        BigInteger spent = usage.spent(new Usage.Key(grant.id(), fact.asset()), window, now);
        return grant.budget(window).orElseThrow().subtract(spent);
    }

    private static Optional<Denial> consent(Custody custody, Grant grant, SpendFact fact) {
        return grant.consent()
                .filter(consent -> fact.amount().compareTo(consent.above()) > 0)
                .filter(consent -> !isGiven(consent, custody, fact))
                .map(_ -> Denial.APPROVAL_REQUIRED);
    }

    /** Nobody agrees to a request of its own. */
    private static boolean isGiven(Consent consent, Custody custody, SpendFact fact) {
        long agreed = custody.approvals().getOrDefault(fact.fingerprint(), Set.of()).stream()
                .filter(consent.approvers()::contains)
                .filter(approver -> !approver.equals(fact.principal()))
                .count();
        return agreed >= consent.quorum();
    }
}
