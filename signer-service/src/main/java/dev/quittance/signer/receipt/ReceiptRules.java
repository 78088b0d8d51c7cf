package dev.quittance.signer.receipt;

import dev.quittance.evm.registry.Registry;
import dev.quittance.protocol.receipt.PaidTransfer;
import dev.quittance.protocol.receipt.Quittance;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Decides which receipts may be signed: of known money, and not dated ahead. What follows what is for the journal to say. */
final class ReceiptRules {
    private final Registry registry;
    private final Duration clockSkewMax;

    ReceiptRules(Registry registry, Duration clockSkewMax) {
        this.registry = registry;
        this.clockSkewMax = clockSkewMax;
    }

    /** The broken rule; empty when the receipt may be signed. */
    Optional<ReceiptRefusal> refusal(Quittance quittance, Instant now) {
        PaidTransfer transfer = quittance.facts().transfer();
        if (registry.chain(transfer.chainId()).isEmpty()) {
            return Optional.of(ReceiptRefusal.NETWORK_REFUSED);
        }
        if (registry.asset(transfer.chainId(), transfer.asset()).isEmpty()) {
            return Optional.of(ReceiptRefusal.ASSET_REFUSED);
        }
        boolean ahead = Instant.ofEpochSecond(quittance.issuedAt()).isAfter(now.plus(clockSkewMax));
        return ahead ? Optional.of(ReceiptRefusal.ISSUE_TIME_REFUSED) : Optional.empty();
    }
}
