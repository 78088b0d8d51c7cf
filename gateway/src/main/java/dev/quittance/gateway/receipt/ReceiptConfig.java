package dev.quittance.gateway.receipt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Who signs receipts, and how long anybody waits for one. Without a signer's address no receipts are issued. */
@ConfigMapping(prefix = "quittance.gateway.receipt")
public interface ReceiptConfig {

    /** Address of the signer-service, without path. */
    Optional<URI> signerUrl();

    /** Name under which the signer knows this gateway. */
    @WithDefault("gateway")
    String principal();

    /** File with the gateway's private P-256 key as a JSON Web Key; needed with {@link #signerUrl}. */
    Optional<Path> keyFile();

    /** PEM certificates by which a signer that speaks TLS is known; without it, those of the JDK. */
    Optional<Path> caFile();

    /** PEM certificate that is shown to a signer that demands one; with {@link #certificateKeyFile}. */
    Optional<Path> certificateFile();

    /** The certificate's private key in PEM (PKCS #8). */
    Optional<Path> certificateKeyFile();

    /**
     * File of what may run in the signer, a line for each as {@code quittance measure} prints it; several while one replaces
     * another. Absent, whoever answers at the address is believed.
     */
    Optional<Path> measurementsFile();

    /** Who vouches for the signer: {@code aws-nitro}, or the PEM file of a simulated root's certificate. */
    Optional<String> trustRoot();

    /** How long a document of the signer is believed before the next one is asked for. */
    @WithDefault("10m")
    Duration documentLife();

    /** Name of the account, of kind {@code receipt}, that signs. */
    @WithDefault("receipts")
    String account();

    /** Address that the account must have; it is what challenges tell payers. Absent, the signer's word is taken. */
    Optional<String> signerAddress();

    /** How long an answer waits for its receipt before it goes without. */
    @WithName("wait")
    @WithDefault("250ms")
    Duration answerWait();

    /** Longest exchange with the signer. */
    @WithDefault("5s")
    Duration signTimeout();

    /** Answers that may wait for the signer at once; more go without, and their receipts follow. */
    @WithDefault("64")
    int waitingMax();

    /** How long a receipt that an answer may still get at once is left alone by the completion. */
    @WithDefault("30s")
    Duration completionGrace();

    /** Time between two looks at what is still owed. */
    @WithDefault("1s")
    Duration completionPeriod();

    /** Owed receipts that are asked for in one go. */
    @WithDefault("32")
    int completionBatch();

    /** First wait after a receipt could not be had; it doubles up to the longest. */
    @WithDefault("2s")
    Duration retryWaitMin();

    /** How often the newest checkpoint of the signer's log is shown to it; also at once when it waits for that. */
    @WithDefault("10s")
    Duration witnessPeriod();

    /** Longest wait before a receipt is asked for again. */
    @WithDefault("5m")
    Duration retryWaitMax();
}
