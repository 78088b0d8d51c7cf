package dev.quittance.facilitator.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Who may ask for what. */
@ConfigMapping(prefix = "quittance.access")
public interface AccessConfig {
    /** Whether those who bring no token may ask too; together they are the client {@code anonymous}. */
    @WithDefault("false")
    boolean open();

    /** Longest life of a client's JWT, from {@code iat} to {@code exp}. */
    @WithDefault("1h")
    Duration tokenLifeMax();

    /** By how much a client's clock may differ. */
    @WithDefault("5s")
    Duration clockSkewMax();

    Gas gas();

    /** Clients with a key or with limits; a caller of the callers file that is not named here has none. */
    List<Settings> clients();

    /** Gas that settlements take, whoever asks for them. */
    interface Gas {
        /** Gas for all settlements of one day (UTC) together; the next one that would pass it is refused. */
        Optional<Long> perDay();

        /**
         * What a settlement counts until its transaction tells: no less than the worker's gas limit for one. What making a wallet
         * (ERC-6492) or a permit (EIP-2612) takes in the same transaction counts beside it.
         */
        @WithDefault("200000")
        long perPayment();

        /** Wei that count as one unit of gas, where a payer is sent wei for the gas of an approval. */
        @WithDefault("1000000000")
        BigInteger weiPerGas();
    }

    /** A client. */
    interface Settings {
        /** Its name: {@code iss} of its JWTs, its name in the callers file, or {@code anonymous}. */
        String name();

        /** Public JWK (EC on P-256, or OKP of Ed25519) that its JWTs are verified with. */
        Optional<Path> keyFile();

        /** CAIP-2 names of the networks it may settle on; without them, all that are configured. */
        Optional<List<String>> networks();

        /** Addresses of the tokens it may be paid in; without them, all that are known. */
        Optional<List<String>> assets();

        /** Addresses that may be paid; without them, all. */
        Optional<List<String>> payees();

        /** Requests a second, at each replica. */
        Optional<Integer> requestsPerSecond();

        /** Requests that may come at once; without it, as many as in a second. */
        Optional<Integer> requestsAtOnce();

        /** Gas for its settlements of one day (UTC); the next one that would pass it is refused. */
        Optional<Long> gasPerDay();
    }
}
