package dev.quittance.worker;

import dev.quittance.worker.attempt.FundingStore;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of the settlement-worker. What has no default must be given. */
@ConfigMapping(prefix = "quittance.worker")
public interface WorkerConfig {
    /** CAIP-2 name of the one chain that this worker serves; the node must serve the same. */
    @WithDefault("eip155:84532")
    String network();

    /** Factories whose wallets may pay before they stand on chain (ERC-6492), as addresses; none by default. */
    Optional<List<String>> walletFactories();

    /** JSON-RPC endpoints of the chain, separated by commas, the preferred one first. */
    @WithName("rpc-url")
    List<URI> rpcUrls();

    /** WebSocket endpoints that tell of new blocks, in the order in which they are tried. */
    @WithName("ws-url")
    Optional<List<URI>> wsUrls();

    /** Time for one exchange with the node. */
    @WithDefault("5s")
    Duration rpcTimeout();

    /** Time to connect, to the node and to the signer. */
    @WithDefault("2s")
    Duration connectTimeout();

    /** File with the token of operators, who may then list, drain and restore lanes; without it nobody may. */
    Optional<Path> operatorTokenFile();

    Rpc rpc();

    Signer signer();

    Lanes lanes();

    Batch batch();

    Fees fees();

    Head head();

    Preparations preparations();

    Fundings fundings();

    Reconcile reconcile();

    /** Choosing among the endpoints. */
    interface Rpc {
        /** Unusable answers in a row after which an endpoint rests. */
        @WithDefault("2")
        int failuresMax();

        /** How long it rests; it is asked meanwhile only if no other is left. */
        @WithDefault("5s")
        Duration rest();

        /** Blocks by which an endpoint may be behind the furthest and still be asked. */
        @WithDefault("10")
        long lagMax();

        /** How often heights and chains are compared, where there is more than one endpoint. */
        @WithDefault("5s")
        Duration checkInterval();
    }

    /** The signer-service. */
    interface Signer {
        /** Scheme, host and port, as the signer knows itself. */
        @WithDefault("http://localhost:8405")
        URI url();

        /** Name under which this worker is registered with the signer. */
        @WithDefault("settlement-worker")
        String principal();

        /** Private P-256 JWK with a kid. */
        Path keyFile();

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

        /** Time for one exchange. */
        @WithDefault("5s")
        Duration timeout();

        /** How often the list of relay accounts is asked for. */
        @WithDefault("2s")
        Duration accountsInterval();

        /** How often the newest checkpoint of the signer's log is shown to it; also at once when it waits for that. */
        @WithDefault("2s")
        Duration witnessInterval();
    }

    /** Relayer accounts. */
    interface Lanes {
        /** How long a lease holds without being prolonged; a dead worker's lanes rest for that long. */
        @WithDefault("5s")
        Duration lease();

        /** Lanes that this worker takes at most. */
        @WithDefault("64")
        int max();

        /** Attempts under way on one lane; nodes hold a limited number of one account. */
        @WithDefault("64")
        int inFlightMax();

        /** After how long a transaction is sent again when no block comes; else each block that lacks it is the cause. */
        @WithDefault("3s")
        Duration resendAfter();

        /** After how long a transaction that no block holds gets higher fees. */
        @WithDefault("12s")
        Duration raiseAfter();

        /** Wei below which a lane gets no new attempts. */
        @WithDefault("100000000000000")
        BigInteger balanceMin();

        /** How often a lane is looked at when nothing wakes it. */
        @WithDefault("1s")
        Duration interval();

        /** Attempts that one settlement gets while its authorization lives. */
        @WithDefault("3")
        int attemptsMax();
    }

    /** Payments that go out together. */
    interface Batch {
        /** Payments in one transaction, as far as its gas allows; 1 sends each alone. */
        @WithDefault("100")
        int max();

        /** How long payments wait for company while the lanes are busy. */
        @WithDefault("50ms")
        Duration delay();

        /** Gas limit of one transaction: chains cap it (EIP-7825). */
        @WithDefault("16700000")
        long gasMax();

        /** Payments that one pass gives to lanes. */
        @WithDefault("1000")
        int queueMax();

        /** Requests that are taken in with one transaction. */
        @WithDefault("500")
        int requestsMax();
    }

    /** What transactions may cost. */
    interface Fees {
        /** Priority fee, wei per gas. */
        @WithDefault("1000000")
        BigInteger tip();

        /** Most that is offered, wei per gas; while the chain asks more, settlements wait. */
        @WithDefault("20000000000")
        BigInteger ceiling();

        /** Gas limit for each transfer in a transaction. */
        @WithDefault("120000")
        long gasPerTransfer();

        /** Gas limit for what surrounds the transfers. */
        @WithDefault("60000")
        long gasPerTransaction();
    }

    /** Following the chain. */
    interface Head {
        /** How often the newest block is asked for while no subscription tells of it. */
        @WithDefault("50ms")
        Duration pollInterval();

        /** How often it is asked for while one does. */
        @WithDefault("1s")
        Duration sweepInterval();

        /** How long a subscription may tell of no block before it is given up. */
        @WithDefault("10s")
        Duration silenceMax();

        /** Pause before a subscription is replaced; doubled each time in vain. */
        @WithDefault("200ms")
        Duration reconnectMin();

        /** Longest such pause. */
        @WithDefault("30s")
        Duration reconnectMax();

        /** Longest message of a subscription, in characters. */
        @WithDefault("65536")
        int messageCharsMax();

        /** Blocks that are remembered, and read one by one after falling behind; older ones are left to reconciliation. */
        @WithDefault("256")
        int catchUpMax();
    }

    /** Transactions of payers that have to be on chain before their payments settle. */
    interface Preparations {
        /** How often they are looked at and sent when no block comes. */
        @WithDefault("1s")
        Duration interval();

        /** Payments looked at in one pass. */
        @WithDefault("100")
        int max();
    }

    /** Wei for payers whose own transactions lack it for gas. */
    interface Fundings {
        /** Most wei for one transaction; 0 gives none. The signer has a switch and a ceiling of its own. */
        @WithDefault("0")
        BigInteger max();

        /** Most wei in 24 hours, on all lanes of the chain together. */
        @WithDefault("10000000000000000")
        BigInteger perDay();

        /** Fundings of 24 hours whose payers did not do with them what they were for; then there are no more. */
        @WithDefault("20")
        int wastedMax();

        /** Time that a payment must have left for its payer to be sent anything. */
        @WithDefault("10s")
        Duration lifeMin();

        /** What may be given. */
        default FundingStore.Limits limits() {
            return new FundingStore.Limits(max(), perDay(), wastedMax());
        }
    }

    /** The second look at what stays open. */
    interface Reconcile {
        /** How often open settlements and the lanes are looked at. */
        @WithDefault("2s")
        Duration interval();

        /** How long a settlement may stay open before it is looked at, and between two looks. */
        @WithDefault("5s")
        Duration after();

        /** Settlements looked at in one pass. */
        @WithDefault("200")
        int settlementsMax();

        /** Open attempts of one lane looked at in one pass. */
        @WithDefault("100")
        int attemptsMax();

        /** Blocks that one search for logs covers. */
        @WithDefault("5000")
        long logBlocksMax();
    }
}
