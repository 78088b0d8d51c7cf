package dev.quittance.worker.settlement;

import dev.quittance.schemes.payment.Payment;
import java.util.Optional;
import java.util.UUID;

/**
 * One payment on its way to the chain.
 *
 * @param acceptedBlock height at which its nonce was seen unspent: what spent it later is its settlement
 * @param attempts how many attempts have carried it so far
 * @param sequence how many outcomes were announced so far
 * @param proof where it stands on chain, while it does
 * @param preparation how far the payer's preparation is, where the payment needs one
 */
public record Settlement(
        UUID paymentId,
        Payment payment,
        Optional<String> traceparent,
        long acceptedBlock,
        SettlementState state,
        int attempts,
        long sequence,
        Optional<Proof> proof,
        Optional<PreparationState> preparation) {}
