package dev.quittance.gateway.facilitator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Which facilitators settle, how long they may take, and where their word is checked. */
@ConfigMapping(prefix = "quittance.gateway")
public interface FacilitatorsConfig {

    /** In the order in which they are preferred. */
    List<One> facilitators();

    /** The nodes at which settlements are proved. */
    List<Chain> chains();

    /**
     * How long a payment with an open outcome stays with the facilitator that was asked first. Later another may be asked
     * too: its success counts, its refusal proves nothing.
     */
    @WithDefault("10m")
    Duration failoverAfter();

    Circuit circuit();

    Proving proof();

    /** One facilitator. */
    interface One {
        /** Names it in reservations, logs and metrics; never changed as long as payments are open with it. */
        String name();

        /** Base address; {@code /settle}, {@code /verify} and {@code /settlements} are below it. */
        URI url();

        /** File whose content is the bearer token that the facilitator knows this gateway by. */
        Optional<Path> tokenFile();

        /**
         * Whether it remembers what it was asked, and repeats its answer to the same authorization, as ours does. One that
         * forgets refuses a payment that it settled itself before; its refusals after an open outcome are not believed.
         */
        @WithDefault("false")
        boolean remembers();

        /** Whether its word counts without proof. Ours only, or one that is liable for what it says. */
        @WithDefault("false")
        boolean trusted();

        /** Time to connect to it. */
        @WithDefault("3s")
        Duration connectTimeout();

        /** Longest wait for a settlement; longer than the facilitator itself waits for the chain. */
        @WithDefault("90s")
        Duration settleTimeout();

        /** Longest wait for an answer that moves no money: verification and status. */
        @WithDefault("10s")
        Duration verifyTimeout();

        /** Longest answer that is read, in bytes. */
        @WithDefault("65536")
        int answerBytesMax();
    }

    /** A chain and its nodes. */
    interface Chain {
        /** CAIP-2 name. */
        String network();

        /** JSON-RPC over HTTP, in the order in which they are asked; may hold credentials. */
        List<URI> rpcUrls();

        /** Longest time for one request and its answer. */
        @WithDefault("3s")
        Duration timeout();
    }

    /** When a facilitator that fails is left alone. */
    interface Circuit {
        /** How many of its last answers are looked at. */
        @WithDefault("20")
        int answers();

        /** How many answers there must be before one judges. */
        @WithDefault("10")
        int answersMin();

        /** Share of failures among them from which on it is left alone, in percent. */
        @WithDefault("50")
        int failuresPercent();

        /** How long it is left alone before one call tries it again. */
        @WithDefault("10s")
        Duration rest();
    }

    /** How a settlement is proved. */
    interface Proving {
        /** How long the proof may lag behind the facilitator's word: nodes see a block at different moments. */
        @WithDefault("5s")
        Duration lagMax();

        /** How many blocks back a settlement is searched that nobody named; nodes limit such questions. */
        @WithDefault("2000")
        int searchBlocks();
    }
}
