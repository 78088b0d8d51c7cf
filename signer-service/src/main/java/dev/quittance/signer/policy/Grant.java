package dev.quittance.signer.policy;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Uint256;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One permission of one principal; what no grant permits is denied. Amounts are atomic units of whichever asset is asked for:
 * cap and budgets hold for each asset by itself.
 *
 * @param id unique among all grants, and the order in which a principal's grants are tried
 * @param accounts names of accounts; any means all of the principal's own, and another's only by its name
 * @param payees whom the money may go to
 * @param origins where the resource that is paid for may be; any also covers requests that name none
 * @param perPayment most at once; what moves tokens has one
 * @param budgets most in each rolling window; a window that is missing is not limited
 * @param validFrom inclusive
 * @param validUntil exclusive
 * @param lifeMax longest life of an authorization; what moves tokens has one
 * @param consent when others have to agree
 */
public record Grant(
        String id,
        String principal,
        Operation operation,
        Scope<String> accounts,
        Scope<AssetId> assets,
        Scope<Address> payees,
        Scope<Origin> origins,
        Optional<BigInteger> perPayment,
        Map<Window, BigInteger> budgets,
        Optional<Instant> validFrom,
        Optional<Instant> validUntil,
        Optional<Duration> lifeMax,
        Optional<Consent> consent) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /**
     * Checks names, amounts and times.
     *
     * @throws MalformedException when one is not of its form, or a grant that moves tokens is unbounded
     */
    public Grant {
        budgets = Map.copyOf(budgets);
        if (!NAME.matcher(id).matches() || !NAME.matcher(principal).matches()) {
            throw new MalformedException("a name has 1 to 64 letters, digits, dots, hyphens and underscores");
        }
        perPayment.ifPresent(Uint256::requireInRange);
        budgets.values().forEach(Uint256::requireInRange);
        if (operation.movesTokens() && (perPayment.isEmpty() || lifeMax.isEmpty())) {
            throw new MalformedException("a grant that moves tokens has perPayment and lifeMaxSeconds");
        }
        if (lifeMax.filter(life -> !life.isPositive()).isPresent()) {
            throw new MalformedException("lifeMaxSeconds is not positive");
        }
    }

    /** Whether it is in force. */
    boolean isValidAt(Instant now) {
        return validFrom.map(from -> !now.isBefore(from)).orElse(true)
                && validUntil.map(now::isBefore).orElse(true);
    }

    /**
     * Whether everything that this permits, the other permits too, so that putting this in the other's place only narrows.
     * What other grants of the principal permit is not looked at: see {@link Narrowing}.
     */
    public boolean isWithin(Grant other) {
        return principal.equals(other.principal)
                && operation == other.operation
                && coversAccountsWithin(other)
                && assets.isWithin(other.assets)
                && payees.isWithin(other.payees)
                && origins.isWithin(other.origins)
                && isBounded(perPayment, other.perPayment)
                && Arrays.stream(Window.values()).allMatch(window -> isBounded(budget(window), other.budget(window)))
                && isBounded(validUntil, other.validUntil)
                && isBounded(lifeMax, other.lifeMax)
                && other.validFrom
                        .map(from ->
                                validFrom.filter(ours -> !ours.isBefore(from)).isPresent())
                        .orElse(true)
                && other.consent
                        .map(theirs ->
                                consent.filter(ours -> ours.isWithin(theirs)).isPresent())
                        .orElse(true);
    }

    /** A name may be another principal's account, which any does not cover. */
    private boolean coversAccountsWithin(Grant other) {
        return accounts.equals(other.accounts)
                || (other.accounts instanceof Scope.Only<String> && accounts.isWithin(other.accounts));
    }

    /** Most in a rolling window, if it is limited. */
    public Optional<BigInteger> budget(Window window) {
        return Optional.ofNullable(budgets.get(window));
    }

    private static <T extends Comparable<T>> boolean isBounded(Optional<T> ours, Optional<T> theirs) {
        return theirs.map(bound ->
                        ours.filter(value -> value.compareTo(bound) <= 0).isPresent())
                .orElse(true);
    }

    /** Whether both are asked about the same requests, whatever they say to them. */
    public boolean hasScopeOf(Grant other) {
        return principal.equals(other.principal)
                && operation == other.operation
                && accounts.equals(other.accounts)
                && assets.equals(other.assets)
                && payees.equals(other.payees)
                && origins.equals(other.origins)
                && validFrom.equals(other.validFrom)
                && validUntil.equals(other.validUntil);
    }
}
