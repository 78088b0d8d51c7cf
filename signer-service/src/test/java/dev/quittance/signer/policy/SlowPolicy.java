package dev.quittance.signer.policy;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The policy once more, from its description and not from its code: a list of all spends, and rules in plain order. */
final class SlowPolicy {
    private record Spent(String grant, AssetId asset, long second, BigInteger amount) {}

    private final List<Spent> spends = new ArrayList<>();
    private final Custody custody;
    private final List<Grant> grants;

    SlowPolicy(Custody custody, List<Grant> grants) {
        this.custody = custody;
        this.grants = grants;
    }

    void spend(String grant, SpendFact fact, Instant at) {
        spends.add(new Spent(grant, fact.asset(), at.getEpochSecond(), fact.amount()));
    }

    /** The permitting grant's id, or the denial's code. */
    String judge(SpendFact fact, Instant now) {
        if (custody.stops().all()) {
            return "all_stopped";
        }
        if (custody.stops().principals().contains(fact.principal())) {
            return "agent_stopped";
        }
        var account = custody.accounts().get(fact.account());
        List<Grant> mine = new ArrayList<>();
        for (Grant grant : grants) {
            if (grant.principal().equals(fact.principal()) && grant.operation() == fact.operation()) {
                mine.add(grant);
            }
        }
        mine.sort((a, b) -> a.id().compareTo(b.id()));
        if (account == null || !account.operations().contains(fact.operation())) {
            return "account_not_yours";
        }
        boolean own = account.principal().equals(fact.principal());
        boolean named = mine.stream()
                .anyMatch(g -> g.accounts() instanceof Scope.Only<String> only
                        && only.values().contains(account.name()));
        if (!own && !named) {
            return "account_not_yours";
        }
        if (custody.stops().accounts().contains(account.name())) {
            return "account_stopped";
        }
        if (account.state() == HeldAccount.State.RETIRED && !fact.withdraws()) {
            return "account_retired";
        }
        List<String> ladder = List.of(
                "no_grant",
                "account_not_granted",
                "asset_not_granted",
                "payee_not_granted",
                "origin_not_granted",
                "outside_validity");
        int furthest = 0;
        for (Grant grant : mine) {
            boolean[] fits = {
                true,
                grant.accounts() instanceof Scope.Only<String> only
                        ? only.values().contains(account.name())
                        : own,
                has(grant.assets(), fact.asset()),
                has(grant.payees(), fact.payee()),
                grant.origins() instanceof Scope.Any
                        || (fact.origin().isPresent()
                                && has(grant.origins(), fact.origin().get())),
                !(grant.validFrom().isPresent()
                                && now.compareTo(grant.validFrom().get()) < 0)
                        && !(grant.validUntil().isPresent()
                                && now.compareTo(grant.validUntil().get()) >= 0)
            };
            int step = 1;
            while (step < fits.length && fits[step]) {
                step++;
            }
            if (step == fits.length) {
                return limits(grant, fact, now);
            }
            furthest = Math.max(furthest, step);
        }
        return ladder.get(furthest);
    }

    private String limits(Grant grant, SpendFact fact, Instant now) {
        if (fact.life().toSeconds() > grant.lifeMax().orElseThrow().toSeconds()) {
            return "life_exceeded";
        }
        if (fact.amount().subtract(grant.perPayment().orElseThrow()).signum() > 0) {
            return "per_payment_exceeded";
        }
        if (over(grant, fact, now, Window.HOUR, 3_600)) {
            return "hour_budget_exceeded";
        }
        if (over(grant, fact, now, Window.DAY, 86_400)) {
            return "day_budget_exceeded";
        }
        if (over(grant, fact, now, Window.MONTH, 2_592_000)) {
            return "month_budget_exceeded";
        }
        if (grant.consent().isPresent()
                && fact.amount().compareTo(grant.consent().get().above()) > 0) {
            int agreed = 0;
            for (String name : custody.approvals().getOrDefault(fact.fingerprint(), Set.of())) {
                if (!name.equals(fact.principal())
                        && grant.consent().get().approvers().contains(name)) {
                    agreed++;
                }
            }
            if (agreed < grant.consent().get().quorum()) {
                return "approval_required";
            }
        }
        return grant.id();
    }

    private boolean over(Grant grant, SpendFact fact, Instant now, Window window, long length) {
        if (!grant.budgets().containsKey(window)) {
            return false;
        }
        BigInteger sum = fact.amount();
        for (Spent spent : spends) {
            long endOfBucket = (spent.second() / (length / 60) + 1) * (length / 60);
            if (spent.grant().equals(grant.id())
                    && spent.asset().equals(fact.asset())
                    && now.getEpochSecond() < endOfBucket + length) {
                sum = sum.add(spent.amount());
            }
        }
        return sum.compareTo(grant.budgets().get(window)) > 0;
    }

    /** The most that ever left in a rolling window that ends with a spend, to the second. */
    BigInteger mostInAWindow(Grant grant, AssetId asset, long length) {
        BigInteger most = BigInteger.ZERO;
        for (Spent last : spends) {
            BigInteger sum = BigInteger.ZERO;
            for (Spent each : spends) {
                if (each.grant().equals(grant.id())
                        && each.asset().equals(asset)
                        && each.second() <= last.second()
                        && each.second() > last.second() - length) {
                    sum = sum.add(each.amount());
                }
            }
            most = most.max(sum);
        }
        return most;
    }

    private static <T> boolean has(Scope<T> scope, T value) {
        return !(scope instanceof Scope.Only<T> only) || only.values().contains(value);
    }
}
