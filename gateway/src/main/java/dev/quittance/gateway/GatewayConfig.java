package dev.quittance.gateway;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What the gateway sells, and the limits of what it takes. */
@ConfigMapping(prefix = "quittance.gateway")
public interface GatewayConfig {

    /** The price list, in YAML. */
    Path routesFile();

    /** How often it is looked whether the price list, or a file that it names, holds something else. */
    @WithDefault("5s")
    Duration routesReloadEvery();

    /**
     * Secret file of the challenge keys, one {@code kid:base64} of at least 32 bytes a line, perhaps with {@code from=} and the time
     * at which it begins to issue; of those without a time the first issues. Read again while running.
     */
    Path challengeKeysFile();

    /** How long a quote is honoured. */
    @WithDefault("10m")
    Duration challengeLife();

    /**
     * Scheme and authority that clients use, when they differ from what arrives here, as behind a TLS terminator. Without it
     * the Host header decides.
     */
    Optional<URI> publicOrigin();

    /** Whose signature receipts carry; told in every challenge. Absent when there are no receipts. */
    @WithName("receipt.signer-address")
    Optional<String> receiptSigner();

    /** Longest payment header, in characters. */
    @WithDefault("16384")
    int paymentHeaderCharsMax();

    /**
     * Largest body of a priced request that is read whole before it is priced, because the price is bound to it. Larger ones
     * must declare their hash in Content-Digest.
     */
    @WithDefault("1M")
    MemorySize pricedBodyMax();

    /** Largest body of a priced request whose hash is declared, and which is checked while it flows to the upstream. */
    @WithDefault("1G")
    MemorySize streamedBodyMax();

    /** Longest time that the body of a priced request may take to arrive. */
    @WithDefault("30s")
    Duration pricedBodyTimeout();

    /**
     * Whether HTTP/2 is spoken without TLS too: to those who know beforehand, and to those who ask to upgrade. A proxy in front
     * that passes an {@code Upgrade} header on would lose sight of what follows.
     */
    @WithDefault("false")
    boolean http2ClearText();

    /** Paid requests in work at once, beyond which new ones are turned away. */
    @WithDefault("256")
    int paidRequestsMax();

    /** How long a silent process keeps the reservations it works on. */
    @WithDefault("15s")
    Duration leaseLife();

    /** What clients are told to wait before they send a payment again whose outcome is open. */
    @WithDefault("5s")
    Duration retryAfter();
}
