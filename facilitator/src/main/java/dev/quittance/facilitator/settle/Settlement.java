package dev.quittance.facilitator.settle;

import dev.quittance.events.Event;
import dev.quittance.facilitator.access.Access;
import dev.quittance.facilitator.access.Denial;
import dev.quittance.facilitator.coalesce.OverloadedException;
import dev.quittance.facilitator.database.CommitUnknownException;
import dev.quittance.facilitator.database.Database;
import dev.quittance.facilitator.gas.GasClaim;
import dev.quittance.facilitator.gas.GasShortage;
import dev.quittance.facilitator.outbox.Requests;
import dev.quittance.facilitator.outcome.Waiters;
import dev.quittance.facilitator.payment.Answer;
import dev.quittance.facilitator.payment.AuthorizationKey;
import dev.quittance.facilitator.payment.Claim;
import dev.quittance.facilitator.payment.Payment;
import dev.quittance.facilitator.payment.PaymentStore;
import dev.quittance.facilitator.payment.PaymentTerms;
import dev.quittance.facilitator.payment.Preparing;
import dev.quittance.facilitator.payment.Reservation;
import dev.quittance.facilitator.request.PaymentRequest;
import dev.quittance.facilitator.verify.PayerFacts;
import dev.quittance.facilitator.verify.Verdict;
import dev.quittance.facilitator.verify.Verifier;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.schemes.payment.Demand.Purpose;
import dev.quittance.schemes.payment.Terms;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/** Settles payments: one per authorization, whoever asks how often. */
@Singleton
final class Settlement {
    private static final Logger LOG = Logger.getLogger(Settlement.class);

    private final Access access;
    private final Database database;
    private final PaymentStore payments;
    private final Authorizations authorizations;
    private final Verifier verifier;
    private final Reservations reservations;
    private final Requests requests;
    private final Waiters waiters;
    private final SettleConfig config;
    private final Semaphore places;

    Settlement(
            Access access,
            Database database,
            PaymentStore payments,
            Authorizations authorizations,
            Verifier verifier,
            Reservations reservations,
            Requests requests,
            Waiters waiters,
            SettleConfig config) {
        this.access = access;
        this.database = database;
        this.payments = payments;
        this.authorizations = authorizations;
        this.verifier = verifier;
        this.reservations = reservations;
        this.requests = requests;
        this.waiters = waiters;
        this.config = config;
        this.places = new Semaphore(config.waitersMax());
    }

    /**
     * Settles a payment or joins its settlement, and waits for the outcome.
     *
     * @throws SQLException when the database is down; nothing was reserved
     * @throws dev.quittance.facilitator.verify.ChainUnavailableException when the chain is; nothing was reserved
     */
    SettleOutcome settle(String caller, PaymentRequest request) throws SQLException, InterruptedException {
        if (!places.tryAcquire()) {
            return new SettleOutcome.Busy();
        }
        try {
            // Before verification: an authorization that has settled no longer verifies.
            Optional<Payment> known = find(request);
            return known.isPresent() ? join(known.get(), caller, request.digest()) : begin(caller, request);
        } catch (OverloadedException e) {
            return new SettleOutcome.Busy();
        } finally {
            places.release();
        }
    }

    private SettleOutcome begin(String caller, PaymentRequest request)
            throws SQLException, OverloadedException, InterruptedException {
        // Only what begins is judged: a payment that is under way ends as it was promised.
        Optional<Denial> denial = access.judge(caller, request);
        if (denial.isPresent()) {
            return denied(denial.get(), Optional.empty());
        }
        if (Metadata.isTooLong(request.message())) {
            return new SettleOutcome.Refused(
                    ErrorReason.INVALID_PAYLOAD,
                    "extensions.quittance.info is longer than " + Metadata.BYTES_MAX + " bytes",
                    Optional.empty());
        }
        return switch (verifier.verify(request.message(), Purpose.SETTLE)) {
            case Verdict.Valid valid -> begin(caller, request, valid);
            case Verdict.Invalid invalid -> {
                // The same payment may have been reserved, and even settled, while this call looked at the chain.
                Optional<Payment> known = find(request);
                yield known.isPresent()
                        ? join(known.get(), caller, request.digest())
                        : new SettleOutcome.Refused(invalid.reason(), invalid.message(), invalid.payer());
            }
        };
    }

