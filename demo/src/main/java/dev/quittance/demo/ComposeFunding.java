package dev.quittance.demo;

import dev.quittance.agent.signing.SignerConnection;
import dev.quittance.agent.signing.SignerConnection.Account;
import dev.quittance.agent.signing.SignerTls;
import dev.quittance.devstack.Chain;
import dev.quittance.protocol.token.RequestTokenSigner;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Puts the contracts on the local chain, and gives the lanes gas money and the demo's agent dollars. */
@Command(name = "fund", description = "Installs the contracts on a local chain and funds the demo's accounts.")
final class ComposeFunding implements Callable<Integer> {
    private static final BigInteger AGENT_DOLLARS = BigInteger.valueOf(100_000_000);
    private static final BigInteger LANE_WEI = BigInteger.TEN.pow(19);

    @Option(names = "--rpc-url", required = true, description = "The local chain, an anvil.")
    private URI rpcUrl = URI.create("");

    @Option(names = "--signer", required = true, description = "Address of the signer-service.")
    private URI signer = URI.create("");

    @Option(names = "--signer-ca-file", required = true, description = "PEM certificates of the signer.")
    private Path caFile = Path.of("");

    @Option(names = "--secrets", required = true, description = "Folder with the request keys of worker and agent.")
    private Path secrets = Path.of("");

    @Override
    public Integer call() throws InterruptedException {
        return Running.inOneLine(this::run, message -> {});
    }

    private int run() throws IOException, InterruptedException {
        try (var chain = Chain.at(rpcUrl)) {
            for (Account lane :
                    connection(signer, caFile, secrets, Credentials.WORKER).accounts()) {
                chain.setEtherBalance(lane.address(), LANE_WEI);
            }
            for (Account agent :
                    connection(signer, caFile, secrets, Credentials.AGENT).accounts()) {
                if (chain.balanceOf(agent.address()).compareTo(AGENT_DOLLARS) < 0) {
                    chain.mint(agent.address(), AGENT_DOLLARS);
                }
            }
        }
        return 0;
    }

    /** A connection as one of the demo's principals. */
    static SignerConnection connection(URI signer, Path caFile, Path secrets, String principal) throws IOException {
        var tokens = new RequestTokenSigner(
                principal,
                Secrets.read(secrets.resolve(principal + ".jwk")),
                new SecureRandom(),
                InstantSource.system());
        var tls = new SignerTls(Optional.of(caFile), Optional.empty(), Optional.empty());
        return new SignerConnection(tls.httpClient(), signer, tokens);
    }
}
