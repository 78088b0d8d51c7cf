package dev.quittance.facilitator.access;

import dev.quittance.evm.registry.Registry;
import dev.quittance.facilitator.database.Database;
import dev.quittance.facilitator.gas.GasClaim;
import dev.quittance.facilitator.gas.GasShortage;
import dev.quittance.facilitator.gas.GasStore;
import dev.quittance.facilitator.request.PaymentRequest;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.schemes.payment.Payment;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What clients may ask for, and what they have left of it. */
@Singleton
public final class Access {
    private final Clients clients;
    private final Map<String, RateLimit> rates;
    private final GasEstimate estimate;
    private final Optional<Long> gasPerDay;
    private final Database database;

    Access(AccessConfig config, Registry registry, Database database) {
        this.clients = new Clients(config.clients(), registry);
        var limits = new HashMap<String, RateLimit>();
        for (AccessConfig.Settings each : config.clients()) {
            clients.named(each.name())
                    .rate()
                    .ifPresent(rate -> limits.put(each.name(), new RateLimit(rate, System::nanoTime)));
        }
        this.rates = Map.copyOf(limits);
        this.estimate = GasEstimate.of(config.gas());
        this.gasPerDay = config.gas().perDay();
        this.database = database;
    }

    /** Lets a request of a client pass, or says how long it has to wait. */
    public Optional<Duration> pass(String client) {
        RateLimit rate = rates.get(client);
        return rate == null ? Optional.empty() : rate.pass();
    }

    /** Why a client may not have this paid at all; empty when it may. */
    public Optional<Denial> judge(String client, PaymentRequest request) {
        return AccessRules.judge(clients.named(client), request.message().paymentRequirements());
    }

    /** The gas that a settlement has to claim; none where nothing limits it. */
    public Optional<GasClaim> claim(String client, Payment payment) {
        Optional<Long> own = clients.named(client).gasPerDay();
        return own.isEmpty() && gasPerDay.isEmpty()
                ? Optional.empty()
                : Optional.of(new GasClaim(client, estimate.of(payment), own, gasPerDay));
    }

    /**
     * Why a settlement would get no gas now; empty when it would.
     *
     * @throws SQLException when the database is down
     */
    public Optional<Denial> lookAtGas(String client, Payment payment) throws SQLException {
        Optional<GasClaim> claim = claim(client, payment);
        return claim.isEmpty()
                ? Optional.empty()
                : database.inTransaction(connection -> GasStore.shortage(connection, claim.get()))
                        .map(Access::denial);
    }

    /** What a client is told that gets no gas. */
    public static Denial denial(GasShortage shortage) {
        return switch (shortage) {
            case CLIENT ->
                new Denial(ErrorReason.CLIENT_GAS_BUDGET_EXCEEDED, "the client's gas of this day is used up");
            case EVERYBODY ->
                new Denial(ErrorReason.GAS_CEILING_EXCEEDED, "the facilitator's gas of this day is used up");
        };
    }
}
