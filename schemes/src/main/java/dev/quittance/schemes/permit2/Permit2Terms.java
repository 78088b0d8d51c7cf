package dev.quittance.schemes.permit2;

import static dev.quittance.protocol.x402.ErrorReason.INVALID_PAYMENT_REQUIREMENTS;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_PERMIT2_RECIPIENT_MISMATCH;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_PERMIT2_SPENDER;
import static dev.quittance.protocol.x402.ErrorReason.PERMIT2_AMOUNT_MISMATCH;
import static dev.quittance.protocol.x402.ErrorReason.PERMIT2_DEADLINE_EXPIRED;
import static dev.quittance.protocol.x402.ErrorReason.PERMIT2_NOT_YET_VALID;
import static dev.quittance.protocol.x402.ErrorReason.PERMIT2_TOKEN_MISMATCH;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.schemes.payment.Demand;
import dev.quittance.schemes.payment.Demand.Purpose;
import dev.quittance.schemes.payment.Refusal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;

/**
 * What time and requirements say of a permit.
 *
 * @param address of the spender
 * @param senders who settle
 */
record Permit2Terms(Spender spender, Address address, Set<Address> senders, Demand demand) {
    /** A permit must outlive the block that carries it (the reference implementation's margin). */
    private static final BigInteger REMAINING_SECONDS_MIN = BigInteger.valueOf(6);

    /**
     * The first rule that is broken.
     *
     * @param chainTime in seconds
     */
    Optional<Refusal> broken(Permit permit, long chainTime) {
        PaymentRequirements requirements = demand.requirements();
        Address payer = permit.payer();
        BigInteger now = BigInteger.valueOf(chainTime);
        Address payee;
        try {
            payee = Address.parse(requirements.payTo());
        } catch (MalformedException e) {
            return Optional.of(Refusal.of(INVALID_PAYMENT_REQUIREMENTS, "payTo is not an address"));
        }
        if (!mayTakeLess() && requirements.amount().signum() == 0) {
            return Optional.of(Refusal.of(INVALID_PAYMENT_REQUIREMENTS, "nothing cannot be paid"));
        }
        if (!permit.spender().equals(address)) {
            return broken(INVALID_PERMIT2_SPENDER, "the spender is not the scheme's", payer);
        }
        if (!permit.witness().payee().equals(payee)) {
            return broken(INVALID_PERMIT2_RECIPIENT_MISMATCH, "the witness pays somebody else", payer);
        }
        Optional<ErrorReason> stranger = permit.witness()
                        .sender()
                        .filter(each -> !senders.contains(each))
                        .isPresent()
                ? spender.otherSender()
                : Optional.empty();
        if (stranger.isPresent()) {
            return broken(stranger.get(), "the payer wants somebody else to settle it", payer);
        }
        if (permit.deadline().compareTo(now.add(REMAINING_SECONDS_MIN)) < 0) {
            return broken(PERMIT2_DEADLINE_EXPIRED, "the permit expires too soon", payer);
        }
        if (permit.witness().validAfter().compareTo(now) > 0) {
            return broken(PERMIT2_NOT_YET_VALID, "the permit is not valid yet", payer);
        }
        if (mayTakeLess()) {
            if (requirements.amount().compareTo(permit.permitted()) > 0) {
                return broken(spender.metered().orElseThrow(), "more is taken than is permitted", payer);
            }
        } else if (!permit.permitted().equals(requirements.amount())) {
            return broken(PERMIT2_AMOUNT_MISMATCH, "what is permitted is not the amount asked", payer);
        }
        if (!permit.token().toString().equalsIgnoreCase(requirements.asset())) {
            return broken(PERMIT2_TOKEN_MISMATCH, "the permit is for another token", payer);
        }
        return Optional.empty();
    }

    /** Whether the payer accepted these requirements; with what is permitted in place of what a meter took. */
    boolean isMatched(Permit permit) {
        PaymentRequirements asked = demand.requirements();
        var offered = mayTakeLess()
                ? new PaymentRequirements(
                        asked.scheme(),
                        asked.network(),
                        permit.permitted(),
                        asked.asset(),
                        asked.payTo(),
                        asked.maxTimeoutSeconds(),
                        asked.extra())
                : asked;
        return offered.isMatchedBy(demand.payload().accepted());
    }

    /** What moves. */
    BigInteger amount(Permit permit) {
        return mayTakeLess() ? demand.requirements().amount() : permit.permitted();
    }

    private boolean mayTakeLess() {
        return demand.purpose() == Purpose.SETTLE && spender.metered().isPresent();
    }

    static boolean isEarly(Refusal refusal) {
        return refusal.reason() == PERMIT2_NOT_YET_VALID;
    }

    private static Optional<Refusal> broken(ErrorReason reason, String message, Address payer) {
        return Optional.of(Refusal.of(reason, message, payer));
    }
}
