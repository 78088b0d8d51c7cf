package dev.quittance.worker.settlement;

import dev.quittance.evm.Bytes;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.eip712.TransferAuthorization;
import java.util.Optional;
import java.util.UUID;

/**
 * One authorization on its way to the chain.
 *
 * @param signature the payer's, as it came
 * @param acceptedBlock height at which the authorization was seen unused: what used it later is its settlement
 * @param attempts how many attempts have carried it so far
 * @param sequence how many outcomes were announced so far
 * @param proof where it stands on chain, while it does
 */
public record Settlement(
        UUID paymentId,
        long chainId,
        Address token,
        TransferAuthorization authorization,
        Bytes signature,
        Optional<String> traceparent,
        long acceptedBlock,
        SettlementState state,
        int attempts,
        long sequence,
        Optional<Proof> proof) {}