    private SettleOutcome begin(String caller, PaymentRequest request, Verdict.Valid valid)
            throws SQLException, OverloadedException, InterruptedException {
        var payment = valid.payment();
        if (payment.terms().amount().signum() == 0) {
            verifier.release(caller, payment);
            return new SettleOutcome.Nothing(payment.terms().payer());
        }
        PaymentTerms terms = terms(caller, request, valid);
        Event event = requests.event(terms.id(), payment, valid.head());
        Optional<Preparing> preparing =
                payment.preparation().map(_ -> new Preparing(config.preparingPerPayer(), config.preparingMax()));
        Optional<GasClaim> gas = access.claim(caller, payment);
        Reservation reservation;
        try {
            reservation = reserve(new Claim(terms, event, valid.available(), Set.of(), preparing, gas));
            if (reservation instanceof Reservation.Overdrawn(List<Reservation.Live> live)) {
                // What is reserved may have been paid by now, and then the balance bears it already.
                PayerFacts facts = verifier.look(payment, live);
                reservation = reserve(new Claim(terms, event, facts.balance(), facts.used(), preparing, gas));
            }
        } catch (CommitUnknownException e) {
            // It stands, or will in a moment, or never: only the same payment asked again finds out.
            return new SettleOutcome.Pending(terms.authorization().payer(), Optional.empty());
        }
        return switch (reservation) {
            case Reservation.Bound(Payment bound) -> {
                LOG.infof("payment %s is reserved", bound.terms().id());
                SettleOutcome outcome = join(bound, caller, terms.digest());
                verifier.release(caller, payment);
                yield outcome;
            }
            case Reservation.Unsponsored(GasShortage shortage) ->
                denied(
                        Access.denial(shortage),
                        Optional.of(terms.authorization().payer()));
            case Reservation.Crowded _ ->
                new SettleOutcome.Refused(
                        ErrorReason.TOO_MANY_APPROVALS,
                        "too many payments wait for approvals of the payer's, or of all payers",
                        Optional.of(terms.authorization().payer()));
            case Reservation.Overdrawn _ ->
                new SettleOutcome.Refused(
                        payment.endings().poor(),
                        "the payer's balance is reserved for other payments",
                        Optional.of(terms.authorization().payer()));
        };
    }

    private static SettleOutcome denied(Denial denial, Optional<Address> payer) {
        return new SettleOutcome.Refused(denial.reason(), denial.message(), payer);
    }

    private Optional<Payment> find(PaymentRequest request)
            throws SQLException, OverloadedException, InterruptedException {
        Optional<AuthorizationKey> key = authorizations.keyOf(request.message());
        return key.isPresent() ? reservations.find(key.get()) : Optional.empty();
    }

    private Reservation reserve(Claim claim) throws SQLException, OverloadedException, InterruptedException {
        try {
            return reservations.reserve(claim);
        } catch (CommitUnknownException e) {
            LOG.warnf("commit of payment %s not acknowledged", claim.terms().id());
            Optional<Payment> kept = findIfPossible(claim.terms().authorization());
            return new Reservation.Bound(kept.orElseThrow(() -> e));
        }
    }

    private Optional<Payment> findIfPossible(AuthorizationKey key) throws InterruptedException {
        try {
            return reservations.find(key);
        } catch (SQLException | OverloadedException e) {
            return Optional.empty();
        }
    }

    private SettleOutcome join(Payment payment, String caller, Bytes32 digest) throws InterruptedException {
        PaymentTerms terms = payment.terms();
        if (!terms.caller().equals(caller) || !terms.digest().equals(digest)) {
            return new SettleOutcome.BoundElsewhere(terms.authorization().payer());
        }
        Optional<Answer> answer = payment.answer();
        if (answer.isEmpty()) {
            answer = waiters.await(terms.id(), config.waitMax());
        }
        return answer.isPresent() ? new SettleOutcome.Known(answer.get()) : lookOnceMore(terms);
    }

    private SettleOutcome lookOnceMore(PaymentTerms terms) {
        var payer = terms.authorization().payer();
        try {
            Payment payment = database.inTransaction(connection -> payments.find(connection, terms.id()))
                    .orElseThrow();
            return payment.answer()
                    .<SettleOutcome>map(SettleOutcome.Known::new)
                    .orElseGet(() -> new SettleOutcome.Pending(payer, payment.transaction()));
        } catch (SQLException e) {
            // The settlement goes on without us: its outcome is unknown, not bad.
            return new SettleOutcome.Pending(payer, Optional.empty());
        }
    }

    private static PaymentTerms terms(String caller, PaymentRequest request, Verdict.Valid valid) {
        var payment = valid.payment();
        Terms settled = payment.terms();
        return new PaymentTerms(
                UUID.randomUUID(),
                caller,
                payment.kind(),
                new AuthorizationKey(
                        payment.asset().chainId(), payment.asset().address(), settled.payer(), settled.nonce()),
                settled.payee(),
                settled.amount(),
                request.digest(),
                valid.head(),
                Metadata.of(request.message()));
    }
}
