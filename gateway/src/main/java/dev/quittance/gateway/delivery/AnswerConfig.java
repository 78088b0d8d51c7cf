package dev.quittance.gateway.delivery;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.time.Duration;

/** What is kept of answers that were paid for. */
@ConfigMapping(prefix = "quittance.gateway")
public interface AnswerConfig {

    /** Secret file of the masters, in the form of the challenge keys: one seals, all open. Read again while running. */
    Path answerKeysFile();

    /** Largest answer that is kept; also the largest that can be withheld until it is paid. */
    @WithDefault("1M")
    @WithName("answer.bytes-max")
    MemorySize bytesMax();

    /** How long an answer is kept. */
    @WithDefault("24h")
    @WithName("answer.life")
    Duration life();

    /** All that may be kept at once; beyond it no payment is taken whose answer would have to be kept. */
    @WithDefault("10G")
    @WithName("answer.total-bytes-max")
    MemorySize totalBytesMax();

    /** Memory for answers that may be asked for again soon. */
    @WithDefault("8M")
    @WithName("answer.cache-bytes-max")
    MemorySize cacheBytesMax();

    /** How long an identical request waits for the one that is running. */
    @WithDefault("30s")
    Duration joinWait();

    /** Requests that may wait so at once. */
    @WithDefault("1024")
    int joinsMax();
}
