package dev.quittance.gateway.facilitator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Which facilitator settles, and how long it may take. */
@ConfigMapping(prefix = "quittance.gateway.facilitator")
public interface FacilitatorConfig {

    /** Base address; {@code /settle} is asked below it. */
    @WithDefault("http://localhost:8403")
    URI url();

    /** File whose content is the bearer token that the facilitator knows this gateway by. */
    Optional<Path> tokenFile();

    /**
     * Whether it remembers what it was asked, and repeats its answer to the same authorization, as ours does. One that
     * forgets refuses a payment that it settled itself before; its refusals after an open outcome are not believed.
     */
    @WithDefault("true")
    boolean remembers();

    @WithDefault("3s")
    Duration connectTimeout();

    /** Longest wait for an answer; longer than the facilitator itself waits for the chain. */
    @WithDefault("90s")
    Duration settleTimeout();

    /** Longest wait for an answer that moves no money: verification and status. */
    @WithDefault("10s")
    Duration verifyTimeout();

    /** Longest answer that is read, in bytes. */
    @WithDefault("65536")
    int answerBytesMax();
}
